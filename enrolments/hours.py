"""Hours: minutes of learning against what a diploma asks for (P5.6, P5.8, P7.6, P7.7).

Minutes are integers, everywhere. Only one-to-one tutorials that stand and were attended count
to the promised minimum; every kind counts as guided or not by its own flag, and to the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from enrolments.choices import ActivityKind

# Kinds with somebody's immediate guidance: what the regulator calls guided learning. The data
# of `ActivityKindDefault` goes before this; the brochures count some more (P7.7).
GUIDED_KINDS = frozenset(
    {
        ActivityKind.ONE_TO_ONE,
        ActivityKind.GROUP,
        ActivityKind.WEBINAR,
        ActivityKind.OBSERVATION,
        ActivityKind.PROFESSIONAL_DISCUSSION,
        ActivityKind.COACHING,
        ActivityKind.MENTORING,
        ActivityKind.PRACTICAL,
        ActivityKind.FEEDBACK,
        ActivityKind.ONLINE_GUIDANCE,
        ActivityKind.INDUCTION,
    }
)


# What a candidate logs for themselves; and what a tutor may log besides: time with staff that is
# no tutorial. Tutorials come from the tutor's log alone.
OWN_KINDS = (
    ActivityKind.E_LEARNING,
    ActivityKind.READING,
    ActivityKind.RESEARCH,
    ActivityKind.PROJECT,
    ActivityKind.PORTFOLIO,
)
STAFF_KINDS = (
    ActivityKind.FEEDBACK,
    ActivityKind.ONLINE_GUIDANCE,
    ActivityKind.PRACTICAL,
    ActivityKind.INDUCTION,
    ActivityKind.ASSESSING,
)
MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class LearningTime:
    """A piece of learning: what kind, how long, guided or not, and the units it touched."""

    kind: str
    minutes: int
    is_guided: bool
    is_tutorial: bool = False
    units: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HoursLedger:
    """Minutes by what they count to: one-to-one is part of guided, guided is part of total."""

    one_to_one: int = 0
    guided: int = 0
    total: int = 0

    @property
    def unguided(self) -> int:
        """Study by oneself."""
        return self.total - self.guided


@dataclass(frozen=True, slots=True)
class KindLine:
    """What one kind of learning came to."""

    kind: ActivityKind
    guided: int
    unguided: int

    @property
    def total(self) -> int:
        """Guided or not."""
        return self.guided + self.unguided


def ledger(times: Iterable[LearningTime]) -> HoursLedger:
    """Add up pieces of learning."""
    one_to_one = guided = total = 0
    for time in times:
        total += time.minutes
        if time.is_guided:
            guided += time.minutes
            if time.is_tutorial and time.kind == ActivityKind.ONE_TO_ONE:
                one_to_one += time.minutes
    return HoursLedger(one_to_one=one_to_one, guided=guided, total=total)


def by_kind(times: Iterable[LearningTime]) -> list[KindLine]:
    """A line for each kind that has any time, in the order of the kinds."""
    guided: dict[str, int] = {}
    unguided: dict[str, int] = {}
    for time in times:
        part = guided if time.is_guided else unguided
        part[time.kind] = part.get(time.kind, 0) + time.minutes
    return [
        KindLine(kind=kind, guided=guided.get(kind, 0), unguided=unguided.get(kind, 0))
        for kind in ActivityKind
        if kind in guided or kind in unguided
    ]


def guided_by_unit(times: Iterable[LearningTime]) -> Mapping[int, int]:
    """Guided minutes of each unit; time that touched several is shared between them (P7.6)."""
    minutes: dict[int, int] = {}
    for time in times:
        if time.is_guided:
            for unit, part in shared(time.minutes, among=time.units).items():
                minutes[unit] = minutes.get(unit, 0) + part
    return minutes


def shared(minutes: int, *, among: tuple[int, ...]) -> dict[int, int]:
    """Minutes in equal parts; odd ones go to the first, so that nothing is lost."""
    if not among:
        return {}
    part, odd = divmod(minutes, len(among))
    return {unit: part + (place < odd) for place, unit in enumerate(among)}


def hours_and_minutes(minutes: int) -> str:
    """Minutes as people say them: 45 is "45 min", 320 is "5 h 20", 420 is "7 h"."""
    sign = "−" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        return f"{sign}{rest} min"
    return f"{sign}{hours:,} h {rest:02}" if rest else f"{sign}{hours:,} h"
