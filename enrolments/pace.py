"""Pace, pure: where the plan says a candidate should be, where they are, where it leads.

The planned line runs from start to planned end and has a target day for every unit. Neither
end comes from hours (D3), and a projection comes from what was passed, never from study time.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

BEHIND_AFTER_WEEKS = 2
LOOK_BACK = timedelta(weeks=12)
LEAST_LOOK_BACK = timedelta(weeks=4)
LEAST_POINTS = 3


def spread_targets(units: Sequence[int], *, starts_on: date, ends_on: date) -> dict[int, date]:
    """A target day for each unit, in order and evenly apart; the last is the planned end (P5.9)."""
    return {
        unit: _target(place, of=len(units), starts_on=starts_on, ends_on=ends_on)
        for place, unit in enumerate(units, start=1)
    }


def weeks_behind(*, passed: int, total: int, starts_on: date, ends_on: date, today: date) -> int:
    """Whole weeks behind the planned line: negative is ahead, 0 on plan.

    Somebody is behind from the day the next unit's target has passed, and ahead while the
    target of the last unit they passed is still to come. In between they are on plan.
    """
    if total <= 0:
        return 0
    if passed < total:
        due_on = _target(passed + 1, of=total, starts_on=starts_on, ends_on=ends_on)
        if today > due_on:
            return (today - due_on).days // 7
    if passed > 0:
        done_by = _target(min(passed, total), of=total, starts_on=starts_on, ends_on=ends_on)
        if today < done_by:
            return -((done_by - today).days // 7)
    return 0


def is_behind(weeks: int) -> bool:
    """Whether the plan has slipped enough to say so: by more than two weeks."""
    return weeks > BEHIND_AFTER_WEEKS


def in_words(weeks: int) -> str:
    """How far from the plan, as people say it: "3 weeks behind", "1 week ahead", "On plan"."""
    if weeks == 0:
        return "On plan"
    count = abs(weeks)
    return f"{count} {'week' if count == 1 else 'weeks'} {'behind' if weeks > 0 else 'ahead'}"


@dataclass(frozen=True, slots=True)
class Projection:
    """When the rest would be passed at the pace of the last weeks, between two days."""

    earliest_on: date
    likely_on: date
    latest_on: date


def project(
    passed_on: Sequence[date], *, total: int, today: date, since: date | None = None
) -> Projection | None:
    """When everything would be passed, by the pace of the last 12 weeks.

    `passed_on` has a day for each unit (or criterion) passed so far. `since`, the start of
    study, keeps time before it out of the pace. The interval is the spread to expect of so few
    counts (a standard deviation either way). Nothing is said with fewer than three passed in
    that time, nor when nothing is left.
    """
    left = total - len(passed_on)
    recent = sum(today - LOOK_BACK < day <= today for day in passed_on)
    if left <= 0 or recent < LEAST_POINTS:
        return None
    weeks = LOOK_BACK if since is None else max(LEAST_LOOK_BACK, min(LOOK_BACK, today - since))
    spread = math.sqrt(recent)
    return Projection(
        earliest_on=_after(today, left * weeks.days / (recent + spread)),
        likely_on=_after(today, left * weeks.days / recent),
        latest_on=_after(today, left * weeks.days / (recent - spread)),
    )


def _target(place: int, *, of: int, starts_on: date, ends_on: date) -> date:
    return starts_on + timedelta(days=(ends_on - starts_on).days * place // of)


def _after(day: date, days: float) -> date:
    return day + timedelta(days=min(math.ceil(days), (date.max - day).days))
