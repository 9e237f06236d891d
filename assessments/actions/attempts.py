"""Allowing an attempt above the limit (R11, D7)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from assessments.attempt_limit import may_attempt
from assessments.choices import Grade, SubmissionStage
from assessments.errors import AttemptRefused
from assessments.models import AttemptOverride, Submission, UnitResult
from assessments.permissions import can_allow_attempt
from enrolments.models import Enrolment
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Unit


@transaction.atomic
def allow_attempt(
    *, enrolment: Enrolment, unit: Unit, reason: str, by: User, now: datetime
) -> AttemptOverride:
    """Allow the next attempt at a unit when the attempts of `ATTEMPTS_PER_UNIT` are used.

    By an administrator who has judged none of the candidate's work in the unit, with a reason.
    """
    enrolments = Enrolment.objects.select_for_update(of=("self",))
    held = enrolments.select_related("candidate__user").get(pk=enrolment.pk)
    refuse_unless_allowed(held, unit, by)
    attempt = next_attempt(held, unit)
    if not reason.strip():
        raise AttemptRefused("Say why another attempt is allowed.")
    override = AttemptOverride.objects.create(
        enrolment=held,
        unit=unit,
        attempt=attempt,
        reason=reason.strip(),
        allowed_by=by,
        allowed_at=now,
    )
    audit.record(
        by,
        "allowed an attempt of",
        held,
        after={"unit": unit.code, "attempt": attempt},
        reason=reason.strip(),
        at=now,
    )
    return override


def refuse_unless_allowed(held: Enrolment, unit: Unit, by: User) -> None:
    """Refuse who may not allow it: the assessor, the candidate, anybody but administrators."""
    decided = Submission.objects.decided_by(by).filter(enrolment=held, unit=unit)
    if not can_allow_attempt(by, held) or decided.exists():
        raise AttemptRefused(
            "Another attempt is allowed by an administrator who has not assessed this candidate."
        )


def next_attempt(held: Enrolment, unit: Unit) -> int:
    """The number of the attempt to be allowed; refuses when none is needed or due."""
    tried = Submission.objects.standing().filter(enrolment=held, unit=unit)
    last = tried.order_by("-attempt").first()
    limit = settings.ATTEMPTS_PER_UNIT
    if last is None or may_attempt(last.attempt + 1, limit=limit, allowed=()):
        raise AttemptRefused("There are attempts left, so nothing needs to be allowed.")
    result = UnitResult.objects.current().filter(submission=last).first()
    is_referred = result is not None and result.grade == Grade.REFERRED
    if last.stage != SubmissionStage.RELEASED or not is_referred:
        raise AttemptRefused("Another attempt follows a released referral, and nothing else.")
    allowed = AttemptOverride.objects.numbers(enrolment=held, unit=unit)
    if may_attempt(last.attempt + 1, limit=limit, allowed=allowed):
        raise AttemptRefused(f"Attempt {last.attempt + 1} is allowed already.")
    return last.attempt + 1
