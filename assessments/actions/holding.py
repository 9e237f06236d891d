"""Taking hold of a submission: locked as it stands now, before anything is decided on it."""

from __future__ import annotations

from assessments.models import Submission
from enrolments.models import Enrolment


def hold(submission: Submission) -> Submission:
    """Lock the enrolment, then the submission, always in this order.

    So nobody is marked while they are being withdrawn, handed to another tutor or marked by
    somebody else.
    """
    enrolments = Enrolment.objects.select_for_update(of=("self",))
    enrolment = enrolments.select_related("candidate__user", "qualification").get(
        pk=submission.enrolment_id
    )
    held = Submission.objects.select_for_update(of=("self",)).select_related("unit")
    found = held.get(pk=submission.pk)
    found.enrolment = enrolment
    return found
