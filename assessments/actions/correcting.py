"""Correcting what was told: new rows with a reason, never an edit (R12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from assessments.actions.holding import hold
from assessments.actions.judging import refuse_changed_files, refuse_unchecked_files
from assessments.actions.marking import is_confirmed, need_right_to_decide
from assessments.actions.releasing import refuse_in_a_case, settle_completion, tell
from assessments.actions.sealing import refuse_sealed
from assessments.choices import EvidenceKind, Grade, Outcome
from assessments.errors import MarkingRefused
from assessments.grading import MarkRefused, checked_mark, criterion_outcome, unit_grade
from assessments.models import CriterionDecision, Submission, SubmittedFile, UnitResult
from assessments.permissions import can_correct
from assessments.progress import refresh_progress
from assessments.verdicts import NO_DATE, TESTIMONY_ALONE
from ledger import audit
from ledger.errors import StaleVersion

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import AssessmentCriterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a decision should have said: a mark, or an outcome where there are no marks."""

    mark: Decimal | None = None
    outcome: Outcome | None = None
    feedback: str
    resubmit_by: date | None = None
    reason: str


@transaction.atomic
def correct_decision(
    *, decision: CriterionDecision, correction: Correction, by: User, now: datetime
) -> UnitResult:
    """Correct what was told for one criterion.

    `decision` is the row the correction was made from; one that no longer stands is refused.
    The unit's result follows, the candidate is told, and an enrolment that is complete no more
    is reopened (R5). It takes effect at once, so a qualified assessor makes it (R16).
    """
    held = hold(decision.submission)
    refuse_unless_correctable(held, by)
    refuse_in_a_case(held, verb="corrected")
    if not need_right_to_decide(held, by, now=now).is_final:
        raise MarkingRefused(
            "What was told is corrected by a qualified assessor only: ask the centre."
        )
    standing = CriterionDecision.objects.current().filter(submission=held)
    rows = {row.criterion_id: row for row in standing.select_related("criterion", "assessor")}
    before = rows[decision.criterion_id]
    if before.pk != decision.pk:
        raise StaleVersion(
            f"{before.assessor} corrected {before.criterion.number} after you opened it.",
            theirs=before,
        )
    refuse_unchecked_files(held)
    refuse_changed_files(held)
    row = corrected_row(before, correction, held, by=by, now=now)
    last = held.results.latest("sequence")
    result = put_in_place(
        held,
        [row],
        standing=rows,
        last=last,
        resubmit_by=correction.resubmit_by,
        by=by,
        now=now,
        is_current=last.grade == Grade.PASS and last.is_current,
    )
    audit.record(
        by,
        "corrected",
        held,
        before={"criterion": row.criterion.number, "outcome": before.outcome, "grade": last.grade},
        after={"criterion": row.criterion.number, "outcome": row.outcome, "grade": result.grade},
        reason=row.reason,
        at=now,
    )
    follow(held, result, by=by, now=now)
    return result


def put_in_place(
    held: Submission,
    new: Sequence[CriterionDecision],
    *,
    standing: Mapping[int, CriterionDecision],
    last: UnitResult,
    resubmit_by: date | None,
    by: User,
    now: datetime,
    reason: str = "",
    is_current: bool = False,
) -> UnitResult:
    """Add decisions over those that stand, by criterion, and the result they come to.

    Prior learning passes only where `is_current` was confirmed (R23).
    """
    outcomes = {key: Outcome(row.outcome) for key, row in standing.items()}
    outcomes |= {row.criterion_id: Outcome(row.outcome) for row in new}
    due_on = None
    if Outcome.NOT_YET_MET in outcomes.values():
        told = UnitResult.objects.due_of(last)
        due_on = checked_date(resubmit_by, told, today=timezone.localdate(now))
    grade = unit_grade(outcomes, required=list(held.unit.criteria.values_list("pk", flat=True)))
    if grade is None:
        raise MarkingRefused("Not every criterion of this submission is decided.")
    if held.is_prior_learning and grade == Grade.PASS and not is_current:
        raise MarkingRefused(
            "A referral of prior learning becomes a pass by another attempt, on which the "
            "assessor confirms that the evidence is valid and current."
        )
    if grade == Grade.PASS and is_shown_by_witnesses_alone(held):
        raise MarkingRefused(TESTIMONY_ALONE)
    for row in new:
        row.save()
    return UnitResult.objects.create(
        submission=held,
        grade=grade,
        resubmit_by=due_on,
        assessor=by,
        decided_at=now,
        sequence=last.sequence + 1,
        reason=reason or new[0].reason,
        is_current=is_confirmed(held, grade, is_current=is_current),
    )


