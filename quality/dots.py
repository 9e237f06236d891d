"""Marks of a criterion as dots on a line, for a drawing made on the server. Pure.

The numbers of the drawing are in the table beside it: nobody needs to read it from the dots.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from quality.spread import Row

WIDTH, PAD, STEP = 240, 14, 20  # a dot each STEP above another where marks are the same


@dataclass(frozen=True, slots=True)
class Dot:
    """One person's mark; a square where it is outlying."""

    x: int
    y: int
    letter: str
    is_outlying: bool

    @property
    def left(self) -> int:
        """The left edge of a square round the place."""
        return self.x - 9

    @property
    def top(self) -> int:
        """Its upper edge."""
        return self.y - 9

    @property
    def foot(self) -> int:
        """Where the letter stands."""
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Drawing:
    """The dots of one criterion, from no marks at the left to all of them at the right."""

    number: str
    width: int
    height: int
    line: int
    first: int
    last: int
    half: int
    middle: int
    dots: tuple[Dot, ...]


def dots_of(rows: Iterable[Row]) -> list[Drawing]:
    """A drawing for each criterion with marks."""
    return [drawing_of(row, row.maximum) for row in rows if row.maximum and row.middle is not None]


def drawing_of(row: Row, maximum: Decimal) -> Drawing:
    """The dots of one criterion; the same marks stand one above the other."""

    def place(mark: Decimal | None) -> int:
        return PAD + round((mark or Decimal(0)) / maximum * (WIDTH - 2 * PAD))

    marks = [cell.given.mark for cell in row.cells if cell.given]
    height = PAD + STEP * max(Counter(marks).values(), default=1) + 4
    line = height - 4
    seen: Counter[Decimal | None] = Counter()
    dots = []
    for cell in row.cells:
        if cell.given is None:
            continue
        y = line - 10 - STEP * seen[cell.given.mark]
        seen[cell.given.mark] += 1
        dots.append(Dot(place(cell.given.mark), y, cell.letter, cell.is_outlying))
    return Drawing(
        number=row.number,
        width=WIDTH,
        height=height,
        line=line,
        first=PAD,
        last=WIDTH - PAD,
        half=place(maximum / 2),
        middle=place(row.middle),
        dots=tuple(dots),
    )
