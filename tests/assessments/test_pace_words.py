"""What is said of the pace: a forecast or the plan, never a guess; and whose time it is."""

from datetime import date

import pytest

from assessments.pace_words import PaceWords, our_time, pace_words
from enrolments.pace import Projection

STARTS, ENDS, TODAY = date(2026, 3, 3), date(2027, 3, 3), date(2026, 11, 21)


def words(**changes):
    values = {
        "passed": 12,
        "total": 17,
        "starts_on": STARTS,
        "ends_on": ENDS,
        "today": TODAY,
        "projection": None,
    }
    return pace_words(**values | changes)


def test_a_forecast_is_given_as_days():
    projection = Projection(date(2027, 1, 4), date(2027, 2, 1), date(2027, 4, 20))

    assert words(projection=projection) == PaceWords(
        "", earliest_on=date(2027, 1, 4), latest_on=date(2027, 4, 20), planned_on=ENDS
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {},
            "12 of 17 units passed, on plan. The plan ends 3 Mar 2027. "
            "A forecast appears once 3 units are passed within 12 weeks.",
        ),
        (
            {"passed": 6},
            "6 of 17 units passed, 16 weeks behind. The plan ends 3 Mar 2027. "
            "A forecast appears once 3 units are passed within 12 weeks.",
        ),
        (
            {"passed": 1, "total": 3},
            "1 of 3 units passed, 2 weeks behind. The plan ends 3 Mar 2027.",
        ),
        ({"passed": 17}, "Every unit is passed. The plan was 3 Mar 2027."),
        ({"today": date(2026, 2, 1)}, "The plan runs from 3 Mar 2026 to 3 Mar 2027."),
        ({"passed": 0, "total": 0}, "0 of 0 units passed, on plan. The plan ends 3 Mar 2027."),
    ],
)
def test_without_a_forecast_the_plan_is_named(changes, said):
    assert words(**changes) == PaceWords(said)


@pytest.mark.parametrize(
    ("sent_on", "said"),
    [
        ([], ""),
        ([date(2026, 11, 17)], ""),
        (
            [date(2026, 11, 13)],
            "One unit has waited 5 working days for marking; that is our time, not yours.",
        ),
        (
            [date(2026, 11, 13), date(2026, 11, 19), date(2026, 11, 2)],
            "2 units have waited for marking, one of them 14 working days; "
            "that is our time, not yours.",
        ),
    ],
)
def test_work_that_waits_long_is_said_to_be_our_time(sent_on, said):
    assert our_time(sent_on, today=TODAY) == said
