"""What judgement owes: each handler reads the rows again and asks whether to go on."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from assessments import emails, previews, scanner, storage
from assessments.actions.countersigning import returned_from
from assessments.actions.custody import keep_verdict
from assessments.actions.exporting import grow_portfolio, remove_portfolio
from assessments.actions.previewing import keep_preview
from assessments.choices import FileAccess, SubmissionStage
from assessments.errors import ScannerDown
from assessments.models import (
    Countersignature,
    EvidenceFile,
    MalpracticeCase,
    Quarantine,
    Submission,
)
from assessments.previews import Drawn, draw_pages
from enrolments.choices import EnrolmentStatus
from enrolments.models import Enrolment
from ledger.jobs import Postpone, handler
from ledger.mail import deliver
from ledger.models import Job

log = logging.getLogger(__name__)

# How long a file waits that the scanner had no answer for.
ASK_AGAIN = timedelta(minutes=1)


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


@handler("handed_back_mail", mail=True)
def send_handed_back(job: Job, *, now: datetime, signed_id: int) -> str | None:
    """Tell today's tutor that a result came back instead of being countersigned (R16)."""
    signed = Countersignature.objects.select_related(
        "result__submission__unit", "result__submission__enrolment__tutor"
    ).get(pk=signed_id)
    submission = signed.result.submission
    if returned_from(submission) != signed:
        return "It was marked again meanwhile."
    if submission.enrolment.tutor_id != job.recipient_id:
        return "Somebody else tutors the candidate now."
    deliver(job, emails.handed_back(submission), now=now)
    return None


@handler("evidence_scan")
def scan_evidence(job: Job, *, now: datetime, file_id: int) -> str | None:
    """Ask the scanner about a file. Without its answer the file goes on being checked (R26)."""
    file = EvidenceFile.objects.get(pk=file_id)
    if file.access != FileAccess.CHECKING:
        return "The file is not being checked any more."
    try:
        with storage.open_stored(file.stored_name) as content:
            found = scanner.find(content)
    except ScannerDown as trouble:
        log.warning("Evidence file %s goes on being checked: %s", file.reference, trouble)
        raise Postpone(now + ASK_AGAIN) from trouble
    return keep_verdict(file_id=file_id, found=found, now=now)


@handler("evidence_preview", prepare=draw_pages, takes=previews.longest())
def make_preview(job: Job, *, now: datetime, file_id: int, prepared: Drawn | None) -> str | None:
    """Keep the pages that were drawn of an office file, if it may be opened still (R26)."""
    return keep_preview(file_id=file_id, drawn=prepared, now=now)


@handler("quarantine_mail", mail=True)
def send_quarantine(job: Job, *, now: datetime, quarantine_id: int) -> str | None:
    """Tell a candidate that a file was taken away or given back, if that still stands."""
    rows = Quarantine.objects.select_related("file__evidence__enrolment__candidate__user")
    row = rows.get(pk=quarantine_id)
    if row.file.is_taken_away != row.is_taken_away:
        return "This was undone meanwhile."
    if not row.file.evidence.enrolment.candidate.user.is_active:
        return "The candidate no longer signs in."
    deliver(job, emails.quarantine(row), now=now)
    return None


@handler("portfolio_step")
def make_portfolio(job: Job, *, now: datetime, export_id: int) -> str | None:
    """Write the next few files of a portfolio's archive."""
    return grow_portfolio(export_id=export_id, now=now)


@handler("portfolio_removal")
def forget_portfolio(job: Job, *, now: datetime, export_id: int) -> str | None:
    """Take an archive away whose time is over."""
    remove_portfolio(export_id=export_id, now=now)
    return None
