"""How values read on a page: minutes, days, moments and counts. Registered for every template.

A template gives a filter the empty text for what is missing, so each answers that with nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date

register = template.Library()

MINUS = "−"

Missing = Literal[""] | None


@register.filter
def minutes(value: int | Missing) -> str:
    """Minutes as people say them: 45 is "45 min", 320 is "5 h 20", 420 is "7 h"."""
    if value is None or value == "":
        return ""
    sign = MINUS if value < 0 else ""
    hours, rest = divmod(abs(value), 60)
    if not hours:
        return f"{sign}{rest} min"
    return f"{sign}{hours:,} h {rest:02}" if rest else f"{sign}{hours:,} h"


@register.filter
def day(value: date | Missing) -> str:
    """A day: "3 Nov 2026". A moment counts for its day in London."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return format_date(value, "j M Y")


@register.filter
def moment(value: datetime | Missing) -> str:
    """A moment, London time: "3 Nov 2026, 14:02"."""
    return format_date(timezone.localtime(value), "j M Y, H:i") if value else ""


@register.filter
def clock(value: datetime | Missing) -> str:
    """The time of day in London, to the second: "14:02:11"."""
    return format_date(timezone.localtime(value), "H:i:s") if value else ""


@register.filter
def counted(number: int | Missing, nouns: str) -> str:
    """A number with its noun, given as "one,many": 1 is "1 unit", 11 is "11 units"."""
    if number is None or number == "":
        return ""
    one, many = nouns.split(",")
    return f"{number:,} {one if number == 1 else many}"
