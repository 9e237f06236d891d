"""Opening a case about a submission, noting what is found out, answering it, and deciding it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.actions.holding import hold
from assessments.actions.sealing import open_after_case
from assessments.choices import CaseKind, CaseOutcome, SubmissionStage
from assessments.errors import CaseRefused
from assessments.models import CaseNote, MalpracticeCase, Submission
from assessments.permissions import can_decide_case, can_lift_case, can_open_case
from ledger import audit, jobs

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def open_case(
    *,
    submission: Submission,
    kind: CaseKind,
    suspicion: str,
    form_token: UUID,
    by: User,
    now: datetime,
) -> MalpracticeCase:
    """Say what is suspected of a submission; its candidate is told and may answer (R20).

    While it is open nothing of the enrolment is claimed. Open already: that case comes back.
    """
    held = hold(submission)
    if not can_open_case(by, held, today=timezone.localdate(now)):
        raise PermissionDenied
    twin = MalpracticeCase.objects.filter(form_token=form_token, submission=held).first()
    if twin is not None:
        return twin
    standing = held.cases.open().first()
    if standing is not None:
        raise CaseRefused(f"{standing.opened_by} opened a case about this work already.")
    if held.stage == SubmissionStage.WITHDRAWN:
        raise CaseRefused("This was taken back, so there is nothing to open a case about.")
    if not suspicion.strip():
        raise CaseRefused("Say what is suspected.", field="suspicion")
    result = held.results.order_by("-sequence").first()
    case = MalpracticeCase.objects.create(
        enrolment=held.enrolment,
        submission=held,
        candidate=held.enrolment.candidate.user,
        assessor=result.assessor if result else held.enrolment.tutor,
        kind=kind,
        suspicion=suspicion.strip(),
        opened_by=by,
        opened_at=now,
        form_token=form_token,
    )
    audit.record(by, "opened", case, after={"case": kind.value}, at=now)
    _write_to_candidate(case, "case_opened_mail", now=now)
    return case


@transaction.atomic
def note_case(
    *, case: MalpracticeCase, text: str, form_token: UUID, by: User, now: datetime
) -> CaseNote:
    """Keep what was found out, for staff. The same form sent twice keeps it once."""
    held = _hold(case)
    if not can_open_case(by, held.submission, today=timezone.localdate(now)):
        raise PermissionDenied
    twin = CaseNote.objects.filter(form_token=form_token, case=held).first()
    if twin is not None:
        return twin
    _refuse_decided(held)
    if not text.strip():
        raise CaseRefused("Write what was found out.", field="text")
    note = CaseNote.objects.create(
        case=held, text=text.strip(), author=by, at=now, form_token=form_token
    )
    audit.record(by, "noted", held, after={"note": note.pk}, at=now)
    return note


@transaction.atomic
def answer_case(*, case: MalpracticeCase, answer: str, by: User, now: datetime) -> MalpracticeCase:
    """The candidate says what they have to say; it may be said again until it is decided."""
    held = _hold(case)
    if held.candidate_id != by.pk:
        raise PermissionDenied
    _refuse_decided(held)
    if not answer.strip():
        raise CaseRefused("Write your answer.", field="answer")
    if held.answer == answer.strip():
        return held
    held.answer, held.answered_at = answer.strip(), now
    held.save(update_fields=["answer", "answered_at"])
    audit.record(by, "answered", held, at=now)
    return held


@transaction.atomic
def decide_case(
    *, case: MalpracticeCase, outcome: CaseOutcome, finding: str, by: User, now: datetime
) -> MalpracticeCase:
    """Say what was found, once; the candidate is told.

    Whoever opened it, judged the work or tutors the candidate has an interest and is refused.
    Work to be done again holds the claim until the unit is judged anew, and a reported case until
    it is lifted; either opens what was closed of the unit (R12, R20).
    """
    held = _hold(case)
    if not can_decide_case(by, held, today=timezone.localdate(now)):
        raise PermissionDenied
    _refuse_decided(held)
    if not finding.strip():
        raise CaseRefused("Say what was found.", field="finding")
    held.outcome, held.finding = outcome, finding.strip()
    held.decided_by, held.decided_at = by, now
    held.save(update_fields=["outcome", "finding", "decided_by", "decided_at"])
    audit.record(by, "decided", held, after={"case_outcome": outcome.value}, at=now)
    if outcome in (CaseOutcome.AGAIN, CaseOutcome.REPORTED):
        open_after_case(held.submission, by=by, now=now)
    _write_to_candidate(held, "case_decided_mail", now=now)
    return held


@transaction.atomic
def lift_case(*, case: MalpracticeCase, reason: str, by: User, now: datetime) -> MalpracticeCase:
    """Let a reported case hold the certificate no more, and say why; refused as deciding is (R20).

    Lifted already: nothing changes.
    """
    held = _hold(case)
    if held.lifted_at is not None:
        return held
    if not held.waits_for_answer:
        raise CaseRefused("Only a case that was reported to the awarding organisation is lifted.")
    if not can_lift_case(by, held, today=timezone.localdate(now)):
        raise PermissionDenied
    if not reason.strip():
        raise CaseRefused("Say why the certificate may be claimed.", field="reason")
    held.lifted_reason, held.lifted_by, held.lifted_at = reason.strip(), by, now
    held.save(update_fields=["lifted_reason", "lifted_by", "lifted_at"])
    audit.record(by, "lifted", held, reason=held.lifted_reason, at=now)
    return held


def _hold(case: MalpracticeCase) -> MalpracticeCase:
    """The case as it stands, with its submission and enrolment locked before it."""
    submission = hold(case.submission)
    held = MalpracticeCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    held.submission = submission
    held.enrolment = submission.enrolment
    return held


def _refuse_decided(case: MalpracticeCase) -> None:
    if not case.is_open:
        raise CaseRefused(f"This case is decided: {case.get_outcome_display().lower()}.")


def _write_to_candidate(case: MalpracticeCase, kind: str, *, now: datetime) -> None:
    jobs.owe(kind, key=str(case.pk), now=now, recipient=case.candidate, case_id=case.pk)
