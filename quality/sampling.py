"""Proposing what to sample: pure, seeded, and every cell says why. No database, no clock.

The pool holds the newest decided attempt of every candidate and unit of a qualification in the
cycle. What the planner judged, countersigned, marked a second time or handed in is never proposed
to them (R15). What the policy asks for and the pool cannot give is named as a shortfall (R17, R18).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

from quality.choices import Band, Stage, Why

ALIKE_FROM = 5  # decisions of one assessor before "all alike" means anything


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the policy in force asks for; rates in per cent."""

    rates: Mapping[Band, int]
    first_decisions: int
    too_quick_minutes: int
    long_since_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One submission that was judged: the newest decided attempt of a candidate at a unit."""

    key: int
    enrolment: int
    candidate: int
    unit: str
    assessor: int
    others: frozenset[int] = frozenset()  # who else judged, countersigned or second marked
    countersigner: int | None = None  # of the result that stands, where it was provisional
    methods: frozenset[str] = frozenset()
    attempt: int = 1
    decided_on: date
    minutes: int | None = None
    outcomes: tuple[str, ...] = ()
    number: int = 1  # which of the assessor's decisions it is, from 1
    units_passed: int = 0
    units_total: int = 1
    sampled_on: date | None = None
    is_prior_learning: bool = False

    @property
    def people(self) -> frozenset[int]:
        """Who may not assure it: assessor, countersigner, second marker, candidate (R15)."""
        return self.others | {self.assessor, self.candidate}

    @property
    def stage(self) -> Stage:
        """Interim while the candidate still has units to pass (R18)."""
        return Stage.SUMMATIVE if self.units_passed >= self.units_total else Stage.INTERIM

    @property
    def is_half_way(self) -> bool:
        """Half of the units passed, and not all."""
        return self.stage == Stage.INTERIM and 2 * self.units_passed >= self.units_total


@dataclass(frozen=True, slots=True)
class Cell:
    """What the plan proposes to sample, and each reason for it."""

    decided: Decided
    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What the policy asks for and this plan cannot give: `have` of `need`."""

    kind: Why
    what: str
    have: int
    need: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """The cells of a plan, and what it falls short of."""

    cells: tuple[Cell, ...]
    shortfalls: tuple[Shortfall, ...]


