"""Appointing internal quality assurers to qualifications, and ending that."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from enrolments.errors import DutyRefused
from enrolments.models import AssuranceDuty
from enrolments.permissions import can_administer
from ledger import audit

if TYPE_CHECKING:
    from courses.models import Qualification


@transaction.atomic
def appoint_assurer(
    *,
    assurer: User,
    qualification: Qualification,
    starts_on: date,
    by: User | None,
    now: datetime,
) -> AssuranceDuty:
    """Let somebody with the role look at the work of a qualification, from a day on (R15).

    Appointed already: the duty there is. `by` is None when the system itself appoints.
    """
    if by is not None and not can_administer(by):
        raise PermissionDenied
    held = User.objects.select_for_update().get(pk=assurer.pk)
    if not held.is_active or Role.IQA not in held.role_names:
        raise DutyRefused(f"{held} is not an internal quality assurer.")
    open_already = AssuranceDuty.objects.filter(
        assurer=held, qualification=qualification, ended_at=None
    ).first()
    if open_already is not None:
        return open_already
    duty = AssuranceDuty.objects.create(
        assurer=held,
        qualification=qualification,
        starts_on=starts_on,
        appointed_by=by,
        appointed_at=now,
    )
    audit.record(by, "appointed", duty, after={"starts_on": starts_on.isoformat()}, at=now)
    return duty


@transaction.atomic
def end_duty(*, duty: AssuranceDuty, by: User, now: datetime) -> AssuranceDuty:
    """End a duty: from this moment on the assurer sees nothing of the qualification.

    Ended already: nothing changes.
    """
    if not can_administer(by):
        raise PermissionDenied
    held = AssuranceDuty.objects.select_for_update().get(pk=duty.pk)
    if held.ended_at is not None:
        return held
    held.ended_at = now
    held.save(update_fields=["ended_at"])
    audit.record(by, "ended", held, at=now)
    return held
