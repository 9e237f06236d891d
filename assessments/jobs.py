"""What judgement owes: each handler reads the rows again and asks whether to go on."""

from __future__ import annotations

from datetime import datetime

from assessments import emails
from assessments.choices import SubmissionStage
from assessments.models import MalpracticeCase, Submission
from enrolments.choices import EnrolmentStatus
from enrolments.models import Enrolment
from ledger.jobs import handler
from ledger.mail import deliver
from ledger.models import Job


@handler("result_mail", mail=True)
def send_result(job: Job, *, now: datetime, submission_id: int, sequence: int) -> str | None:
    """Tell a candidate that there is a result, or that one was corrected; not what it says."""
    told = Submission.objects.select_related("enrolment__candidate__user", "unit")
    submission = told.get(pk=submission_id)
    if submission.stage != SubmissionStage.RELEASED:
        return "The result is not released."
    if submission.enrolment.status == EnrolmentStatus.WITHDRAWN:
        return "The enrolment has ended."
    if not submission.enrolment.candidate.user.is_active:
        return "The candidate no longer signs in."
    is_correction = submission.results.filter(
        sequence__lte=sequence, decided_at__gt=submission.released_at
    ).exists()
    write = emails.result_corrected if is_correction else emails.result_released
    deliver(job, write(submission), now=now)
    return None


@handler("completion_mail", mail=True)
def send_completion(job: Job, *, now: datetime, enrolment_id: int, completed_at: str) -> str | None:
    """Tell a candidate that the diploma is complete, if it still is."""
    enrolment = Enrolment.objects.with_people().get(pk=enrolment_id)
    if enrolment.completed_at != datetime.fromisoformat(completed_at):
        return "The enrolment is not complete any more."
    if not enrolment.candidate.user.is_active:
        return "The candidate no longer signs in."
    deliver(job, emails.completion(enrolment), now=now)
    return None


@handler("case_opened_mail", mail=True)
def send_case_opened(job: Job, *, now: datetime, case_id: int) -> str | None:
    """Tell a candidate that a case is open, while it is."""
    case = MalpracticeCase.objects.select_related("candidate", "submission__unit").get(pk=case_id)
    if not case.is_open:
        return "The case is decided."
    deliver(job, emails.case_opened(case), now=now)
    return None


@handler("case_decided_mail", mail=True)
def send_case_decided(job: Job, *, now: datetime, case_id: int) -> str | None:
    """Tell a candidate that their case is decided."""
    case = MalpracticeCase.objects.select_related("candidate", "submission__unit").get(pk=case_id)
    deliver(job, emails.case_decided(case), now=now)
    return None
