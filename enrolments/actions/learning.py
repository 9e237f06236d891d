"""Learning time besides tutorials: logging it, taking an entry back, and what counts as guided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from enrolments.choices import ActivityKind, EnrolmentStatus
from enrolments.errors import LearningRefused
from enrolments.guidance import guided_kinds, is_guided
from enrolments.hours import MINUTES_OF_A_DAY, OWN_KINDS, STAFF_KINDS
from enrolments.models import ActivityKindDefault, Enrolment, LearningActivity
from enrolments.permissions import can_administer, can_log_learning, is_tutor_of
from enrolments.tutoring import first_day
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Unit


@dataclass(frozen=True, slots=True)
class Study:
    """What somebody says of time they learned."""

    done_on: date
    minutes: int
    kind: ActivityKind
    unit: Unit | None = None
    note: str = ""


@transaction.atomic
def log_activity(
    *,
    enrolment: Enrolment,
    study: Study,
    by: User,
    now: datetime,
    form_token: UUID | None = None,
) -> LearningActivity:
    """Log learning time (P5.8, P7.6). Whether it counts as guided is its kind's default today."""
    held = lock(enrolment)
    if held.status == EnrolmentStatus.WITHDRAWN:
        raise LearningRefused("This enrolment has ended; no more learning can be logged.")
    if not can_log_learning(by, held):
        raise PermissionDenied
    if form_token is not None:
        twin = held.learning_activities.filter(form_token=form_token).first()
        if twin:
            return twin
    need_kind(study.kind, is_tutor=is_tutor_of(by, held))
    need_day(study.done_on, enrolment=held, now=now)
    need_room(study, enrolment=held)
    if study.unit and study.unit.version_id != held.version_id:
        raise LearningRefused("Choose a unit of this diploma.", field="unit")
    activity = LearningActivity.objects.create(
        enrolment=held,
        done_on=study.done_on,
        minutes=study.minutes,
        kind=study.kind,
        is_guided=is_guided(study.kind),
        unit=study.unit,
        note=study.note.strip(),
        logged_by=by,
        logged_at=now,
        form_token=form_token,
    )
    audit.record(
        by,
        "logged learning",
        activity,
        after={
            "done_on": study.done_on.isoformat(),
            "minutes": study.minutes,
            "kind": study.kind.value,
            "is_guided": activity.is_guided,
        },
        at=now,
    )
    return activity


@transaction.atomic
def remove_activity(*, activity: LearningActivity, by: User, now: datetime) -> LearningActivity:
    """Take an entry back; it counts no more. Only whoever logged it does, and may put it back."""
    held = own_entry(activity, by=by)
    if held.removed_at is None:
        held.removed_at = now
        held.save(update_fields=["removed_at"])
        audit.record(by, "removed learning", held, at=now)
    return held


@transaction.atomic
def restore_activity(*, activity: LearningActivity, by: User, now: datetime) -> LearningActivity:
    """Put a removed entry back."""
    held = own_entry(activity, by=by)
    if held.removed_at is not None:
        enrolment = held.enrolment
        need_room(Study(held.done_on, held.minutes, ActivityKind(held.kind)), enrolment=enrolment)
        held.removed_at = None
        held.save(update_fields=["removed_at"])
        audit.record(by, "put learning back", held, at=now)
    return held


@transaction.atomic
def set_guided_kinds(*, guided: Collection[ActivityKind], by: User, now: datetime) -> None:
    """Set which kinds count as guided from now on (P7.7); what is logged stays as it counted.

    One-to-one tutorials always do: the promise of the diploma is made of them.
    """
    if not can_administer(by):
        raise PermissionDenied
    before = guided_kinds()
    after = {kind: kind in guided or kind == ActivityKind.ONE_TO_ONE for kind in ActivityKind}
    for kind, flag in after.items():
        if before[kind] == flag:
            continue
        default, _ = ActivityKindDefault.objects.update_or_create(
            kind=kind, defaults={"is_guided": flag}
        )
        audit.record(
            by,
            "set what is guided",
            default,
            before={"is_guided": before[kind]},
            after={"is_guided": flag},
            at=now,
        )


def lock(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it stands now, held until the transaction ends."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("candidate__user", "version").get(pk=enrolment.pk)


def own_entry(activity: LearningActivity, *, by: User) -> LearningActivity:
    """The entry, its enrolment locked; anybody but its author is refused."""
    enrolment = lock(activity.enrolment)
    held = LearningActivity.objects.get(pk=activity.pk)
    held.enrolment = enrolment
    if held.logged_by_id != by.pk or not can_log_learning(by, enrolment):
        raise PermissionDenied
    return held


def need_kind(kind: ActivityKind, *, is_tutor: bool) -> None:
    """Refuse kinds that are logged otherwise: tutorials by the tutor's log."""
    if kind not in OWN_KINDS and not (is_tutor and kind in STAFF_KINDS):
        raise LearningRefused("Choose one of the kinds of learning offered.", field="kind")


def need_day(day: date, *, enrolment: Enrolment, now: datetime) -> None:
    """Refuse days that have not come, and days before anything began."""
    if day > timezone.localdate(now):
        raise LearningRefused("This day has not come yet.", field="done_on")
    if day < first_day(enrolment.starts_on):
        raise LearningRefused("That is before the diploma began.", field="done_on")


def need_room(study: Study, *, enrolment: Enrolment) -> None:
    """Refuse more learning on a day than a day has."""
    that_day = enrolment.learning_activities.standing().filter(done_on=study.done_on)
    logged = that_day.aggregate(total=Sum("minutes"))["total"] or 0
    if not 1 <= study.minutes <= MINUTES_OF_A_DAY - logged:
        left = MINUTES_OF_A_DAY - logged
        raise LearningRefused(
            f"Give between 1 minute and {left} minutes: a day has 24 hours."
            if left
            else "That day is full: 24 hours are logged on it already.",
            field="minutes",
        )
