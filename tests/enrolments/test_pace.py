"""The planned line, how far from it somebody is, and where their pace leads (P5.9, D3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrolments import pace

START, END = date(2026, 3, 2), date(2027, 3, 1)  # 364 days: 52 weeks

days = st.dates(date(2020, 1, 1), date(2035, 1, 1))
spans = st.tuples(days, st.integers(1, 1500)).map(
    lambda span: (span[0], span[0] + timedelta(days=span[1]))
)


def weeks(*, passed, today, total=13):
    return pace.weeks_behind(passed=passed, total=total, starts_on=START, ends_on=END, today=today)


def test_targets_are_four_weeks_apart_for_thirteen_units_in_a_year():
    targets = pace.spread_targets(range(13), starts_on=START, ends_on=END)

    assert list(targets.values()) == [START + timedelta(weeks=4 * n) for n in range(1, 14)]


def test_no_units_have_no_targets():
    assert pace.spread_targets([], starts_on=START, ends_on=END) == {}


@given(span=spans, units=st.lists(st.integers(), unique=True, min_size=1, max_size=40))
def test_targets_are_in_order_even_and_end_on_the_planned_end(span, units):
    starts_on, ends_on = span
    targets = pace.spread_targets(units, starts_on=starts_on, ends_on=ends_on)

    planned = list(targets.values())
    assert list(targets) == units
    assert planned == sorted(planned)
    assert planned[-1] == ends_on
    assert planned[0] >= starts_on
    gaps = [(b - a).days for a, b in zip([starts_on, *planned], planned, strict=False)]
    assert max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize(
    ("passed", "day", "expected"),
    [
        (0, 0, 0),  # the first day
        (0, 28, 0),  # the first target's own day
        (0, 34, 0),  # six days late is not a week
        (0, 35, 1),
        (0, 49, 3),
        (1, 28, 0),
        (1, 27, 0),  # a day early is not a week
        (1, 21, -1),
        (2, 28, -4),
        (1, 56, 0),
        (13, 364, 0),
        (13, 343, -3),
        (13, 400, 0),  # all passed, and the end gone by
        (12, 371, 1),
        (14, 343, -3),
    ],
)
def test_weeks_from_the_planned_line(passed, day, expected):
    assert weeks(passed=passed, today=START + timedelta(days=day)) == expected


def test_before_the_start_nobody_is_behind():
    assert weeks(passed=0, today=START - timedelta(days=30)) == 0


def test_a_diploma_without_units_has_no_pace():
    assert weeks(passed=0, total=0, today=END) == 0


@given(span=spans, total=st.integers(1, 40), data=st.data())
def test_passing_a_unit_never_puts_anybody_further_behind(span, total, data):
    starts_on, ends_on = span
    passed = data.draw(st.integers(0, total - 1))
    today = data.draw(days)
    line = {"total": total, "starts_on": starts_on, "ends_on": ends_on, "today": today}

    assert pace.weeks_behind(passed=passed + 1, **line) <= pace.weeks_behind(passed=passed, **line)


@given(span=spans, total=st.integers(1, 40), data=st.data())
def test_somebody_is_on_plan_on_every_target_day_they_keep(span, total, data):
    starts_on, ends_on = span
    passed = data.draw(st.integers(1, total))
    target = pace.spread_targets(range(total), starts_on=starts_on, ends_on=ends_on)[passed - 1]

    assert (
        pace.weeks_behind(
            passed=passed, total=total, starts_on=starts_on, ends_on=ends_on, today=target
        )
        == 0
    )


@pytest.mark.parametrize(("behind", "expected"), [(-1, False), (0, False), (2, False), (3, True)])
def test_behind_means_more_than_two_weeks(behind, expected):
    assert pace.is_behind(behind) is expected


@pytest.mark.parametrize(
    ("behind", "words"),
    [(0, "On plan"), (1, "1 week behind"), (5, "5 weeks behind"), (-1, "1 week ahead")],
)
def test_pace_in_words(behind, words):
    assert pace.in_words(behind) == words


TODAY = date(2026, 11, 2)


def ago(*weeks_ago):
    return [TODAY - timedelta(weeks=n) for n in weeks_ago]


def test_a_projection_carries_the_pace_of_the_last_twelve_weeks_on():
    projection = pace.project(ago(20, 10, 6, 3, 1), total=17, today=TODAY)

    # four in 84 days: 21 days each, 12 left; two more or fewer would be as likely as not
    assert projection == pace.Projection(
        earliest_on=TODAY + timedelta(days=168),
        likely_on=TODAY + timedelta(days=252),
        latest_on=TODAY + timedelta(days=504),
    )


def test_time_before_the_start_is_no_part_of_the_pace():
    slow = pace.project(ago(5, 3, 1), total=6, today=TODAY)
    quick = pace.project(ago(5, 3, 1), total=6, today=TODAY, since=TODAY - timedelta(weeks=6))

    assert (slow.likely_on, quick.likely_on) == (
        TODAY + timedelta(weeks=12),
        TODAY + timedelta(weeks=6),
    )


def test_a_few_good_days_are_not_a_pace():
    projection = pace.project(ago(0, 0, 0), total=6, today=TODAY, since=TODAY)

    assert projection.likely_on == TODAY + timedelta(weeks=4)


@pytest.mark.parametrize(
    ("passed_on", "total"),
    [
        ([], 17),
        (ago(2, 1), 17),  # two points make no pace
        (ago(30, 20, 12), 17),  # nor do those of long ago
        (ago(-1, -2, 1, 2), 17),  # nor those of the future
        (ago(3, 2, 1), 3),  # nothing is left
        (ago(3, 2, 1), 0),
    ],
)
def test_no_projection_without_three_points_or_anything_left(passed_on, total):
    assert pace.project(passed_on, total=total, today=TODAY) is None


@given(
    recent=st.lists(st.integers(0, 83), min_size=3, max_size=40),
    left=st.integers(1, 10**7),
)
def test_a_projection_lies_ahead_and_in_order(recent, left):
    passed_on = [TODAY - timedelta(days=n) for n in recent]

    projection = pace.project(passed_on, total=len(recent) + left, today=TODAY)

    assert TODAY < projection.earliest_on <= projection.likely_on <= projection.latest_on
