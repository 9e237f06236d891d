"""When a tutorial may have been: lengths, days, clocks that change (tutorial record)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrolments.choices import ActionOwner
from enrolments.tutoring import (
    Agreed,
    Meeting,
    action_refusal,
    first_day,
    moment_of,
    refusal,
    suggested_start,
)

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 3, 14, 2, 11, tzinfo=LONDON)
START = date(2026, 3, 3)


def meeting(starts_at, minutes=45):
    return Meeting(starts_at=starts_at, minutes=minutes)


def refused_field(starts_at, minutes=45, now=NOW):
    found = refusal(meeting(starts_at, minutes), not_before=START, now=now, zone=LONDON)
    return found.field if found else None


@pytest.mark.parametrize(
    ("starts_at", "minutes", "field"),
    [
        (NOW - timedelta(hours=1), 45, None),
        (NOW - timedelta(minutes=45), 45, None),  # over this very second
        (NOW - timedelta(minutes=44), 45, "start"),
        (NOW + timedelta(hours=1), 45, "start"),  # later today
        (NOW + timedelta(days=1), 45, "on_day"),
        (NOW - timedelta(hours=9), 480, None),
        (NOW - timedelta(hours=9), 481, "minutes"),
        (NOW - timedelta(hours=9), 0, "minutes"),
        (NOW - timedelta(hours=9), -5, "minutes"),
        (datetime(2026, 3, 3, 0, 0, tzinfo=LONDON), 45, None),
        (datetime(2026, 3, 2, 23, 59, tzinfo=LONDON), 45, "on_day"),
    ],
)
def test_what_cannot_have_been_is_refused_beside_its_answer(starts_at, minutes, field):
    assert refused_field(starts_at, minutes) == field


def test_the_refusals_say_what_is_wrong_and_what_to_do():
    too_long = refusal(
        meeting(NOW - timedelta(days=1), 490), not_before=START, now=NOW, zone=LONDON
    )
    not_over = refusal(meeting(NOW, 45), not_before=START, now=NOW, zone=LONDON)

    assert too_long.reason == "8 h 10 is longer than a tutorial can be: 8 h at most."
    assert not_over.reason == (
        "It would end at 14:47, which has not come yet. Log a tutorial once it is over."
    )


def test_a_tutorial_over_the_night_the_clocks_go_forward_lasts_its_minutes():
    begins = datetime(2026, 3, 29, 0, 30, tzinfo=LONDON)  # an hour before 01:00 becomes 02:00

    ends = meeting(begins, 60).ends_at

    assert ends == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert ends.astimezone(LONDON).strftime("%H:%M") == "02:30"


def test_a_tutorial_over_the_night_the_clocks_go_back_lasts_its_minutes():
    begins = datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)

    ends = meeting(begins, 120).ends_at

    assert ends == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert ends.astimezone(LONDON).strftime("%H:%M") == "01:30"


def test_a_tutorial_over_midnight_is_one_tutorial():
    begins = datetime(2026, 11, 2, 23, 40, tzinfo=LONDON)

    assert meeting(begins, 45).ends_at == datetime(2026, 11, 3, 0, 25, tzinfo=UTC)
    assert refused_field(begins) is None


@pytest.mark.parametrize(
    ("now", "minutes", "start"),
    [
        ("2026-11-03 14:02:11", 45, "2026-11-03 13:15"),
        ("2026-11-03 14:00:00", 60, "2026-11-03 13:00"),
        ("2026-11-03 00:20:00", 45, "2026-11-02 23:35"),  # over midnight
        ("2026-03-29 02:30:00", 60, "2026-03-29 00:30"),  # the clocks went forward at one
    ],
)
def test_the_suggested_start_is_the_minutes_ago_to_five_minutes(now, minutes, start):
    moment = datetime.fromisoformat(now).replace(tzinfo=LONDON)

    suggested = suggested_start(now=moment, minutes=minutes).astimezone(LONDON)

    assert suggested.strftime("%Y-%m-%d %H:%M") == start


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 480),
)
def test_what_is_suggested_is_never_refused(now, minutes):
    start = suggested_start(now=now, minutes=minutes)

    found = refusal(meeting(start, minutes), not_before=date(2023, 1, 1), now=now, zone=LONDON)
    assert found is None
    assert timedelta(minutes=minutes) <= now - start < timedelta(minutes=minutes + 5)


@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        (date(2026, 3, 29), time(0, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (date(2026, 3, 29), time(1, 0), None),  # jumped over
        (date(2026, 3, 29), time(1, 59), None),
        (date(2026, 3, 29), time(2, 0), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first
        (date(2026, 7, 1), time(9, 0), datetime(2026, 7, 1, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_time_of_day_is_a_moment_unless_the_clocks_jumped_over_it(day, clock, moment):
    assert moment_of(day, clock, zone=LONDON) == moment


def test_first_talks_may_come_a_month_before_the_start():
    assert first_day(date(2026, 3, 31)) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("due_on", "is_refused"),
    [
        (date(2026, 11, 2), True),
        (date(2026, 11, 3), False),
        (date(2028, 11, 3), False),
        (date(2028, 11, 4), True),
        (date(9999, 12, 31), True),
        (date(1, 1, 1), True),
    ],
)
def test_an_agreed_action_is_due_on_a_day_that_makes_sense(due_on, is_refused):
    agreed = Agreed("Draft the case", due_on, ActionOwner.CANDIDATE)

    assert bool(action_refusal(agreed, on_day=date(2026, 11, 3))) is is_refused
