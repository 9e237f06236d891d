"""The bank holidays as published for England and Wales, and turnarounds over them."""

from datetime import date

import pytest

from enrolments.working_days import (
    add_working_days,
    bank_holidays,
    is_working_day,
    working_days_between,
)

# As listed by the government for 2023 to 2028; 2029 and 2030 follow the same rule.
PUBLISHED = {
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
    2029: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
    2030: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_published(year):
    days = {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[year].split()}

    assert bank_holidays(year) == days


@pytest.mark.parametrize(
    ("sent", "days", "back"),
    [
        (date(2026, 3, 2), 10, date(2026, 3, 16)),  # two plain weeks
        (date(2026, 3, 6), 1, date(2026, 3, 9)),  # Friday to Monday
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # sent on a Saturday
        (date(2026, 3, 26), 10, date(2026, 4, 13)),  # over Easter
        (date(2026, 12, 18), 10, date(2027, 1, 6)),  # over Christmas and New Year
        (date(2027, 12, 23), 2, date(2027, 12, 29)),  # Christmas on a Saturday
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
    ],
)
def test_a_turnaround_counts_working_days_only(sent, days, back):
    assert add_working_days(sent, days) == back


@pytest.mark.parametrize(
    ("earlier", "later", "days"),
    [
        (date(2026, 3, 2), date(2026, 3, 16), 10),
        (date(2026, 3, 26), date(2026, 4, 13), 10),
        (date(2026, 3, 6), date(2026, 3, 8), 0),
        (date(2026, 3, 9), date(2026, 3, 2), 0),
    ],
)
def test_working_days_between_is_the_turnaround_seen_from_its_end(earlier, later, days):
    assert working_days_between(earlier, later) == days


def test_a_bank_holiday_is_no_working_day():
    assert [is_working_day(date(2026, 5, day)) for day in (1, 2, 3, 4, 5)] == [
        True,
        False,
        False,
        False,
        True,
    ]
