"""Countersigning: a qualified assessor agrees to a provisional result, or hands it back (R16)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.actions.holding import hold
from assessments.choices import Countersigned, SubmissionStage
from assessments.deciding import registration_missing, registration_over
from assessments.errors import CountersigningRefused
from assessments.models import Countersignature, Submission, UnitResult
from assessments.permissions import can_countersign
from ledger import audit, jobs

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def countersign(
    *,
    submission: Submission,
    answer: Countersigned,
    reason: str,
    seen: int,
    by: User,
    now: datetime,
) -> Countersignature:
    """Answer the result with the sequence `seen`, once.

    Agreed, it may be released. Handed back with a reason, its marking is open again, and today's
    tutor is told. The same answer sent twice is kept once; another one, or one to a result that
    stands no more, is refused. Nothing is agreed to without a registration that holds (R7, R8).
    """
    held = hold(submission)
    if not can_countersign(by, held, today=timezone.localdate(now)):
        raise PermissionDenied
    result = held.results.filter(sequence=seen, is_provisional=True).first()
    if result is None:
        raise CountersigningRefused("That result is not there to be countersigned.")
    given = Countersignature.objects.filter(result=result).select_related("by").first()
    if given is not None:
        if given.by_id == by.pk and given.answer == answer:
            return given
        raise CountersigningRefused(f"{given.by} has answered this already.")
    is_newest = not held.results.filter(sequence__gt=seen).exists()
    if held.stage != SubmissionStage.MARKED or not is_newest:
        raise CountersigningRefused("It is being marked again since you opened it.")
    if answer == Countersigned.AGREED:
        _need_registration(held, today=timezone.localdate(now))
    if answer == Countersigned.RETURNED and not reason.strip():
        raise CountersigningRefused("Say what is to be looked at again.", field="reason")
    signed = Countersignature.objects.create(
        result=result,
        answer=answer,
        reason=reason.strip(),
        by=by,
        assessor_id=result.assessor_id,
        candidate=held.enrolment.candidate.user,
        at=now,
    )
    verb = "countersigned" if answer == Countersigned.AGREED else "handed back"
    audit.record(by, verb, held, after={"grade": result.grade}, reason=reason.strip(), at=now)
    if answer == Countersigned.RETURNED:
        _open_again(held)
        tutor = held.enrolment.tutor
        jobs.owe(
            "handed_back_mail", key=str(signed.pk), now=now, recipient=tutor, signed_id=signed.pk
        )
    return signed


def _need_registration(held: Submission, *, today: date) -> None:
    """To agree makes a decision final, which nothing does without a registration (R7, R8)."""
    enrolment = held.enrolment
    lack = registration_missing(enrolment, on=today) or registration_over(enrolment, on=today)
    if lack:
        raise CountersigningRefused(lack)


def _open_again(held: Submission) -> None:
    held.stage = SubmissionStage.MARKING
    held.marked_at = None
    held.save(update_fields=["stage", "marked_at"])


def returned_from(submission: Submission) -> Countersignature | None:
    """Why the marking is open again, while it is: the answer to the newest result."""
    if submission.stage != SubmissionStage.MARKING:
        return None
    newest = UnitResult.objects.current().filter(submission=submission)
    answers = Countersignature.objects.filter(result__in=newest, answer=Countersigned.RETURNED)
    return answers.select_related("by").first()
