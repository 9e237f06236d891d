"""Minutes, what they count to, and how they read (P5.6, P5.8, P7.6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrolments import hours
from enrolments.choices import ActivityKind
from enrolments.hours import HoursLedger, KindLine, LearningTime
from pmatraining import formatting

times = st.lists(
    st.builds(
        LearningTime,
        kind=st.sampled_from(ActivityKind),
        minutes=st.integers(1, 480),
        is_guided=st.booleans(),
        is_tutorial=st.booleans(),
        units=st.lists(st.integers(1, 5), unique=True, max_size=5).map(tuple),
    )
)


def tutorial(minutes, kind=ActivityKind.ONE_TO_ONE, *units, is_guided=True):
    return LearningTime(kind, minutes, is_guided, is_tutorial=True, units=units)


def study(minutes, kind=ActivityKind.READING, *units, is_guided=False):
    return LearningTime(kind, minutes, is_guided, units=units)


def test_each_kind_counts_to_what_it_is():
    pieces = [
        tutorial(45),
        tutorial(90, ActivityKind.GROUP),
        tutorial(30, ActivityKind.MENTORING, is_guided=False),
        study(60),
        study(20, ActivityKind.FEEDBACK, is_guided=True),
    ]

    assert hours.ledger(pieces) == HoursLedger(one_to_one=45, guided=155, total=245)
    assert hours.ledger(pieces).unguided == 90


def test_one_to_one_time_that_no_tutor_logged_is_not_a_tutorial():
    logged = LearningTime(ActivityKind.ONE_TO_ONE, 60, is_guided=True)

    assert hours.ledger([logged]) == HoursLedger(one_to_one=0, guided=60, total=60)


def test_nothing_adds_up_to_nothing():
    assert hours.ledger([]) == HoursLedger(0, 0, 0)


@given(times)
def test_one_to_one_is_part_of_guided_and_guided_of_total(pieces):
    ledger = hours.ledger(pieces)

    assert 0 <= ledger.one_to_one <= ledger.guided <= ledger.total


@given(times)
def test_the_kinds_add_up_to_the_ledger(pieces):
    lines = hours.by_kind(pieces)
    ledger = hours.ledger(pieces)

    assert sum(line.guided for line in lines) == ledger.guided
    assert sum(line.total for line in lines) == ledger.total
    assert [line.kind for line in lines] == [
        k for k in ActivityKind if k in {t.kind for t in pieces}
    ]


def test_a_kind_can_have_guided_and_other_time():
    pieces = [study(30, ActivityKind.COACHING), study(40, ActivityKind.COACHING, is_guided=True)]

    assert hours.by_kind(pieces) == [KindLine(ActivityKind.COACHING, guided=40, unguided=30)]


def test_time_on_several_units_is_shared_between_them():
    pieces = [tutorial(50, ActivityKind.GROUP, 1, 2, 3), tutorial(10, ActivityKind.GROUP, 2)]

    assert hours.guided_by_unit(pieces) == {1: 17, 2: 27, 3: 16}


@given(times)
def test_sharing_loses_no_minute(pieces):
    on_units = sum(t.minutes for t in pieces if t.is_guided and t.units)

    assert sum(hours.guided_by_unit(pieces).values()) == on_units


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 min"),
        (45, "45 min"),
        (60, "1 h"),
        (65, "1 h 05"),
        (320, "5 h 20"),
        (420, "7 h"),
        (30720, "512 h"),
        (90000, "1,500 h"),
        (-75, "−1 h 15"),
    ],
)
def test_minutes_in_words(minutes, words):
    assert hours.hours_and_minutes(minutes) == words


@given(st.integers(-100_000, 100_000))
def test_rules_and_pages_say_minutes_alike(minutes):
    assert hours.hours_and_minutes(minutes) == formatting.minutes(minutes)
