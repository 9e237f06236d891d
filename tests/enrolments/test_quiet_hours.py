"""Mail that can wait sleeps at night, in London time."""

from datetime import datetime

import pytest

from enrolments.quiet_hours import LONDON, next_sending_moment


def london(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-06-10T07:00", "2026-06-10T07:00"),
        ("2026-06-10T19:59:59", "2026-06-10T19:59:59"),
        ("2026-06-10T20:00", "2026-06-11T07:00"),
        ("2026-06-10T23:30", "2026-06-11T07:00"),
        ("2026-06-10T06:59", "2026-06-10T07:00"),
        ("2026-12-31T22:00", "2027-01-01T07:00"),
        ("2026-10-24T22:00", "2026-10-25T07:00"),  # the clocks go back that night
        ("2027-03-27T22:00", "2027-03-28T07:00"),  # and forward that one
    ],
)
def test_by_night_it_waits_for_seven(now, expected):
    assert next_sending_moment(london(now)) == london(expected)
