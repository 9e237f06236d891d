"""What the page says of a candidate's pace, in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from enrolments.pace import LEAST_POINTS, Projection, in_words, weeks_behind
from enrolments.working_days import working_days_between

# From so many working days of waiting the page says that the time is ours.
LONG_WAIT = 5


@dataclass(frozen=True, slots=True)
class PaceWords:
    """One sentence, with the days of a forecast apart so that a page can set them off."""

    said: str
    earliest_on: date | None = None
    latest_on: date | None = None
    planned_on: date | None = None


def pace_words(
    *,
    passed: int,
    total: int,
    starts_on: date,
    ends_on: date,
    today: date,
    projection: Projection | None,
) -> PaceWords:
    """A forecast where there is one, else how things stand against the plan; never a guess."""
    if projection is not None:
        return PaceWords("", projection.earliest_on, projection.latest_on, ends_on)
    if total and passed >= total:
        return PaceWords(f"Every unit is passed. The plan was {_day(ends_on)}.")
    if today < starts_on:
        return PaceWords(f"The plan runs from {_day(starts_on)} to {_day(ends_on)}.")
    weeks = weeks_behind(
        passed=passed, total=total, starts_on=starts_on, ends_on=ends_on, today=today
    )
    against = in_words(weeks).lower()
    plan = f"{passed} of {total} units passed, {against}. The plan ends {_day(ends_on)}."
    if total > LEAST_POINTS:
        plan += f" A forecast appears once {LEAST_POINTS} units are passed within 12 weeks."
    return PaceWords(plan)


def our_time(sent_on: Sequence[date], *, today: date) -> str:
    """Work that has waited long with us is our delay, and the page says so."""
    waited = [working_days_between(day, today) for day in sent_on]
    long = [days for days in waited if days >= LONG_WAIT]
    if not long:
        return ""
    if len(long) == 1:
        return (
            f"One unit has waited {long[0]} working days for marking; that is our time, not yours."
        )
    return (
        f"{len(long)} units have waited for marking, one of them {max(long)} working days; "
        "that is our time, not yours."
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
