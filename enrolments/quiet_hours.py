"""No mail that can wait between 20:00 and 07:00 London time."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
QUIET_FROM = time(20)
QUIET_UNTIL = time(7)


def next_sending_moment(now: datetime) -> datetime:
    """`now` by day; by night the next 07:00 in London, summer or winter."""
    here = now.astimezone(LONDON)
    if QUIET_UNTIL <= here.time() < QUIET_FROM:
        return now
    day = here.date() + timedelta(days=here.time() >= QUIET_FROM)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=LONDON)
