"""What a proposed plan promises: tables of cases, and properties that hold for any pool."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.choices import Band, Why
from quality.sampling import (
    Cell,
    Decided,
    Policy,
    Proposal,
    dimensions,
    is_first,
    propose,
    required,
)

TODAY = date(2026, 6, 1)
IQA = 1
RATES = {Band.LOW: 10, Band.MEDIUM: 25, Band.HIGH: 50, Band.UNQUALIFIED: 100}
POLICY = Policy(rates=RATES, first_decisions=3, too_quick_minutes=10, long_since_days=90)


def decided(key, **fields):
    """A quiet decision: an experienced assessor's, at an unhurried pace."""
    told = {
        "enrolment": key,
        "candidate": 1000 + key,
        "unit": "U1",
        "assessor": 10,
        "methods": frozenset({"document"}),
        "decided_on": TODAY - timedelta(days=key),
        "minutes": 40,
        "outcomes": ("met", "not_yet_met"),
        "number": 100 + key,
        "units_total": 4,
    }
    return Decided(key=key, **(told | fields))


def plan(pool, *, bands=None, seed=7, by=IQA, policy=POLICY):
    bands = {10: Band.LOW} if bands is None else bands
    return propose(pool, policy=policy, bands=bands, by=by, today=TODAY, rng=Random(seed))


def reasons(proposal):
    return {cell.decided.key: set(cell.reasons) for cell in proposal.cells}


@pytest.mark.parametrize(
    "band, samples", [("low", 3), ("medium", 6), ("high", 12), ("unqualified", 23)]
)
def test_twenty_three_decisions_at_each_rate(band, samples):
    pool = [decided(key) for key in range(1, 24)]

    proposal = plan(pool, bands={10: Band(band)})

    assert required(23, RATES[Band(band)]) == samples
    assert len(proposal.cells) == samples
    assert proposal.shortfalls == ()


OLD = TODAY - timedelta(days=91)
QUIET = [decided(key) for key in range(2, 6)]


@pytest.mark.parametrize(
    "one, others, why",
    [
        (decided(1, is_prior_learning=True), QUIET, Why.PRIOR_LEARNING),
        (decided(1, attempt=2), QUIET, Why.LATER_ATTEMPT),
        (decided(1, minutes=9), QUIET, Why.TOO_QUICK),
        (
            decided(1, outcomes=("met", "met")),
            [decided(key, outcomes=("met", "met")) for key in range(2, 6)],
            Why.ALL_ALIKE,
        ),
        (decided(1), [replace(other, sampled_on=OLD) for other in QUIET], Why.LONG_SINCE),
        (decided(1, units_passed=2), QUIET, Why.NO_INTERIM),
        (decided(1, unit="U2"), QUIET, Why.UNIT),
        (decided(1, methods=frozenset({"observation"})), QUIET, Why.METHOD),
        (decided(1, units_passed=4), QUIET, Why.STAGE),
        (decided(1, assessor=11, number=3), QUIET, Why.FIRST_DECISIONS),
    ],
    ids=lambda value: value.value if isinstance(value, Why) else "",
)
def test_each_cell_says_why(one, others, why):
    assert why in reasons(plan([one, *others]))[1]


@pytest.mark.parametrize(
    "one, others, why",
    [
        (decided(1, minutes=10), QUIET, Why.TOO_QUICK),
        (decided(1, minutes=None), QUIET, Why.TOO_QUICK),
        (
            decided(1),
            [replace(other, sampled_on=OLD + timedelta(days=1)) for other in QUIET],
            Why.LONG_SINCE,
        ),
        (decided(1, units_passed=1), QUIET, Why.NO_INTERIM),
        (
            decided(1, units_passed=2),
            [*QUIET, decided(9, enrolment=1, sampled_on=TODAY)],
            Why.NO_INTERIM,
        ),
        (decided(1, assessor=11, number=4), QUIET, Why.FIRST_DECISIONS),
        (decided(1, number=3), QUIET, Why.FIRST_DECISIONS),  # not new: somebody put them in low
        (decided(1, outcomes=("met",)), [decided(2, outcomes=("met",))], Why.ALL_ALIKE),
    ],
)
def test_just_short_of_a_reason_is_none(one, others, why):
    assert all(why not in found for found in reasons(plan([one, *others])).values())


def test_what_was_sampled_counts_and_is_not_proposed_again():
    pool = [decided(key, sampled_on=TODAY if key < 4 else None) for key in range(1, 24)]

    assert plan(pool).cells == ()


def test_a_shortfall_is_named_where_the_planner_judged_themselves():
    pool = [decided(key, assessor=IQA, number=key) for key in range(1, 5)]

    proposal = plan(pool)

    assert proposal.cells == ()
    named = {(short.kind, short.what): (short.have, short.need) for short in proposal.shortfalls}
    assert named[Why.RANDOM, str(IQA)] == (0, 2)
    assert named[Why.ASSESSOR, str(IQA)] == (0, 1)
    assert named[Why.FIRST_DECISIONS, str(IQA)] == (0, 3)


