"""Whose work assessors may practise on: what the candidate allows counts, from then on.

Two things refuse: the declaration of a piece of work, for that work, and the candidate's own
choice, for all work of an enrolment. A choice may be changed; a declaration may not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from quality.models import StandardisationChoice

if TYPE_CHECKING:
    from assessments.models import Submission
    from assessments.querysets import SubmissionQuerySet


def refusing() -> Q:
    """Work that may not be used, seen from a submission."""
    refused = StandardisationChoice.objects.refused().order_by().values("enrolment")
    return Q(declaration__has_refused_standardisation=True) | Q(enrolment__in=refused)


def usable(submissions: SubmissionQuerySet) -> SubmissionQuerySet:
    """Of these, the work that may be used as a script."""
    return submissions.exclude(refusing())


def may_be_used(submission: Submission) -> bool:
    """Whether the candidate lets assessors practise on it, as of now."""
    return usable(type(submission).objects.filter(pk=submission.pk)).exists()
