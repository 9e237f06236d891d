"""The mark sheet of a unit as it is printed: sections with maxima, descriptors, what was judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from assessments.banding import Anchors, anchors, band_of
from assessments.choices import Outcome, SubmissionStage
from assessments.models import CriterionDecision, Submission, UnitResult
from assessments.permissions import can_mark
from assessments.sheets import Line, sheet_of
from assessments.verdicts import Judged, Verdict, verdict_on
from courses.models import AssessmentCriterion, LearningOutcome

if TYPE_CHECKING:
    from accounts.models import User

FINISHED = (SubmissionStage.MARKED, SubmissionStage.RELEASED)


@dataclass(frozen=True, slots=True)
class Printed:
    """One criterion of the sheet; the band is feedback and decides nothing (R4)."""

    criterion: AssessmentCriterion
    anchors: Anchors | None
    outcome: Outcome | None = None
    mark: Decimal | None = None
    feedback: str = ""
    assessor: str = ""
    decided_at: datetime | None = None
    is_prior_learning: bool = False

    @property
    def maximum(self) -> Decimal | None:
        """The marks it takes at most; none for prior learning (R23)."""
        return None if self.is_prior_learning else self.criterion.maximum

    @property
    def band(self) -> str:
        """The band the mark reaches, in a word."""
        if self.mark is None or self.maximum is None:
            return ""
        return str(band_of(self.mark, self.maximum).label)

    @property
    def judged(self) -> Judged:
        """The row as the rules see it."""
        return Judged(
            position=self.criterion.position,
            number=self.criterion.number,
            outcome=self.outcome,
            mark=self.mark,
            maximum=self.maximum,
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A learning outcome with its criteria and what they add up to at most."""

    outcome: LearningOutcome
    rows: tuple[Printed, ...]

    @property
    def maximum(self) -> Decimal:
        """The sum of the maxima; 0 where nothing is marked."""
        return sum((row.maximum or Decimal(0) for row in self.rows), Decimal(0))


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """The whole sheet, and what it comes to."""

    sections: tuple[Section, ...]
    verdict: Verdict
    maximum: Decimal
    result: UnitResult | None
    is_draft: bool


def printed_sheet(submission: Submission, *, reader: User) -> PrintedSheet:
    """The sheet for somebody who may read it.

    What is decided, once marking is finished. Until then what is typed shows to the tutor who
    marks it and to nobody else; for others the sheet is empty.
    """
    is_finished = submission.stage in FINISHED
    is_draft = not is_finished and can_mark(reader, submission)
    criteria = AssessmentCriterion.objects.filter(unit=submission.unit_id)
    if is_finished:
        decided = decisions_of(submission)
        rows = [printed(c, decided.get(c.pk)) for c in criteria.select_related("outcome")]
    elif is_draft:
        lines = {line.criterion.pk: line for line in sheet_of(submission).lines}
        rows = [typed(c, lines[c.pk]) for c in criteria.select_related("outcome")]
    else:
        rows = [printed(c, None) for c in criteria.select_related("outcome")]
    if submission.is_prior_learning:
        rows = [replace(row, is_prior_learning=True, anchors=None) for row in rows]
    sections = tuple(
        Section(outcome=outcome, rows=tuple(of_it))
        for outcome, of_it in groupby(rows, key=lambda row: row.criterion.outcome)
    )
    return PrintedSheet(
        sections=sections,
        verdict=verdict_on([row.judged for row in rows]),
        maximum=sum((section.maximum for section in sections), Decimal(0)),
        result=submission.results.select_related("assessor").order_by("-sequence").first()
        if is_finished
        else None,
        is_draft=is_draft,
    )


def decisions_of(submission: Submission) -> dict[int, CriterionDecision]:
    """The decisions that stand, by primary key of the criterion."""
    standing = CriterionDecision.objects.current().filter(submission=submission)
    return {decision.criterion_id: decision for decision in standing.select_related("assessor")}


def printed(criterion: AssessmentCriterion, decision: CriterionDecision | None) -> Printed:
    """A criterion with what was decided for it, if anything."""
    scale = anchors(criterion.maximum) if criterion.maximum is not None else None
    if decision is None:
        return Printed(criterion=criterion, anchors=scale)
    return Printed(
        criterion=criterion,
        anchors=scale,
        outcome=Outcome(decision.outcome),
        mark=decision.mark,
        feedback=decision.feedback,
        assessor=str(decision.assessor),
        decided_at=decision.decided_at,
    )


def typed(criterion: AssessmentCriterion, line: Line) -> Printed:
    """A criterion with what is typed for it so far, or what carries over to it."""
    if line.is_carried:
        return printed(criterion, line.carried)
    return Printed(
        criterion=criterion,
        anchors=anchors(criterion.maximum) if criterion.maximum is not None else None,
        outcome=line.outcome,
        mark=line.entry.mark,
        feedback=line.entry.feedback,
    )
