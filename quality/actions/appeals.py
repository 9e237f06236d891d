"""Lodging an appeal, picking who answers it, answering it, and going on to the next stage."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from assessments.actions.holding import hold
from assessments.actions.sealing import close_upheld
from assessments.models import Submission
from enrolments.permissions import can_administer_enrolment, is_candidate_of
from enrolments.working_days import add_working_days
from ledger import audit, jobs
from quality.appealing import (
    involved_in,
    is_last,
    lodge_by,
    reviewer_of,
    reviewers_for,
)
from quality.choices import Part
from quality.errors import AppealRefused
from quality.models import Appeal, AppealPart, AppealStage


@transaction.atomic
def lodge_appeal(*, submission: Submission, grounds: str, by: User, now: datetime) -> Appeal:
    """Appeal against the result that stands, within the time there is (R20).

    Everybody with a part in that result is written down, so that none of them answers; the
    administrators are told, who pick somebody. Appealed already: that appeal comes back.
    """
    held = hold(submission)
    if not is_candidate_of(by, held.enrolment):
        raise PermissionDenied
    result = held.results.order_by("-sequence").first()
    last_day = lodge_by(held, result) if result else None
    if result is None or last_day is None:
        raise AppealRefused("There is no result to appeal against yet.")
    standing = Appeal.objects.filter(result=result).first()
    if standing is not None:
        return standing
    if timezone.localdate(now) > last_day:
        raise AppealRefused(
            f"The time to appeal ended on {last_day.day} {last_day:%b %Y}. Ask the centre "
            "whether something can still be done."
        )
    _need(grounds, "Say why you think the result is wrong.")
    appeal = Appeal.objects.create(
        enrolment=held.enrolment,
        submission=held,
        result=result,
        candidate=by,
        lodged_at=now,
    )
    AppealPart.objects.bulk_create(
        AppealPart(appeal=appeal, person_id=person, part=part, since=now)
        for person, part in involved_in(held).items()
    )
    _open_stage(appeal, 1, grounds, now=now)
    audit.record(by, "lodged", appeal, at=now)
    jobs.owe_each(
        "appeal_lodged_mail",
        [
            jobs.Owed(
                key=f"{appeal.pk}:{administrator.pk}",
                payload={"appeal_id": appeal.pk, "user_id": administrator.pk},
                recipient_id=administrator.pk,
            )
            for administrator in User.objects.holding(Role.ADMINISTRATOR).exclude(pk=by.pk)
        ],
        now=now,
    )
    return appeal


@transaction.atomic
def pick_reviewer(*, appeal: Appeal, reviewer: User, by: User, now: datetime) -> AppealPart:
    """Say who answers the stage that is open: nobody who had a part before.

    Picked already: nothing changes. Somebody else may be picked until it is answered.
    """
    held = hold_appeal(appeal)
    if not can_administer_enrolment(by, held.enrolment):
        raise PermissionDenied
    stage = _waiting_stage(held)
    standing = stage.reviewers.order_by("-pk").first()
    if standing is not None and standing.person_id == reviewer.pk:
        return standing
    if not reviewers_for(held).filter(pk=reviewer.pk).exists():
        raise AppealRefused(
            f"{reviewer} has a part in this already, or does not work here: pick somebody else."
        )
    part = AppealPart.objects.create(
        appeal=held, person=reviewer, part=Part.REVIEWER, stage=stage, since=now
    )
    audit.record(
        by,
        "picked a reviewer of",
        held,
        after={"stage": stage.number, "who": str(reviewer)},
        at=now,
    )
    jobs.owe("appeal_review_mail", key=str(part.pk), now=now, recipient=reviewer, part_id=part.pk)
    return part


@transaction.atomic
def answer_stage(
    *, appeal: Appeal, is_upheld: bool, answer: str, by: User, now: datetime
) -> AppealStage:
    """Answer the stage that is open, once; the candidate is told.

    Only whoever was picked answers, and not if they decided or assured something meanwhile. What
    is upheld is decided anew, and not by who decided it: the judgement is closed to them.
    """
    held = hold_appeal(appeal)
    stage = _waiting_stage(held)
    if reviewer_of(stage) != by or by.pk in involved_in(held.submission):
        raise PermissionDenied
    _need(answer, "Say what you found, and on what it rests.")
    stage.is_upheld, stage.answer = is_upheld, answer.strip()
    stage.answered_by, stage.answered_at = by, now
    if not is_upheld and not is_last(stage):
        stage.go_on_by = add_working_days(
            timezone.localdate(now), settings.APPEAL_GO_ON_WORKING_DAYS
        )
    stage.save(update_fields=["is_upheld", "answer", "answered_by", "answered_at", "go_on_by"])
    audit.record(by, "answered", held, after={"stage": stage.number, "upheld": is_upheld}, at=now)
    if is_upheld:
        close_upheld(submission=held.submission, by=by, now=now)
    jobs.owe(
        "appeal_answer_mail",
        key=str(stage.pk),
        now=now,
        recipient=held.candidate,
        stage_id=stage.pk,
    )
    return stage


@transaction.atomic
def go_on(*, appeal: Appeal, grounds: str, by: User, now: datetime) -> AppealStage:
    """Take an appeal that was not upheld to the next stage, within the time there is.

    The next stage is there already: it comes back.
    """
    held = hold_appeal(appeal)
    if held.candidate_id != by.pk:
        raise PermissionDenied
    last = held.stages.get_last()
    if last.answered_at is None and last.number > 1:
        return last
    if held.ended_at is not None or last.answered_at is None or last.go_on_by is None:
        raise AppealRefused("There is no further stage to go on to now.")
    if timezone.localdate(now) > last.go_on_by:
        raise AppealRefused(
            f"The time to go on ended on {last.go_on_by.day} {last.go_on_by:%b %Y}."
        )
    _need(grounds, "Say what the answer leaves open.")
    stage = _open_stage(held, last.number + 1, grounds, now=now)
    audit.record(by, "went on with", held, after={"stage": stage.number}, at=now)
    return stage


@transaction.atomic
def end_appeal(*, appeal: Appeal, by: User, now: datetime) -> Appeal:
    """The candidate lets it rest, unless it is upheld. Ended already: nothing changes."""
    held = hold_appeal(appeal)
    if held.candidate_id != by.pk:
        raise PermissionDenied
    if held.stages.get_last().is_upheld:
        raise AppealRefused("Your appeal was upheld: there is nothing to let rest.")
    if held.ended_at is None:
        held.ended_at = now
        held.save(update_fields=["ended_at"])
        audit.record(by, "let rest", held, at=now)
    return held


def hold_appeal(appeal: Appeal) -> Appeal:
    """The appeal as it stands, with its enrolment and submission locked before it."""
    submission = hold(appeal.submission)
    held = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    held.submission, held.enrolment = submission, submission.enrolment
    return held


def _waiting_stage(appeal: Appeal) -> AppealStage:
    """The stage that waits for an answer."""
    stage = appeal.stages.get_last()
    if appeal.ended_at is not None or stage.answered_at is not None:
        raise AppealRefused("No stage of this appeal waits for an answer.")
    return stage


def _open_stage(appeal: Appeal, number: int, grounds: str, *, now: datetime) -> AppealStage:
    due_on = add_working_days(timezone.localdate(now), settings.APPEAL_ANSWER_WORKING_DAYS)
    return AppealStage.objects.create(
        appeal=appeal, number=number, grounds=grounds.strip(), opened_at=now, due_on=due_on
    )


def _need(text: str, message: str) -> None:
    if not text.strip():
        raise AppealRefused(message)
