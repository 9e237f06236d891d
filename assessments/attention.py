"""Who needs a tutor first, pure: facts of one candidate in, what to look at out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from enrolments.pace import is_behind
from enrolments.working_days import has_run_out


class Concern(IntEnum):
    """What asks for the tutor, most pressing first."""

    LATE = 1  # work waits past its turnaround
    QUERIED = 2  # a candidate says that a record is not right
    SILENT = 3  # nothing heard for some weeks
    BEHIND = 4  # the plan has slipped
    WAITING = 5  # work waits, within its turnaround


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of one candidate today."""

    today: date
    last_heard_on: date
    silent_after_days: int
    weeks_behind: int
    is_on_break: bool = False
    has_query: bool = False
    waiting_since: date | None = None
    waiting_due_on: date | None = None

    @property
    def days_silent(self) -> int:
        """Days since anything was heard; none before the start."""
        return max(0, (self.today - self.last_heard_on).days)


def concerns(now: Situation) -> tuple[Concern, ...]:
    """What asks for the tutor. Silence and a slipped plan are expected during a break."""
    found = []
    if now.waiting_due_on is not None:
        is_late = has_run_out(now.waiting_due_on, today=now.today)
        found.append(Concern.LATE if is_late else Concern.WAITING)
    if now.has_query:
        found.append(Concern.QUERIED)
    if not now.is_on_break:
        if now.days_silent >= now.silent_after_days:
            found.append(Concern.SILENT)
        if is_behind(now.weeks_behind):
            found.append(Concern.BEHIND)
    return tuple(sorted(found))


def urgency(found: Sequence[Concern], now: Situation) -> tuple[object, ...]:
    """What to sort by: the first concern, how many there are, then how long it has stood."""
    first = found[0] if found else max(Concern) + 1
    waits = (now.today - now.waiting_since).days if now.waiting_since else 0
    return (first, -len(found), -waits, -now.days_silent, -now.weeks_behind)
