"""Changing the planned pace: weekly hours, the planned end, and the target of every unit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from enrolments.actions.learning import lock
from enrolments.errors import LearningRefused
from enrolments.models import PaceChange, UnitTarget
from enrolments.pace import spread_targets
from enrolments.permissions import can_plan_learning
from ledger import audit, jobs

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment

LEAST_WEEKLY_MINUTES = 30
MOST_WEEKLY_MINUTES = 40 * 60
LONGEST_PLAN = timedelta(days=5 * 366)


@transaction.atomic
def change_pace(
    *,
    enrolment: Enrolment,
    weekly_minutes: int,
    planned_end_on: date,
    reason: str,
    by: User,
    now: datetime,
) -> PaceChange:
    """Change the planned pace (P5.9) and move the target of every unit with it.

    The planned end is chosen, never reckoned from hours (D3). What it was stays as history.
    """
    held = lock(enrolment)
    if not held.is_live:
        raise LearningRefused("This enrolment has ended; its plan stays as it was.")
    if not can_plan_learning(by, held):
        raise PermissionDenied
    need_plan(held, weekly_minutes, planned_end_on, now=now)
    if not reason.strip():
        raise LearningRefused("Say why the pace changes.", field="reason")
    if (weekly_minutes, planned_end_on) == (held.weekly_minutes, held.planned_end_on):
        raise LearningRefused("Nothing would change: this is the pace already.")
    change = PaceChange.objects.create(
        enrolment=held,
        weekly_minutes_before=held.weekly_minutes,
        weekly_minutes=weekly_minutes,
        planned_end_before=held.planned_end_on,
        planned_end_on=planned_end_on,
        reason=reason.strip(),
        changed_by=by,
        changed_at=now,
    )
    held.weekly_minutes = weekly_minutes
    held.planned_end_on = planned_end_on
    held.save(update_fields=["weekly_minutes", "planned_end_on"])
    move_targets(held)
    audit.record(
        by,
        "changed the pace of",
        held,
        before={
            "weekly_minutes": change.weekly_minutes_before,
            "planned_end_on": change.planned_end_before.isoformat(),
        },
        after={"weekly_minutes": weekly_minutes, "planned_end_on": planned_end_on.isoformat()},
        reason=reason.strip(),
        at=now,
    )
    jobs.owe(
        "pace_changed_mail",
        key=str(change.pk),
        now=now,
        recipient=held.candidate.user,
        change_id=change.pk,
    )
    return change


def planned_targets(enrolment: Enrolment, *, ends_on: date) -> dict[int, date]:
    """The target day of each unit, by primary key, if the plan ended then."""
    units = list(enrolment.version.units.order_by("position").values_list("pk", flat=True))
    return spread_targets(units, starts_on=enrolment.starts_on, ends_on=ends_on)


def move_targets(enrolment: Enrolment) -> None:
    """Spread the targets anew over the plan."""
    UnitTarget.objects.bulk_create(
        [
            UnitTarget(enrolment=enrolment, unit_id=unit, target_on=day)
            for unit, day in planned_targets(enrolment, ends_on=enrolment.planned_end_on).items()
        ],
        update_conflicts=True,
        unique_fields=["enrolment", "unit"],
        update_fields=["target_on"],
    )


def need_plan(
    enrolment: Enrolment, weekly_minutes: int, planned_end_on: date, *, now: datetime
) -> None:
    """Refuse a pace nobody keeps, and an end that is over or out of sight."""
    if not LEAST_WEEKLY_MINUTES <= weekly_minutes <= MOST_WEEKLY_MINUTES:
        raise LearningRefused("Plan between half an hour and 40 hours a week.", field="weekly")
    if planned_end_on <= max(timezone.localdate(now), enrolment.starts_on):
        raise LearningRefused("The planned end lies ahead, after the start.", field="ends")
    if planned_end_on > enrolment.starts_on + LONGEST_PLAN:
        raise LearningRefused("The planned end is over five years after the start.", field="ends")
