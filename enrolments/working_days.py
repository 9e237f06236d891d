"""Working days in England, pure: weekends and bank holidays do not count to a turnaround (D7)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

MONDAY, SATURDAY = 0, 5
# Days given once by proclamation; a new one is added here when it is announced.
PROCLAIMED = frozenset({date(2023, 5, 8)})


def add_working_days(day: date, count: int) -> date:
    """The working day that is `count` working days after `day`; `day` itself is not counted."""
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day


def working_days_between(earlier: date, later: date) -> int:
    """Working days after `earlier`, up to and with `later`; 0 when `later` is not later."""
    days = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days + 1))
    return sum(is_working_day(day) for day in days)


def has_run_out(day: date, *, today: date) -> bool:
    """Whether something due on `day` is late: from the first working day after it."""
    return working_days_between(day, today) > 0


def is_working_day(day: date) -> bool:
    """Monday to Friday, but for bank holidays."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


@lru_cache(maxsize=32)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England and Wales: eight by rule, and any proclaimed."""
    easter = easter_sunday(year)
    christmas = date(year, 12, 25)
    christmas_days = _on_weekdays(christmas, christmas + timedelta(days=1))
    return frozenset(
        {
            *_on_weekdays(date(year, 1, 1)),
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            _monday_from(date(year, 5, 1)),
            _monday_from(date(year, 5, 25)),
            _monday_from(date(year, 8, 25)),
            *christmas_days,
            *(day for day in PROCLAIMED if day.year == year),
        }
    )


def easter_sunday(year: int) -> date:
    """Easter by the Gregorian rule (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, odd = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    quarter, left = divmod(rest, 4)
    weekday = (32 + 2 * odd + 2 * quarter - epact - left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, before = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, before + 1)


def _monday_from(day: date) -> date:
    """The first Monday on or after a day; from the 25th it is the last of a month of 31 days."""
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)


def _on_weekdays(*holidays: date) -> list[date]:
    """Holidays that fall on a weekend move to the next weekdays that are free."""
    weekdays = [day for day in holidays if day.weekday() < SATURDAY]
    for day in holidays:
        if day.weekday() >= SATURDAY:
            substitute = day
            while substitute.weekday() >= SATURDAY or substitute in weekdays:
                substitute += timedelta(days=1)
            weekdays.append(substitute)
    return weekdays
