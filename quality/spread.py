"""How far several people who judged the same work lie apart, criterion by criterion. Pure.

Somebody is outlying in a criterion when their outcome is not that of more than half, or their mark
lies a quarter of the maximum or more from the median. With one judgement nobody is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from assessments.choices import Outcome

OUTLYING_SHARE = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class Given:
    """One person's judgement of one criterion."""

    outcome: Outcome
    mark: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A judgement in its place; `letter` stands for the person."""

    letter: str
    given: Given | None
    is_outlying: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion: everybody's judgement, and what lies in the middle."""

    number: str
    maximum: Decimal | None
    cells: tuple[Cell, ...]
    met: int
    not_yet_met: int
    least: Decimal | None
    middle: Decimal | None
    most: Decimal | None


def row_of(number: str, maximum: Decimal | None, judged: Sequence[tuple[str, Given | None]]) -> Row:
    """The row of a criterion, from letters and judgements in order."""
    there = [given for _, given in judged if given is not None]
    marks = [given.mark for given in there if given.mark is not None]
    outcomes = Counter(given.outcome for given in there)
    middle = Decimal(median(marks)) if marks else None
    return Row(
        number=number,
        maximum=maximum,
        cells=tuple(
            Cell(letter, given, is_outlying(given, outcomes, middle, maximum))
            for letter, given in judged
        ),
        met=outcomes[Outcome.MET],
        not_yet_met=outcomes[Outcome.NOT_YET_MET],
        least=min(marks, default=None),
        middle=middle,
        most=max(marks, default=None),
    )


def is_outlying(
    given: Given | None,
    outcomes: Mapping[Outcome, int],
    middle: Decimal | None,
    maximum: Decimal | None,
) -> bool:
    """Whether a judgement lies apart from the others."""
    total = sum(outcomes.values())
    if given is None or total < 2:
        return False
    if any(2 * count > total and given.outcome != said for said, count in outcomes.items()):
        return True
    if given.mark is None or middle is None or not maximum:
        return False
    return abs(given.mark - middle) >= OUTLYING_SHARE * maximum


def letter_of(position: int) -> str:
    """A, B … Z, AA, AB …: what stands for the person at a position from 0."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
