"""Recognition of prior learning: the way a whole unit is assessed, chosen before it is (R23).

It is a way of assessing and not a way round it: the candidate maps evidence to every criterion,
declares and submits, and the assessor decides each criterion like any other.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.errors import PriorLearningRefused
from assessments.models import Submission
from assessments.permissions import can_assess
from enrolments.actions.lifecycle import lock
from enrolments.models import Enrolment, PriorLearning
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Unit


@transaction.atomic
def propose_prior_learning(
    *, enrolment: Enrolment, unit: Unit, reason: str, by: User, now: datetime
) -> PriorLearning:
    """Have a unit assessed by what was learnt before. Proposed already: that comes back.

    Only before the first attempt: prior learning is of the whole unit, and never of the rest.
    """
    held = _held(enrolment, unit, by=by)
    standing = held.prior_learning.filter(unit=unit, ended_at=None).first()
    if standing is not None:
        return standing
    if not reason.strip():
        raise PriorLearningRefused("Say what earlier learning is in sight.", field="reason")
    _refuse_begun(held, unit)
    proposed = PriorLearning.objects.create(
        enrolment=held, unit=unit, reason=reason.strip(), proposed_by=by, proposed_at=now
    )
    audit.record(
        by, "proposed", proposed, after={"unit": unit.code}, reason=proposed.reason, at=now
    )
    return proposed


@transaction.atomic
def end_prior_learning(
    *, enrolment: Enrolment, unit: Unit, reason: str, by: User, now: datetime
) -> PriorLearning | None:
    """Have the unit assessed like any other again, and say why. None stood: nothing changes."""
    held = _held(enrolment, unit, by=by)
    standing = held.prior_learning.filter(unit=unit, ended_at=None).first()
    if standing is None:
        return None
    if not reason.strip():
        raise PriorLearningRefused("Say why the unit is assessed otherwise.", field="reason")
    _refuse_begun(held, unit)
    standing.ended_at, standing.ended_by, standing.ended_reason = now, by, reason.strip()
    standing.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    audit.record(
        by, "ended", standing, after={"unit": unit.code}, reason=standing.ended_reason, at=now
    )
    return standing


def _held(enrolment: Enrolment, unit: Unit, *, by: User) -> Enrolment:
    """Lock the enrolment for today's tutor, of somebody who studies the unit."""
    held = lock(enrolment)
    if not can_assess(by, held):
        raise PermissionDenied
    if not held.is_live:
        raise PriorLearningRefused(f"The enrolment of {held.candidate} has ended.")
    if unit.version_id != held.version_id:
        raise PriorLearningRefused(f"{unit.code} is not a unit of this enrolment.")
    return held


def _refuse_begun(held: Enrolment, unit: Unit) -> None:
    """The way a unit is assessed stays as it was with the first attempt."""
    if Submission.objects.standing().filter(enrolment=held, unit=unit).exists():
        raise PriorLearningRefused(
            f"{unit.short_code} has been submitted, so the way it is assessed stays as it is."
        )
