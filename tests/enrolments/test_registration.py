from datetime import date

import pytest

from enrolments.registration import clean_number, due_on, expires_on, is_late

START = date(2026, 3, 3)


@pytest.mark.parametrize(
    "typed, kept",
    [("abc 1234", "ABC1234"), ("AB-12", "AB12"), ("", ""), ("AB", ""), ("A" * 13, ""), ("É12", "")],
)
def test_a_number_is_kept_in_capitals_or_not_at_all(typed, kept):
    assert clean_number(typed) == kept


def test_thirty_days_are_in_time():
    assert due_on(starts_on=START, within_days=30) == date(2026, 4, 2)


@pytest.mark.parametrize(
    "registered_on, today, late",
    [
        (None, date(2026, 4, 2), False),
        (None, date(2026, 4, 3), True),
        (date(2026, 4, 2), date(2026, 9, 1), False),
        (date(2026, 4, 3), date(2026, 4, 3), True),
        (date(2026, 2, 20), date(2026, 9, 1), False),
    ],
    ids=["last day", "a day later", "registered in time", "registered late", "before the start"],
)
def test_late_is_more_than_thirty_days(registered_on, today, late):
    assert (
        is_late(starts_on=START, registered_on=registered_on, today=today, within_days=30) == late
    )


@pytest.mark.parametrize(
    "registered_on, end",
    [(date(2026, 3, 20), date(2029, 3, 20)), (date(2028, 2, 29), date(2031, 2, 28))],
)
def test_a_registration_holds_three_years(registered_on, end):
    assert expires_on(registered_on=registered_on, years=3) == end
