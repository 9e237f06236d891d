"""What quality assurance owes: the handler reads the row again and asks whether to go on."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from accounts.roles import Role
from enrolments.choices import VisitState
from enrolments.models import EQAVisit
from ledger.jobs import handler
from ledger.mail import deliver
from ledger.models import Job
from quality import emails
from quality.appealing import judge_of, result_anew, reviewer_of
from quality.models import (
    Appeal,
    AppealPart,
    AppealStage,
    ExerciseMarking,
    QualityAction,
    SecondMarking,
)


@handler("quality_action_mail", mail=True)
def send_action(job: Job, *, now: datetime, action_id: int) -> str | None:
    """Tell today's tutor that something is asked of them, while it is."""
    action = QualityAction.objects.select_related(
        "judgement__sample__submission__enrolment__tutor"
    ).get(pk=action_id)
    if action.answered_at is not None:
        return "The action is answered."
    deliver(job, emails.action_set(action), now=now)
    return None


@handler("second_marking_mail", mail=True)
def send_second_marking(job: Job, *, now: datetime, marking_id: int) -> str | None:
    """Tell an assessor that a second marking was given to them, while it is in their hands."""
    marking = SecondMarking.objects.in_hand().select_related("marker").filter(pk=marking_id).first()
    if marking is None:
        return "It is in their hands no more."
    deliver(job, emails.second_marking_given(marking), now=now)
    return None


@handler("exercise_mail", mail=True)
def send_exercise(job: Job, *, now: datetime, marking_id: int) -> str | None:
    """Tell an assessor that an exercise waits for them, while it does."""
    markings = ExerciseMarking.objects.select_related("assessor", "exercise__qualification")
    marking = markings.get(pk=marking_id)
    if marking.handed_in_at is not None or marking.exercise.closed_at is not None:
        return "It waits for them no more."
    deliver(job, emails.exercise_opened(marking), now=now)
    return None


@handler("visit_mail", mail=True)
def send_visit(job: Job, *, now: datetime, visit_id: int) -> str | None:
    """Tell an external quality assurer from when to when they may look, unless it is over."""
    visit = EQAVisit.objects.with_people().get(pk=visit_id)
    if visit.state(now=now) == VisitState.CLOSED:
        return "The visit is over."
    deliver(job, emails.visit_opened(visit), now=now)
    return None


@handler("appeal_lodged_mail", mail=True)
def send_lodged(job: Job, *, now: datetime, appeal_id: int, user_id: int) -> str | None:
    """Tell an administrator that an appeal waits for somebody to answer it, while it does."""
    administrator = User.objects.holding(Role.ADMINISTRATOR).filter(pk=user_id).first()
    if administrator is None:
        return "No administrator any more."
    appeal = Appeal.objects.select_related("submission__unit").get(pk=appeal_id)
    first = appeal.stages.get(number=1)
    if appeal.ended_at is not None or reviewer_of(first) is not None:
        return "Somebody is picked, or the appeal was let rest."
    deliver(job, emails.appeal_lodged(appeal, administrator), now=now)
    return None


@handler("appeal_review_mail", mail=True)
def send_review(job: Job, *, now: datetime, part_id: int) -> str | None:
    """Tell somebody that a stage of an appeal waits for them, while it does."""
    part = AppealPart.objects.select_related("appeal__submission__unit", "person", "stage").get(
        pk=part_id
    )
    stage = part.stage
    if stage is None or stage.answered_at is not None or part.appeal.ended_at is not None:
        return "The stage waits no more."
    if reviewer_of(stage) != part.person:
        return "Somebody else answers it now."
    deliver(job, emails.appeal_to_answer(part.appeal, part.person), now=now)
    return None


@handler("appeal_judge_mail", mail=True)
def send_to_decide(job: Job, *, now: datetime, part_id: int) -> str | None:
    """Tell somebody that they are to decide anew what was upheld, while they are."""
    part = AppealPart.objects.select_related("appeal__submission__unit", "person", "stage").get(
        pk=part_id
    )
    if part.stage is None or result_anew(part.appeal, part.stage) is not None:
        return "It waits no more: it was decided anew, or a later attempt was told."
    if judge_of(part.stage) != part.person:
        return "Somebody else decides it now."
    deliver(job, emails.appeal_to_decide(part.appeal, part.person), now=now)
    return None


@handler("appeal_answer_mail", mail=True)
def send_appeal_answer(job: Job, *, now: datetime, stage_id: int) -> str | None:
    """Tell a candidate that a stage of their appeal is answered; not how."""
    stages = AppealStage.objects.select_related("appeal__candidate", "appeal__submission__unit")
    deliver(job, emails.appeal_answered(stages.get(pk=stage_id).appeal), now=now)
    return None
