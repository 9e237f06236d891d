"""The pace chart: drawing and table from the same numbers, inside the frame whatever they are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.pace_chart import BOTTOM, LEFT, NOTE_HEIGHT, NOTE_WIDTH, RIGHT, TOP, Row, draw
from enrolments.pace import Projection

STARTS, ENDS = date(2026, 3, 3), date(2027, 3, 3)
PASSED = [date(2026, 5, 1), date(2026, 7, 1), date(2026, 9, 1)]
TODAY = date(2026, 11, 21)


def places(line):
    return [tuple(map(float, point.split(","))) for point in line.split()]


def test_the_lines_begin_and_end_where_they_should():
    chart = draw(PASSED, total=17, starts_on=STARTS, ends_on=ENDS, today=TODAY)

    assert places(chart.plan) == [(LEFT, BOTTOM), (RIGHT, TOP)]
    actual = places(chart.actual)
    assert actual[0] == (LEFT, BOTTOM)
    assert actual[-1] == (chart.now.x, chart.now.y)
    assert len(actual) == 8
    assert (chart.now.text, chart.projected) == ("3 today", "")


def test_the_table_tells_the_same_story():
    chart = draw(PASSED, total=17, starts_on=STARTS, ends_on=ENDS, today=TODAY)

    assert chart.rows == (
        Row(PASSED[0], 1, 2),
        Row(PASSED[1], 2, 5),
        Row(PASSED[2], 3, 8),
        Row(TODAY, 3, 12, "Today"),
        Row(ENDS, None, 17, "Planned end"),
    )
    assert chart.summary == "Units passed: 3 of 17. Planned: all 17 by 3 Mar 2027."


def test_a_projection_widens_the_drawing():
    projection = Projection(date(2027, 4, 1), date(2027, 6, 1), date(2027, 12, 1))
    chart = draw(
        PASSED, total=17, starts_on=STARTS, ends_on=ENDS, today=TODAY, projection=projection
    )

    now, earliest, latest = places(chart.projected)
    assert now == (chart.now.x, chart.now.y)
    assert (earliest[1], latest) == (TOP, (RIGHT, TOP))
    assert places(chart.plan)[-1][0] < earliest[0] < RIGHT
    assert chart.summary.endswith("between 1 Apr 2027 and 1 Dec 2027.")


@pytest.mark.parametrize(
    ("total", "counts"), [(17, ["0", "5", "10", "17"]), (3, ["0", "1", "2", "3"])]
)
def test_the_grid_names_the_whole(total, counts):
    chart = draw([], total=total, starts_on=STARTS, ends_on=ENDS, today=STARTS)

    assert [mark.text for mark in chart.grid] == counts


@given(
    passed=st.lists(st.dates(date(2020, 1, 1), date(2035, 1, 1)), max_size=17),
    total=st.integers(17, 60),
    today=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    length=st.integers(1, 3000),
)
def test_nothing_is_drawn_outside_the_frame(passed, total, today, length):
    chart = draw(
        passed,
        total=total,
        starts_on=STARTS,
        ends_on=STARTS + timedelta(days=length),
        today=today,
    )

    for line in (chart.plan, chart.actual):
        for x, y in places(line):
            assert LEFT <= x <= RIGHT
            assert TOP <= y <= BOTTOM


@pytest.mark.parametrize("passed", [0, 1, 3, 8, 16])
@pytest.mark.parametrize("weeks", [0, 2, 5, 12, 30, 50, 70])
def test_the_words_of_today_stand_clear_of_the_plan(passed, weeks):
    """The plan is a straight line from the first corner to the last."""
    today = STARTS + timedelta(weeks=weeks)
    chart = draw([STARTS] * passed, total=17, starts_on=STARTS, ends_on=ENDS, today=today)
    (x1, y1), (x2, y2) = places(chart.plan)
    left = chart.note.x - (NOTE_WIDTH if chart.note.anchor == "end" else 0)
    above, below = chart.note.y - NOTE_HEIGHT, chart.note.y

    for x in (left, left + NOTE_WIDTH / 2, left + NOTE_WIDTH):
        plan = y1 + (y2 - y1) * (min(max(x, x1), x2) - x1) / (x2 - x1)
        assert plan < above or plan > below or above == 0
    assert below <= BOTTOM