def required(decisions: int, rate: int) -> int:
    """How many of so many decisions a rate in per cent asks for, rounded up (R17)."""
    return -(-decisions * rate // 100)


def dimensions(decided: Decided) -> Iterable[tuple[Why, str]]:
    """What a sample of it would cover: assessor, methods, unit and stage."""
    yield (Why.ASSESSOR, str(decided.assessor))
    yield (Why.UNIT, decided.unit)
    for method in decided.methods:
        yield (Why.METHOD, method)
    yield (Why.STAGE, decided.stage)


@dataclass(slots=True)
class _Draft:
    """A plan while it is being made."""

    open: Sequence[Decided]
    sampled: Sequence[Decided]
    rng: Random
    reasons: dict[int, list[Why]] = field(default_factory=lambda: defaultdict(list))
    _open_keys: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self._open_keys = frozenset(decided.key for decided in self.open)

    def add(self, decided: Decided, why: Why) -> None:
        if why not in self.reasons[decided.key]:
            self.reasons[decided.key].append(why)

    @property
    def covered(self) -> set[tuple[Why, str]]:
        """All that samples of this cycle and cells of this draft cover."""
        chosen = [decided for decided in self.open if decided.key in self.reasons]
        return {at for decided in [*self.sampled, *chosen] for at in dimensions(decided)}

    def is_open(self, decided: Decided) -> bool:
        """Whether the planner may be asked to look into it, and nobody has yet."""
        return decided.key in self._open_keys

    def spare(self) -> list[Decided]:
        """What could still be chosen."""
        return [decided for decided in self.open if decided.key not in self.reasons]


def propose(
    pool: Iterable[Decided],
    *,
    policy: Policy,
    bands: Mapping[int, Band],
    by: int,
    today: date,
    rng: Random,
) -> Proposal:
    """The cells an assurer (`by`) should sample next, the same for the same seed.

    Prior learning always is (R23), and what carries a risk comes first; then each assessor, unit,
    method and stage that nothing has covered; then cells drawn at random until every assessor's
    rate is made up.
    """
    everything = sorted(pool, key=lambda decided: decided.key)
    draft = _Draft(
        open=[one for one in everything if one.sampled_on is None and by not in one.people],
        sampled=[one for one in everything if one.sampled_on is not None],
        rng=rng,
    )
    _add_risky(draft, policy, bands)
    _add_noticed(draft, policy, everything, today)
    shortfalls = [*_cover(draft, everything), *_make_up(draft, policy, bands, everything)]
    shortfalls += _first_owed(policy, bands, everything, by)
    shortfalls += _prior_learning_owed(everything, by)
    cells = [
        Cell(decided, tuple(draft.reasons[decided.key]))
        for decided in draft.open
        if decided.key in draft.reasons
    ]
    return Proposal(tuple(cells), tuple(shortfalls))


def is_first(decided: Decided, policy: Policy, bands: Mapping[int, Band]) -> bool:
    """Whether it is among the first decisions of an assessor who is still new (R17)."""
    is_new = bands.get(decided.assessor, Band.HIGH) in (Band.HIGH, Band.UNQUALIFIED)
    return is_new and decided.number <= policy.first_decisions


def _add_risky(draft: _Draft, policy: Policy, bands: Mapping[int, Band]) -> None:
    """What each decision says of itself."""
    for decided in draft.open:
        if decided.is_prior_learning:
            draft.add(decided, Why.PRIOR_LEARNING)
        if is_first(decided, policy, bands):
            draft.add(decided, Why.FIRST_DECISIONS)
        if decided.attempt > 1:
            draft.add(decided, Why.LATER_ATTEMPT)
        if decided.minutes is not None and decided.minutes < policy.too_quick_minutes:
            draft.add(decided, Why.TOO_QUICK)


def _add_noticed(draft: _Draft, policy: Policy, everything: Sequence[Decided], today: date) -> None:
    """What only shows across an assessor's decisions, or a candidate's: the newest of them."""
    for mine in _by(everything, lambda one: one.assessor).values():
        open_ones = [one for one in mine if draft.is_open(one)]
        if not open_ones:
            continue
        newest = max(open_ones, key=lambda one: (one.decided_on, one.key))
        said = {outcome for one in mine for outcome in one.outcomes}
        if len(mine) >= ALIKE_FROM and len(said) == 1:
            draft.add(newest, Why.ALL_ALIKE)
        sampled = [one.sampled_on for one in mine if one.sampled_on is not None]
        if sampled and (today - max(sampled)).days > policy.long_since_days:
            draft.add(newest, Why.LONG_SINCE)
    for theirs in _by(everything, lambda one: one.enrolment).values():
        open_ones = [one for one in theirs if draft.is_open(one)]
        is_seen = any(one.sampled_on is not None for one in theirs)
        if open_ones and not is_seen and any(one.is_half_way for one in theirs):
            draft.add(max(open_ones, key=lambda one: (one.decided_on, one.key)), Why.NO_INTERIM)


def _cover(draft: _Draft, everything: Sequence[Decided]) -> list[Shortfall]:
    """Choose what covers most of that which nothing covers yet; name what nothing can cover."""
    wanted = {at for decided in everything for at in dimensions(decided)}
    shortfalls = []
    for at in sorted(wanted):
        covered = draft.covered
        if at in covered:
            continue
        fitting = [decided for decided in draft.spare() if at in dimensions(decided)]
        if not fitting:
            shortfalls.append(Shortfall(kind=at[0], what=at[1], have=0, need=1))
            continue
        most = max(len(set(dimensions(decided)) - covered) for decided in fitting)
        best = [one for one in fitting if len(set(dimensions(one)) - covered) == most]
        chosen = draft.rng.choice(best)
        for why, _ in sorted(set(dimensions(chosen)) - covered):
            draft.add(chosen, why)
    return shortfalls


def _make_up(
    draft: _Draft, policy: Policy, bands: Mapping[int, Band], everything: Sequence[Decided]
) -> list[Shortfall]:
    """Draw at random until each assessor's rate is reached; name whose cannot be."""
    shortfalls = []
    for assessor, mine in sorted(_by(everything, lambda one: one.assessor).items()):
        need = required(len(mine), policy.rates[bands.get(assessor, Band.HIGH)])
        have = sum(one.sampled_on is not None or one.key in draft.reasons for one in mine)
        spare = [one for one in draft.spare() if one.assessor == assessor]
        for decided in draft.rng.sample(spare, min(len(spare), max(0, need - have))):
            draft.add(decided, Why.RANDOM)
            have += 1
        if have < need:
            shortfalls.append(Shortfall(Why.RANDOM, str(assessor), have, need))
    return shortfalls


def _first_owed(
    policy: Policy, bands: Mapping[int, Band], everything: Sequence[Decided], by: int
) -> list[Shortfall]:
    """First decisions of a new assessor that this planner may not look into."""
    owed: dict[int, int] = defaultdict(int)
    for one in everything:
        if is_first(one, policy, bands) and one.sampled_on is None and by in one.people:
            owed[one.assessor] += 1
    return [
        Shortfall(Why.FIRST_DECISIONS, str(assessor), 0, number)
        for assessor, number in sorted(owed.items())
    ]


def _prior_learning_owed(everything: Sequence[Decided], by: int) -> list[Shortfall]:
    """Prior learning that this planner may not look into: it is always sampled, so by another."""
    owed: dict[int, int] = defaultdict(int)
    for one in everything:
        if one.is_prior_learning and one.sampled_on is None and by in one.people:
            owed[one.assessor] += 1
    return [
        Shortfall(Why.PRIOR_LEARNING, str(assessor), 0, number)
        for assessor, number in sorted(owed.items())
    ]


def _by(pool: Iterable[Decided], key: object) -> dict[int, list[Decided]]:
    found: dict[int, list[Decided]] = defaultdict(list)
    for decided in pool:
        found[key(decided)].append(decided)  # type: ignore[operator]
    return found
