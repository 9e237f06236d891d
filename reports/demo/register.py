"""Finding people of the demonstration, and their work, by name."""

from __future__ import annotations

from assessments.choices import SubmissionStage
from assessments.models import Submission
from enrolments.models import Enrolment


def enrolment_of(family_name: str) -> Enrolment:
    """The enrolment of the only candidate with that name, with tutor and candidate as they are."""
    people = Enrolment.objects.select_related("tutor", "candidate__user", "version")
    return people.get(candidate__user__family_name=family_name)


def work_of(family_name: str, position: int) -> Submission:
    """The newest attempt at the unit with that position, whatever has become of it."""
    sent = Submission.objects.exclude(stage=SubmissionStage.WITHDRAWN).select_related(
        "unit", "enrolment__tutor", "enrolment__candidate__user"
    )
    return sent.filter(enrolment=enrolment_of(family_name), unit__position=position).latest(
        "attempt"
    )
