"""Letters about judgements: that there is something to read, never what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from ledger.mail import Letter, write

if TYPE_CHECKING:
    from assessments.models import MalpracticeCase, Quarantine, Submission
    from enrolments.models import Enrolment

# From this level on, completion opens eligibility to apply for ILM Fellowship (P7.5).
FELLOWSHIP_LEVEL = 7


def result_released(submission: Submission) -> Letter:
    """To the candidate: your tutor's feedback is there."""
    return _about(submission, "result_released", subject="There is feedback for you")


def result_corrected(submission: Submission) -> Letter:
    """To the candidate: what you were told has been corrected."""
    return _about(submission, "result_corrected", subject="Your feedback has been corrected")


def completion(enrolment: Enrolment) -> Letter:
    """To the candidate: every unit is in place, and what that opens."""
    user = enrolment.candidate.user
    return write(
        "completion",
        address=user.email,
        subject="Your diploma is complete",
        name=user.get_short_name(),
        qualification=enrolment.qualification,
        may_apply_for_fellowship=enrolment.qualification.level >= FELLOWSHIP_LEVEL,
        contact_email=settings.CONTACT_EMAIL,
        url=settings.SITE_URL + reverse("home"),
    )


def case_opened(case: MalpracticeCase) -> Letter:
    """To the candidate: a case is open, and you may answer it."""
    return _about_case(case, "case_opened", subject="A question about your work: please answer")


def case_decided(case: MalpracticeCase) -> Letter:
    """To the candidate: the case is decided."""
    return _about_case(case, "case_decided", subject="The case about your work is decided")


def handed_back(submission: Submission) -> Letter:
    """To the candidate's tutor: a result came back instead of being countersigned."""
    tutor = submission.enrolment.tutor
    page = reverse("assessments:submission_mark", args=[submission.reference])
    return write(
        "handed_back",
        address=tutor.email,
        subject="Work was handed back to you",
        name=tutor.get_short_name(),
        unit=submission.unit,
        url=settings.SITE_URL + page,
    )


def _about_case(case: MalpracticeCase, template: str, *, subject: str) -> Letter:
    return write(
        template,
        address=case.candidate.email,
        subject=subject,
        name=case.candidate.get_short_name(),
        unit=case.submission.unit,
        url=settings.SITE_URL + case.get_absolute_url(),
    )


def quarantine(row: Quarantine) -> Letter:
    """To the candidate: a file was taken away, or given back, and why."""
    user = row.file.evidence.enrolment.candidate.user
    return write(
        "file_taken_away" if row.is_taken_away else "file_given_back",
        address=user.email,
        subject="A file was taken away" if row.is_taken_away else "A file is there again",
        name=user.get_short_name(),
        title=row.file.evidence.title,
        reason=row.reason,
        contact_email=settings.CONTACT_EMAIL,
        url=settings.SITE_URL + reverse("assessments:evidence_view", args=[row.file.reference]),
    )


def _about(submission: Submission, template: str, *, subject: str) -> Letter:
    """The link opens the unit's page: the feedback stands there, criterion by criterion."""
    user = submission.enrolment.candidate.user
    place = [submission.enrolment.reference, submission.unit.code]
    return write(
        template,
        address=user.email,
        subject=subject,
        name=user.get_short_name(),
        unit=submission.unit,
        url=settings.SITE_URL + reverse("assessments:unit_detail", args=place),
    )
