"""Playing a year in order: what happens when, each through the real actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.utils import timezone

SEED = 8420
LONDON = ZoneInfo("Europe/London")

# Something that happens at a moment: it is given that moment.
Happening = Callable[[datetime], object]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in London."""
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def chance(name: str) -> Random:
    """Draws of one person or thing: the same each time, whatever is drawn for others."""
    return Random(f"{SEED} {name}")  # noqa: S311 -- a story, not a secret


@dataclass
class Timeline:
    """Happenings up to `now`, played in the order of their moments."""

    now: datetime
    _plan: list[tuple[datetime, int, Happening]] = field(default_factory=list)

    def add(self, moment: datetime, happening: Happening) -> None:
        """Plan something; what lies in the future is left to the people who look round."""
        if moment <= self.now:
            self._plan.append((moment, len(self._plan), happening))

    def ago(self, days: int, hour: int, happening: Happening) -> None:
        """Plan something for so many days ago."""
        self.add(at(timezone.localdate(self.now) - timedelta(days=days), hour), happening)

    def play(self) -> None:
        """Let everything happen."""
        for moment, _, happening in sorted(self._plan, key=lambda entry: entry[:2]):
            happening(moment)
        self._plan.clear()
