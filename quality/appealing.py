"""Who has a part in a result, who may answer an appeal about it, and by when things are done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.querysets import UserQuerySet
from assessments.choices import SubmissionStage
from assessments.models import Countersignature, CriterionDecision, Submission, UnitResult
from assessments.permissions import CENTRE_ROLES
from enrolments.working_days import add_working_days
from quality.choices import Part
from quality.models import STAGES, AppealStage, IQASample

if TYPE_CHECKING:
    from quality.models import Appeal


def involved_in(submission: Submission) -> dict[int, Part]:
    """Everybody with a part in what was decided of a unit, by primary key: one part for each.

    Every attempt counts, for what was met in an earlier one is carried over.
    """
    of_unit = {
        "submission__enrolment": submission.enrolment_id,
        "submission__unit": submission.unit_id,
    }
    enrolment = submission.enrolment
    found = {enrolment.tutor_id: Part.TUTOR}
    for sampled in IQASample.objects.filter(**of_unit):
        found[sampled.assurer_id] = Part.ASSURED
    for table in (CriterionDecision, UnitResult):
        deciders = table.objects.filter(**of_unit).values_list("assessor", flat=True)
        found |= dict.fromkeys(deciders, Part.DECIDED)
    signed = Countersignature.objects.filter(
        result__submission__enrolment=submission.enrolment_id,
        result__submission__unit=submission.unit_id,
    )
    found |= dict.fromkeys(signed.values_list("by", flat=True), Part.DECIDED)
    found[enrolment.candidate.user_id] = Part.CANDIDATE
    return found


def reviewers_for(appeal: Appeal) -> UserQuerySet:
    """Staff who may answer the stage that is open: nobody with a part in it already."""
    barred = {*involved_in(appeal.submission), *appeal.parts.values_list("person", flat=True)}
    return UserQuerySet(User).holding(*CENTRE_ROLES).exclude(pk__in=barred).by_name()


def reviewer_of(stage: AppealStage) -> User | None:
    """Who is to answer a stage: the last who was picked."""
    newest = stage.reviewers.select_related("person").order_by("-pk").first()
    return newest.person if newest else None


def lodge_by(submission: Submission, result: UnitResult) -> date | None:
    """The last day to appeal: so many working days after the candidate was told."""
    if submission.stage != SubmissionStage.RELEASED or submission.released_at is None:
        return None
    told = max(submission.released_at, result.decided_at)
    return add_working_days(timezone.localdate(told), settings.APPEAL_LODGE_WORKING_DAYS)


def is_last(stage: AppealStage) -> bool:
    """Whether the centre has no further stage."""
    return stage.number == STAGES
