"""Grading: criterion verdicts, the grade of a unit, and completion (R1–R5, D6). Pure.

The grading rule is a minimum, not a sum: every criterion must be met, and a total never makes up
for one that is not. What is undecided is incomplete, and incomplete is never a pass.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from assessments.choices import Grade, Outcome

Key = TypeVar("Key", bound=Hashable)

HALF = Decimal("0.5")
TENTH = Decimal("0.1")
# Longer than any mark a person would write; keeps huge texts away from Decimal.
LONGEST_MARK = 12


class MarkRefused(ValueError):
    """What was written is no mark for this criterion; the text says what would be."""


def criterion_outcome(mark: Decimal, maximum: Decimal) -> Outcome:
    """A marked criterion is met from half its marks: 7.5 of 15 is met, 7 is not (R1, D6)."""
    return Outcome.MET if mark * 2 >= maximum else Outcome.NOT_YET_MET


def unit_grade(
    outcomes: Mapping[Key, Outcome | None], *, required: Collection[Key]
) -> Grade | None:
    """The grade of a unit: a pass when every required criterion is met (R1, R2, P7.11).

    None while a required criterion is undecided, or when nothing is required: incomplete.
    """
    decided = [outcomes.get(key) for key in required]
    if not decided or None in decided:
        return None
    return Grade.PASS if all(o == Outcome.MET for o in decided) else Grade.REFERRED


def is_complete(grades: Mapping[Key, Grade | None], *, required: Collection[Key]) -> bool:
    """A qualification is complete when every one of its units is a pass (R5, P5.12, P7.11)."""
    return bool(required) and all(grades.get(key) == Grade.PASS for key in required)


def percentage(marks: Iterable[Decimal], maxima: Iterable[Decimal]) -> Decimal | None:
    """The sum of the marks in per cent of the sum of the maxima, to one place (R3).

    For information only: no decision rests on it. None when there is nothing to divide by.
    """
    total = sum(maxima, Decimal(0))
    if not total:
        return None
    return (sum(marks, Decimal(0)) * 100 / total).quantize(TENTH, rounding=ROUND_HALF_UP)


def parse_mark(text: str, *, maximum: Decimal) -> Decimal | None:
    """A mark as a person writes it: "7.5", "7,5" or "7½"; nothing written is no mark.

    Refuses what is not a number in halves from 0 to the criterion's maximum (R3), and a fraction
    alone, which is as likely a slip for one after a number.
    """
    written = text.strip()
    if not written:
        return None
    if written == "½":
        raise MarkRefused("Write half a mark as 0.5.")
    wanted = f"Enter a mark from 0 to {shown(maximum)}, in whole or half marks."
    if len(written) > LONGEST_MARK:
        raise MarkRefused(wanted)
    plain = written.replace("½", ".5").replace(",", ".")
    # Digits and one point only: Decimal itself also reads "1e9", "NaN" and "1_0".
    if not plain.isascii() or not plain.replace(".", "", 1).isdigit():
        raise MarkRefused(wanted)
    return checked_mark(Decimal(plain), maximum=maximum)


def checked_mark(mark: Decimal, *, maximum: Decimal) -> Decimal:
    """The mark, to one place, when it is a whole or half mark from 0 to the maximum (R3)."""
    is_within = mark.is_finite() and 0 <= mark <= maximum
    if not is_within or mark % HALF:
        raise MarkRefused(f"Enter a mark from 0 to {shown(maximum)}, in whole or half marks.")
    return mark.quantize(TENTH)


def shown(number: Decimal) -> str:
    """A mark without needless places: 15, 7.5."""
    return f"{number.normalize():f}"
