from datetime import date

import pytest

from enrolments.plan import default_end


@pytest.mark.parametrize(
    "start, months, end",
    [
        (date(2026, 3, 3), 12, date(2027, 3, 3)),
        (date(2026, 10, 31), 9, date(2027, 7, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_the_same_day_months_later(start, months, end):
    assert default_end(start, months=months) == end