# ---- for any pool --------------------------------------------------------------------------------

people = st.integers(1, 5)
pools = st.lists(
    st.builds(
        dict,
        enrolment=st.integers(1, 6),
        candidate=people,
        unit=st.sampled_from(["U1", "U2", "U3"]),
        assessor=people,
        others=st.frozensets(people, max_size=2),
        methods=st.frozensets(st.sampled_from(["document", "observation", "discussion"])),
        attempt=st.integers(1, 3),
        decided_on=st.dates(date(2025, 6, 1), TODAY),
        minutes=st.none() | st.integers(0, 90),
        outcomes=st.lists(st.sampled_from(["met", "not_yet_met"]), max_size=3).map(tuple),
        number=st.integers(1, 9),
        units_passed=st.integers(0, 4),
        units_total=st.just(4),
        sampled_on=st.none() | st.dates(date(2025, 6, 1), TODAY),
        is_prior_learning=st.booleans(),
    ),
    max_size=20,
).map(lambda rows: [Decided(key=key, **row) for key, row in enumerate(rows)])
risks = st.dictionaries(people, st.sampled_from(Band))


def broken_promises(pool, proposal, bands):
    """Which promises a proposal breaks."""
    chosen = [cell.decided for cell in proposal.cells]
    free = [one for one in pool if not one.sampled_on and IQA not in one.people]
    if any(IQA in one.people for one in chosen):
        yield "own decisions"
    if any(one.sampled_on for one in chosen) or any(not cell.reasons for cell in proposal.cells):
        yield "sampled twice, or without a reason"
    if any(is_first(one, POLICY, bands) and one not in chosen for one in free):
        yield "a first decision is left out"
    prior = {cell.decided.key for cell in proposal.cells if Why.PRIOR_LEARNING in cell.reasons}
    if prior != {one.key for one in free if one.is_prior_learning}:
        yield "prior learning is left out, or named where there is none"
    done = [one for one in pool if one.sampled_on] + chosen
    short = {(shortfall.kind, shortfall.what) for shortfall in proposal.shortfalls}
    own = [one for one in pool if one.is_prior_learning and not one.sampled_on and one not in free]
    if any((Why.PRIOR_LEARNING, str(one.assessor)) not in short for one in own):
        yield "prior learning that another must sample is not named"
    yield from uncovered(pool, done, free, short)
    yield from below_rate(pool, done, [one for one in free if one not in chosen], short, bands)


def uncovered(pool, done, free, short):
    covered = {at for one in done for at in dimensions(one)}
    for at in {at for one in pool for at in dimensions(one)}:
        is_possible = any(at in dimensions(one) for one in free)
        if at not in covered and (is_possible or at not in short):
            yield f"{at} not covered"
        if at in covered and at in short:
            yield f"{at} named in vain"


def below_rate(pool, done, left, short, bands):
    for assessor in {one.assessor for one in pool}:
        decisions = sum(one.assessor == assessor for one in pool)
        need = required(decisions, RATES[bands.get(assessor, Band.HIGH)])
        have = sum(one.assessor == assessor for one in done)
        has_more = any(one.assessor == assessor for one in left)
        is_named = (Why.RANDOM, str(assessor)) in short
        if (have < need and (has_more or not is_named)) or (have >= need and is_named):
            yield f"rate of {assessor}"


@settings(max_examples=60)
@given(pools, risks, st.integers(0, 2**32))
def test_any_plan_keeps_its_promises(pool, bands, seed):
    proposal = plan(pool, bands=bands, seed=seed)

    assert list(broken_promises(pool, proposal, bands)) == []
    assert plan(list(reversed(pool)), bands=bands, seed=seed) == proposal


def without_last(proposal):
    return Proposal(proposal.cells[:-1], proposal.shortfalls)


def with_own(proposal):
    own = decided(99, assessor=IQA)
    return Proposal((*proposal.cells, Cell(own, (Why.RANDOM,))), proposal.shortfalls)


def without_prior_learning(proposal):
    kept = [cell for cell in proposal.cells if Why.PRIOR_LEARNING not in cell.reasons]
    return Proposal(tuple(kept), proposal.shortfalls)


def silent(proposal):
    return Proposal(proposal.cells, ())


@pytest.mark.parametrize("broken", [without_last, without_prior_learning, with_own, silent])
def test_control_a_plan_that_breaks_a_promise_is_seen(broken):
    pool = [*QUIET, decided(1, assessor=11), decided(6, assessor=IQA)]
    pool.append(decided(7, is_prior_learning=True))
    proposal = plan(pool)
    assert list(broken_promises(pool, proposal, {10: Band.LOW})) == []

    assert list(broken_promises(pool, broken(proposal), {10: Band.LOW}))


def test_another_seed_draws_others():
    pool = [decided(key) for key in range(1, 41)]

    drawn = {frozenset(reasons(plan(pool, seed=seed))) for seed in range(6)}

    assert len(drawn) > 1
