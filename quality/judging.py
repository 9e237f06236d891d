"""What somebody judges of a script on their own: a word or a mark for every criterion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assessments.choices import Outcome
from assessments.grading import MarkRefused, checked_mark, criterion_outcome

if TYPE_CHECKING:
    from courses.models import AssessmentCriterion


@dataclass(frozen=True, slots=True)
class Judgement:
    """One criterion: an outcome, or a mark that makes one, and why."""

    outcome: Outcome | None = None
    mark: Decimal | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement fit to keep: the outcome follows from the mark where there are marks (R1)."""

    criterion: AssessmentCriterion
    outcome: Outcome
    mark: Decimal | None
    maximum: Decimal | None
    comment: str


class Unjudged(ValueError):
    """A criterion is not judged, or not so that it could be kept; the text says which."""


def judged(
    criteria: Iterable[AssessmentCriterion], judgements: Mapping[int, Judgement]
) -> list[Judged]:
    """Every criterion with its judgement, by position; raises `Unjudged` where one has none."""
    return [_judged(one, judgements.get(one.position, Judgement())) for one in criteria]


def _judged(criterion: AssessmentCriterion, said: Judgement) -> Judged:
    maximum, comment = criterion.maximum, said.comment.strip()
    if maximum is None:
        if said.outcome is None:
            raise Unjudged(f"Judge {criterion.number}.")
        return Judged(criterion, said.outcome, None, None, comment)
    if said.mark is None:
        raise Unjudged(f"Give {criterion.number} its mark.")
    try:
        mark = checked_mark(said.mark, maximum=maximum)
    except MarkRefused as refusal:
        raise Unjudged(f"{criterion.number}: {refusal}") from refusal
    return Judged(criterion, criterion_outcome(mark, maximum), mark, maximum, comment)
