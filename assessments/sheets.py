"""The mark sheet of a submission: each criterion with its draft, or what carries over to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from assessments.choices import EvidenceKind, Outcome
from assessments.drafts import Entry, Seen
from assessments.grading import criterion_outcome
from assessments.models import CriterionDecision, MarkingDraft, Submission, SubmittedFile
from assessments.verdicts import Judged, Verdict, verdict_on
from courses.models import AssessmentCriterion


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a sheet."""

    criterion: AssessmentCriterion
    draft: MarkingDraft | None
    earlier: CriterionDecision | None
    has_evidence: bool
    is_testimony_alone: bool = False
    is_prior_learning: bool = False

    @property
    def maximum(self) -> Decimal | None:
        """The marks it takes at most; None where it is met or not yet met: at Level 5, and for
        prior learning at every level (R23)."""
        return None if self.is_prior_learning else self.criterion.maximum

    @property
    def is_marked(self) -> bool:
        """Whether it takes marks rather than met or not yet met."""
        return self.maximum is not None

    @property
    def carried(self) -> CriterionDecision | None:
        """What the attempt before met; it stands unless it is reopened (R14)."""
        return self.earlier if self.earlier and self.earlier.outcome == Outcome.MET else None

    @property
    def is_carried(self) -> bool:
        """Met in an earlier attempt and not reopened: it stands as it is (R14)."""
        return self.carried is not None and not self.is_reopened

    @property
    def is_reopened(self) -> bool:
        """Met in an earlier attempt, and judged again for a reason."""
        return self.carried is not None and bool(self.draft and self.draft.reopened_reason)

    @property
    def entry(self) -> Entry:
        """What is typed so far."""
        if self.draft is None:
            return Entry()
        outcome = Outcome(self.draft.outcome) if self.draft.outcome else None
        return Entry(mark=self.draft.mark, outcome=outcome, feedback=self.draft.feedback)

    @property
    def seen(self) -> Seen:
        """What a page made now is made from."""
        version = self.draft.version if self.draft else 0
        return Seen(version=version, digest=self.entry.digest)

    @property
    def outcome(self) -> Outcome | None:
        """What it comes to so far; a mark decides by the half rule."""
        if self.is_carried:
            return Outcome.MET
        if self.maximum is None:
            return self.entry.outcome
        mark = self.entry.mark
        return None if mark is None else criterion_outcome(mark, self.maximum)

    @property
    def judged(self) -> Judged:
        """The line as the rules see it."""
        source = self.carried if self.is_carried and self.carried else self.entry
        return Judged(
            position=self.criterion.position,
            number=self.criterion.number,
            outcome=self.outcome,
            mark=source.mark,
            maximum=self.maximum,
            feedback=source.feedback,
            has_evidence=self.has_evidence,
            is_testimony_alone=self.is_testimony_alone,
            is_carried=self.is_carried,
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """All criteria of a submission's unit, in order."""

    submission: Submission
    lines: tuple[Line, ...]

    @property
    def verdict(self) -> Verdict:
        """What the sheet comes to so far."""
        return verdict_on([line.judged for line in self.lines])

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """Those to be judged in this attempt."""
        return tuple(line for line in self.lines if not line.is_carried)

    @property
    def seen(self) -> dict[int, Seen]:
        """What a page made now is made from, by position."""
        return {line.criterion.position: line.seen for line in self.open_lines}

    def with_drafts(self, drafts: Mapping[int, MarkingDraft]) -> Sheet:
        """The same sheet with newer drafts, by primary key of the criterion."""
        lines = (
            replace(line, draft=drafts.get(line.criterion.pk, line.draft)) for line in self.lines
        )
        return replace(self, lines=tuple(lines))

    def line(self, position: int) -> Line | None:
        """The line of a criterion by its position in the unit."""
        return next((at for at in self.lines if at.criterion.position == position), None)


def sheet_of(submission: Submission) -> Sheet:
    """Read a submission's sheet, in three queries whatever the number of criteria."""
    shown = SubmittedFile.objects.supporting(submission).filter(criterion=OuterRef("pk"))
    others = shown.exclude(file__evidence__kind=EvidenceKind.WITNESS_TESTIMONY)
    criteria = AssessmentCriterion.objects.filter(unit=submission.unit_id)
    drafts = drafts_of(submission)
    earlier: dict[int, CriterionDecision] = {}
    if submission.attempt > 1:
        earlier = {decision.criterion_id: decision for decision in decided_before(submission)}
    return Sheet(
        submission=submission,
        lines=tuple(
            Line(
                criterion=criterion,
                draft=drafts.get(criterion.pk),
                earlier=earlier.get(criterion.pk),
                has_evidence=criterion.has_evidence,
                is_prior_learning=submission.is_prior_learning,
                is_testimony_alone=criterion.has_evidence and not criterion.has_other,
            )
            for criterion in criteria.annotate(has_evidence=Exists(shown), has_other=Exists(others))
        ),
    )


def reread(sheet: Sheet, held: Submission) -> Sheet:
    """The sheet with its drafts as they stand under the lock.

    Nothing else of it changes while the work is with the tutor: the specification is sealed, the
    files are frozen, and an earlier attempt is not corrected once there is a newer one.
    """
    drafts = drafts_of(held)
    lines = tuple(replace(line, draft=drafts.get(line.criterion.pk)) for line in sheet.lines)
    return Sheet(submission=held, lines=lines)


def drafts_of(submission: Submission) -> dict[int, MarkingDraft]:
    """What is typed so far, by primary key of the criterion."""
    typed = submission.drafts.select_related("saved_by")
    return {draft.criterion_id: draft for draft in typed}


def decided_before(submission: Submission) -> QuerySet[CriterionDecision]:
    """What the newest released attempt before this one came to, criterion by criterion."""
    earlier = (
        Submission.objects.released()
        .filter(
            enrolment=submission.enrolment_id,
            unit=submission.unit_id,
            attempt__lt=submission.attempt,
        )
        .order_by("-attempt")
    )
    standing = CriterionDecision.objects.current().filter(submission__in=earlier.values("pk")[:1])
    return standing.select_related("assessor")
