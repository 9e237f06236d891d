"""Registration with the awarding organisation: by when, how long it holds (P5.3, R7, R8, R9)."""

from __future__ import annotations

import re
from datetime import date, timedelta

# Capitals and digits, as the awarding organisation writes its numbers ("ABC1234").
NUMBER = re.compile(r"[A-Z0-9]{3,12}")


def clean_number(text: str) -> str:
    """A registration number as it is kept: capitals, without spaces; empty when it is none."""
    number = re.sub(r"[\s-]", "", text).upper()
    return number if NUMBER.fullmatch(number) else ""


def is_registered(*, number: str, registered_on: date | None, on: date) -> bool:
    """Whether there is a number, of a day that is not after `on` (R7). How long it holds is R8."""
    return bool(number) and registered_on is not None and registered_on <= on


def due_on(*, starts_on: date, within_days: int) -> date:
    """The last day on which a registration is in time."""
    return starts_on + timedelta(days=within_days)


def is_late(*, starts_on: date, registered_on: date | None, today: date, within_days: int) -> bool:
    """More than `within_days` after the start without, or before, the registration (R9)."""
    return (registered_on or today) > due_on(starts_on=starts_on, within_days=within_days)


def years_before(day: date, *, years: int) -> date:
    """The same day, years earlier; of a 29 February the day before it."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def expires_on(*, registered_on: date, years: int) -> date:
    """The day a registration lapses: the same day, years later (R8)."""
    try:
        return registered_on.replace(year=registered_on.year + years)
    except ValueError:  # 29 February
        return registered_on.replace(year=registered_on.year + years, day=28)
