"""Closing a judgement that is assured or claimed, and opening it again (R12, R19)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.actions.holding import hold
from assessments.errors import MarkingRefused
from assessments.models import Submission, SubmissionSeal
from assessments.permissions import can_assure, can_review
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment


@transaction.atomic
def seal_submission(*, submission: Submission, by: User, now: datetime) -> None:
    """Close a judgement: nothing of it is corrected any more. Sealed already: nothing changes."""
    held = hold(submission)
    if not can_assure(by, held, today=timezone.localdate(now)):
        raise PermissionDenied
    if is_sealed(held):
        return
    SubmissionSeal.objects.create(submission=held, is_sealed=True, by=by, at=now)
    audit.record(by, "sealed", held, at=now)


@transaction.atomic
def seal_claimed(*, enrolment: Enrolment, by: User, now: datetime) -> None:
    """Close every released judgement a claimed certificate rests on; its assurer can open it (R12).

    Only an administrator claims, and never for themselves.
    """
    if not by.is_administrator or enrolment.candidate.user_id == by.pk:
        raise PermissionDenied
    newest = SubmissionSeal.objects.filter(submission=OuterRef("pk")).order_by("-pk")
    is_closed = Subquery(newest.values("is_sealed")[:1])
    unsealed = (
        Submission.objects.select_for_update(of=("self",))
        .filter(enrolment=enrolment)
        .released()
        .annotate(is_closed=Coalesce(is_closed, False))
        .filter(is_closed=False)
    )
    for submission in unsealed:
        SubmissionSeal.objects.create(submission=submission, is_sealed=True, by=by, at=now)
        audit.record(by, "sealed", submission, at=now)


@transaction.atomic
def reopen_submission(*, submission: Submission, reason: str, by: User, now: datetime) -> None:
    """Open a judgement again because it is disagreed with, and say why (R19).

    What an appeal closed stays closed: it is decided anew by somebody else (R12).
    """
    held = hold(submission)
    if not can_assure(by, held, today=timezone.localdate(now)):
        raise PermissionDenied
    if not reason.strip():
        raise MarkingRefused("Say why the judgement is opened again.")
    if _is_upheld(held):
        return
    SubmissionSeal.objects.create(
        submission=held, is_sealed=False, reason=reason.strip(), by=by, at=now
    )
    audit.record(by, "reopened", held, reason=reason.strip(), at=now)


UPHELD = "An appeal against it was upheld, and somebody who decided none of it decides it anew."
DECIDED_ANEW = "It was decided anew after an appeal."


@transaction.atomic
def close_upheld(*, submission: Submission, by: User, now: datetime) -> None:
    """Close a judgement because an appeal against it was upheld: who made it corrects it no more.

    Whoever answered the appeal closes it; who judged any of it never does (R12, R20).
    """
    held = hold(submission)
    if not can_review(by, held):
        raise PermissionDenied
    SubmissionSeal.objects.create(submission=held, is_sealed=True, reason=UPHELD, by=by, at=now)
    audit.record(by, "sealed", held, reason=UPHELD, at=now)


def _is_upheld(held: Submission) -> bool:
    """Whether a judgement waits, closed, to be decided anew after an appeal."""
    seal = newest_seal(held)
    return seal is not None and seal.is_sealed and seal.reason == UPHELD


def open_to_decide(held: Submission, *, by: User, now: datetime) -> None:
    """Open a judgement that was closed until it is decided anew, and now is."""
    if is_sealed(held):
        SubmissionSeal.objects.create(
            submission=held, is_sealed=False, reason=DECIDED_ANEW, by=by, at=now
        )
        audit.record(by, "reopened", held, reason=DECIDED_ANEW, at=now)


DONE_AGAIN = "A case about it was upheld."


def open_after_case(held: Submission, *, by: User, now: datetime) -> None:
    """Open what is closed of a unit, from the attempt on that a case was upheld about (R12, R20).

    `held` is that attempt, locked with its enrolment. What an appeal closed stays closed: it is
    decided anew by somebody else.
    """
    same = Submission.objects.standing().filter(enrolment=held.enrolment_id, unit=held.unit_id)
    for submission in same.filter(attempt__gte=held.attempt).order_by("attempt"):
        seal = newest_seal(submission)
        if seal is None or not seal.is_sealed or seal.reason:
            continue
        SubmissionSeal.objects.create(
            submission=submission, is_sealed=False, reason=DONE_AGAIN, by=by, at=now
        )
        audit.record(by, "reopened", submission, reason=DONE_AGAIN, at=now)


def newest_seal(submission: Submission) -> SubmissionSeal | None:
    """The newest word on a submission; None where it was never sealed."""
    return SubmissionSeal.objects.filter(submission=submission).order_by("-pk").first()


def is_sealed(submission: Submission) -> bool:
    """Whether the newest word on a submission is a seal."""
    newest = newest_seal(submission)
    return newest is not None and newest.is_sealed


def refuse_sealed(held: Submission) -> None:
    """What is quality-assured or claimed is read-only until an assurer opens it again (R12)."""
    seal = newest_seal(held)
    if seal is None or not seal.is_sealed:
        return
    why = seal.reason or (
        "It is quality-assured, or its certificate is claimed. "
        "An assurer who disagrees opens it again."
    )
    raise MarkingRefused(f"This judgement is closed. {why}")
