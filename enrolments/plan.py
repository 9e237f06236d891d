"""The planned end of an enrolment, pure (D3)."""

from __future__ import annotations

import calendar
from datetime import date


def default_end(starts_on: date, *, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month. Never from hours (D3)."""
    years, month = divmod(starts_on.month - 1 + months, 12)
    year, month = starts_on.year + years, month + 1
    return date(year, month, min(starts_on.day, calendar.monthrange(year, month)[1]))
