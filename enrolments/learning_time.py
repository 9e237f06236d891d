"""All learning of one enrolment: tutorials attended and time logged, as values for the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from enrolments.hours import HoursLedger, LearningTime

if TYPE_CHECKING:
    from enrolments.models import Enrolment


def times_of(enrolment: Enrolment) -> list[LearningTime]:
    """Every piece of learning that counts, in three queries."""
    attended = enrolment.attendances.attended().select_related("tutorial")
    tutorials = [
        LearningTime(
            kind=attendance.tutorial.kind,
            minutes=attendance.tutorial.minutes,
            is_guided=attendance.tutorial.is_guided,
            is_tutorial=True,
            units=tuple(unit.pk for unit in attendance.tutorial.units.all()),
        )
        for attendance in attended.prefetch_related("tutorial__units")
    ]
    logged = [
        LearningTime(
            kind=activity.kind,
            minutes=activity.minutes,
            is_guided=activity.is_guided,
            units=(activity.unit_id,) if activity.unit_id else (),
        )
        for activity in enrolment.learning_activities.standing()
    ]
    return tutorials + logged


def ledger_of(enrolment: Enrolment) -> HoursLedger:
    """The ledger of one enrolment, asked of the database in one query."""
    row: Any = type(enrolment).objects.with_hours().only("pk").get(pk=enrolment.pk)
    return HoursLedger(
        one_to_one=row.one_to_one_minutes, guided=row.guided_minutes, total=row.learning_minutes
    )
