"""Taking judgement up again before anybody is told: one criterion, or a finished marking."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from assessments.actions.holding import hold
from assessments.actions.marking import begin, refuse_unless_markable
from assessments.actions.sealing import refuse_sealed
from assessments.choices import SubmissionStage
from assessments.errors import MarkingRefused
from assessments.models import MarkingDraft, Submission
from assessments.permissions import can_reopen
from assessments.sheets import sheet_of
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import AssessmentCriterion


@transaction.atomic
def reopen_criterion(
    *, submission: Submission, criterion: AssessmentCriterion, reason: str, by: User, now: datetime
) -> MarkingDraft:
    """Judge a criterion again that an earlier attempt met, and say why (R14)."""
    held = hold(submission)
    refuse_unless_markable(held, by)
    line = sheet_of(held).line(criterion.position)
    if line is None or line.carried is None or line.is_reopened:
        raise MarkingRefused(f"{criterion.number} is open already.")
    if not reason.strip():
        raise MarkingRefused(f"Say why {criterion.number} is judged again.")
    draft = MarkingDraft.objects.create(
        submission=held,
        criterion=criterion,
        mark=line.carried.mark,
        outcome=line.carried.outcome if line.maximum is None else "",
        feedback=line.carried.feedback,
        reopened_reason=reason.strip(),
        saved_by=by,
        saved_at=now,
    )
    begin(held, by=by, now=now)
    audit.record(
        by,
        "reopened a criterion of",
        held,
        after={"criterion": criterion.number},
        reason=reason.strip(),
        at=now,
    )
    return draft


@transaction.atomic
def keep_criterion(
    *, submission: Submission, criterion: AssessmentCriterion, by: User, now: datetime
) -> None:
    """Let a reopened criterion stand as it was met before, after all."""
    held = hold(submission)
    refuse_unless_markable(held, by)
    line = sheet_of(held).line(criterion.position)
    if line is None or line.draft is None or not line.is_reopened:
        raise MarkingRefused(f"{criterion.number} is not reopened.")
    line.draft.delete()
    audit.record(
        by, "kept a criterion of", held, after={"criterion": criterion.number}, at=now
    )  # fmt: skip


@transaction.atomic
def reopen_marking(*, submission: Submission, by: User, now: datetime) -> Submission:
    """Take a finished marking up again before anybody is told.

    The decisions stay on record; finishing again adds rows only where something changed.
    """
    held = hold(submission)
    if not can_reopen(by, held):
        raise MarkingRefused("Marking can be reopened by the tutor, until it is released.")
    refuse_sealed(held)
    held.stage = SubmissionStage.MARKING
    held.marked_at = None
    held.save(update_fields=["stage", "marked_at"])
    audit.record(by, "reopened marking of", held, at=now)
    return held
