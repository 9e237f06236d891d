"""Who has a part in a result, who may answer an appeal about it, and by when things are done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.querysets import UserQuerySet
from accounts.roles import Role
from assessments.choices import SubmissionStage
from assessments.deciding import right_to_decide
from assessments.models import Countersignature, CriterionDecision, Submission, UnitResult
from assessments.permissions import CENTRE_ROLES, can_judge_anew
from enrolments.working_days import add_working_days
from quality.choices import Part
from quality.models import STAGES, AppealStage, IQASample, SecondMarking

if TYPE_CHECKING:
    from quality.models import Appeal


def involved_in(submission: Submission) -> dict[int, Part]:
    """Everybody with a part in what was decided of a unit, by primary key: one part for each.

    Every attempt counts, for what was met in an earlier one is carried over. Whoever has it for
    second marking, or finished that, assures it as whoever sampled it does.
    """
    of_unit = {
        "submission__enrolment": submission.enrolment_id,
        "submission__unit": submission.unit_id,
    }
    enrolment = submission.enrolment
    found = {enrolment.tutor_id: Part.TUTOR}
    sampled = IQASample.objects.filter(**of_unit).values_list("assurer", flat=True)
    second = SecondMarking.objects.standing().filter(**of_unit).values_list("marker", flat=True)
    found |= dict.fromkeys([*sampled, *second], Part.ASSURED)
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
    picked = stage.reviewers.filter(part=Part.REVIEWER).select_related("person")
    newest = picked.order_by("-pk").first()
    return newest.person if newest else None


def result_anew(appeal: Appeal, stage: AppealStage) -> UnitResult | None:
    """What settles a stage that was upheld; None while nothing does."""
    results = appeal.stages.filter(pk=stage.pk).results_anew()
    return results.select_related("assessor", "submission").first()


def judge_of(stage: AppealStage) -> User | None:
    """Who is to decide anew what was upheld: the last who was picked, else who upheld it."""
    picked = stage.reviewers.filter(part=Part.JUDGE).select_related("person")
    newest = picked.order_by("-pk").first()
    return newest.person if newest else stage.answered_by


def may_decide_anew(user: User, appeal: Appeal, *, today: date) -> bool:
    """Somebody who decided none of it and may decide finally today (R16, R20)."""
    right = right_to_decide(user, appeal.submission, on=today)
    return can_judge_anew(user, appeal.submission) and right.is_final and not right.refusal


def judges_for(appeal: Appeal, *, today: date) -> UserQuerySet:
    """Who may be picked to decide anew: assessors without a part in it who may decide finally."""
    people = reviewers_for(appeal).holding(Role.TUTOR)
    able = [person.pk for person in people if may_decide_anew(person, appeal, today=today)]
    return UserQuerySet(User).filter(pk__in=able).by_name()


def is_reader(user: User, appeal: Appeal, *, today: date) -> bool:
    """Whether the work itself is open to somebody for this appeal.

    It is to whoever answers the stage that waits, and to whoever decides anew what was upheld,
    until that is done; to nobody who has a part in the decision meanwhile.
    """
    if user.pk in involved_in(appeal.submission) or appeal.ended_at is not None:
        return False
    stage = appeal.stages.get_last()
    if stage.answered_at is None:
        return reviewer_of(stage) == user
    is_to_decide = bool(stage.is_upheld) and result_anew(appeal, stage) is None
    return is_to_decide and judge_of(stage) == user and may_decide_anew(user, appeal, today=today)


def lodge_by(submission: Submission, result: UnitResult) -> date | None:
    """The last day to appeal: so many working days after the candidate was told."""
    if submission.stage != SubmissionStage.RELEASED or submission.released_at is None:
        return None
    told = max(submission.released_at, result.decided_at)
    return add_working_days(timezone.localdate(told), settings.APPEAL_LODGE_WORKING_DAYS)


def is_last(stage: AppealStage) -> bool:
    """Whether the centre has no further stage."""
    return stage.number == STAGES
