"""Letters about judgements: that there is something to read, never what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from ledger.mail import Letter, write

if TYPE_CHECKING:
    from assessments.models import Submission
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