def follow(held: Submission, result: UnitResult, *, by: User, now: datetime) -> None:
    """The candidate is told, and progress and completion follow."""
    tell(held, result, now=now)
    refresh_progress(enrolment=held.enrolment, unit=held.unit, now=now)
    settle_completion(enrolment=held.enrolment, reason=result.reason, by=by, now=now)


def is_shown_by_witnesses_alone(held: Submission) -> bool:
    """Whether all that was ever sent for a unit without marks is witness testimony (R22)."""
    if held.unit.version.is_marked and not held.is_prior_learning:
        return False
    sent = SubmittedFile.objects.supporting(held)
    others = sent.exclude(file__evidence__kind=EvidenceKind.WITNESS_TESTIMONY)
    return sent.exists() and not others.exists()


def refuse_unless_correctable(held: Submission, by: User) -> None:
    """Today's tutor corrects the newest attempt, once it is released."""
    if not can_correct(by, held):
        raise MarkingRefused(
            "A released result is corrected by the tutor of a candidate who is enrolled."
        )
    refuse_sealed(held)
    refuse_followed(held)


def refuse_followed(held: Submission) -> None:
    """Only the newest attempt is decided anew."""
    if Submission.objects.following(held).exists():
        raise MarkingRefused("A newer attempt has been sent: this one stands as it is.")


def corrected_row(
    before: CriterionDecision, correction: Correction, held: Submission, *, by: User, now: datetime
) -> CriterionDecision:
    """The row that replaces `before`, under the same rules as the first (R13, R22)."""
    criterion = before.criterion
    outcome = judged(criterion, correction, is_prior_learning=held.is_prior_learning)
    feedback, reason = correction.feedback.strip(), correction.reason.strip()
    if not reason:
        raise MarkingRefused("Say why the decision is corrected.")
    if (before.outcome, before.mark, before.feedback) == (outcome, correction.mark, feedback):
        raise MarkingRefused("Nothing is different from what was decided.")
    if outcome == Outcome.NOT_YET_MET and not feedback:
        raise MarkingRefused(f"Say what {criterion.number} still needs: a referral names it.")
    maximum = None if held.is_prior_learning else criterion.maximum
    rests_on_evidence = maximum is None and outcome == Outcome.MET
    is_newly_met = rests_on_evidence and before.outcome != Outcome.MET
    sent = SubmittedFile.objects.supporting(held).filter(criterion=criterion)
    if is_newly_met and not sent.exists():
        raise MarkingRefused(
            f"{criterion.number} has no evidence in any attempt so far, so it cannot be met."
        )
    return CriterionDecision(
        submission=held,
        criterion=criterion,
        assessor=by,
        outcome=outcome,
        mark=correction.mark,
        maximum=maximum,
        feedback=feedback,
        decided_at=now,
        sequence=before.sequence + 1,
        reason=reason,
    )


def judged(
    criterion: AssessmentCriterion, correction: Correction, *, is_prior_learning: bool
) -> Outcome:
    """The outcome of a correction: by the half rule where there are marks (D6)."""
    if criterion.maximum is None or is_prior_learning:
        if correction.mark is not None or correction.outcome is None:
            raise MarkingRefused(f"Decide whether {criterion.number} is met.")
        return correction.outcome
    if correction.mark is None or correction.outcome is not None:
        raise MarkingRefused(f"Give {criterion.number} a mark.")
    try:
        return criterion_outcome(
            checked_mark(correction.mark, maximum=criterion.maximum), criterion.maximum
        )
    except MarkRefused as refusal:
        raise MarkingRefused(str(refusal)) from refusal


def checked_date(wanted: date | None, told: date | None, *, today: date) -> date:
    """A referral has a day to resubmit by: one to come, or the one already told (R13)."""
    if wanted is None:
        raise MarkingRefused(NO_DATE)
    if wanted <= today and wanted != told:
        raise MarkingRefused("The day to resubmit by must be after today.")
    return wanted
