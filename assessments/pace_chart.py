"""The pace chart: units passed against the plan, as places on a drawing and as numbers. Pure.

The drawing and the table under it are made from the same rows, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from enrolments.pace import Projection

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 34, 622, 16, 204
# The words beside today's point, as large as phones show them
GAP, NOTE_WIDTH, NOTE_HEIGHT = 12, 100, 20

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One day of the story: how many units were passed, and how many the plan had."""

    day: date
    passed: int | None
    planned: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the drawing with words beside it."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class PaceChart:
    """What the template draws."""

    width: int
    height: int
    summary: str
    plan: str
    actual: str
    projected: str
    now: Mark
    note: Mark  # where the words of `now` stand, clear of the plan
    grid: tuple[Mark, ...]
    days: tuple[Mark, ...]
    rows: tuple[Row, ...]


def draw(
    passed_on: Sequence[date],
    *,
    total: int,
    starts_on: date,
    ends_on: date,
    today: date,
    projection: Projection | None = None,
) -> PaceChart:
    """Lay out planned, actual and projected progress from the start to the latest of their ends."""
    passed = sorted(passed_on)
    first = min([starts_on, *passed])
    last = max([ends_on, today, *passed, *([projection.latest_on] if projection else [])])
    scale = _Scale(first, last, total)
    shown = min(max(today, first), last)
    now = Mark(scale.x(shown), scale.y(len(passed)), f"{len(passed)} today")
    plan = (scale.place(starts_on, 0), scale.place(ends_on, total))
    steps = [(first, 0)]
    for count, day in enumerate(passed, start=1):
        steps += [(day, count - 1), (day, count)]
    steps.append((shown, len(passed)))
    return PaceChart(
        width=WIDTH,
        height=HEIGHT,
        summary=_summary(len(passed), total, ends_on, projection),
        plan=scale.line([(starts_on, 0), (ends_on, total)]),
        actual=scale.line(steps),
        projected=_projected(scale, shown, len(passed), projection),
        now=now,
        note=_note(now, plan),
        grid=tuple(Mark(LEFT - 8, scale.y(count), str(count), "end") for count in _counts(total)),
        days=_days(scale, first=first, planned=ends_on, last=last),
        rows=_rows(passed, total, starts_on=starts_on, ends_on=ends_on, today=today),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date
    total: int

    def x(self, day: date) -> float:
        span = max((self.last - self.first).days, 1)
        return round(LEFT + (RIGHT - LEFT) * (day - self.first).days / span, 1)

    def y(self, count: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * count / max(self.total, 1), 1)

    def place(self, day: date, count: int) -> Place:
        return (self.x(day), self.y(count))

    def line(self, points: Sequence[tuple[date, int]]) -> str:
        return " ".join(f"{self.x(day)},{self.y(count)}" for day, count in points)


def _projected(scale: _Scale, today: date, passed: int, projection: Projection | None) -> str:
    if projection is None:
        return ""
    ends = [(projection.earliest_on, scale.total), (projection.latest_on, scale.total)]
    return scale.line([(today, passed), *ends])


def _note(now: Mark, plan: tuple[Place, Place]) -> Mark:
    """The words beside a point: under or beside it where the plan leaves room, else above that."""
    is_left = now.x > RIGHT - GAP - NOTE_WIDTH
    x = now.x - GAP if is_left else now.x + GAP
    ends = (x - NOTE_WIDTH, x) if is_left else (x, x + NOTE_WIDTH)
    highest, lowest = sorted(_height(plan, end) for end in ends)
    for y in (now.y + GAP + NOTE_HEIGHT / 2, now.y - 4):
        is_clear = y - NOTE_HEIGHT > lowest + 2 or y + 4 < highest
        if is_clear and y < BOTTOM:
            break
    else:
        y = max(min(now.y, highest) - 8, NOTE_HEIGHT)
    return Mark(round(x, 1), round(y, 1), now.text, "end" if is_left else "start")


def _height(line: tuple[Place, Place], x: float) -> float:
    """How low a straight line lies at a place; beyond its ends, as low as they."""
    (x1, y1), (x2, y2) = line
    share = (min(max(x, x1), x2) - x1) / max(x2 - x1, 1)
    return y1 + (y2 - y1) * share


def _days(scale: _Scale, *, first: date, planned: date, last: date) -> tuple[Mark, ...]:
    """The start, the planned end, and the end of the drawing where there is room for its words."""
    marks = [Mark(LEFT, BOTTOM + 10, _month(first), "start")]
    x = scale.x(planned)
    marks.append(Mark(x, BOTTOM + 10, f"plan {_day(planned)}", "end" if x > 540 else "middle"))
    if RIGHT - x > 130:
        marks.append(Mark(RIGHT, BOTTOM + 10, _month(last), "end"))
    return tuple(marks)


def _rows(
    passed: Sequence[date], total: int, *, starts_on: date, ends_on: date, today: date
) -> tuple[Row, ...]:
    def planned(day: date) -> int:
        span = max((ends_on - starts_on).days, 1)
        return max(0, min(total, total * (day - starts_on).days // span))

    days = {day: count for count, day in enumerate(passed, start=1)}
    rows = [Row(day, count, planned(day)) for day, count in days.items() if day != today]
    rows.append(Row(today, len(passed), planned(today), "Today"))
    rows.append(Row(ends_on, len(passed) if ends_on <= today else None, total, "Planned end"))
    return tuple(sorted(rows, key=lambda row: row.day))


def _counts(total: int) -> list[int]:
    """Where the lines of the grid lie: never more than five, and always the whole."""
    step = max(1, -(-total // 4))
    return [*range(0, total - step // 2, step), total]


def _summary(passed: int, total: int, ends_on: date, projection: Projection | None) -> str:
    said = f"Units passed: {passed} of {total}. Planned: all {total} by {_day(ends_on)}."
    if projection:
        said += (
            f" At the pace of the last weeks: between {_day(projection.earliest_on)}"
            f" and {_day(projection.latest_on)}."
        )
    return said


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _month(day: date) -> str:
    return f"{day:%b %Y}"
