"""Another pace: weekly hours, planned end, targets, and the history of it (P5.9, D3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from enrolments.actions.pacing import change_pace
from enrolments.choices import EnrolmentStatus
from enrolments.errors import LearningRefused
from enrolments.models import Enrolment, PaceChange, UnitTarget
from ledger.models import AuditEvent
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

NOW = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)
LATER = date(2027, 6, 1)


@pytest.fixture
def enrolment(tutor):
    return EnrolmentFactory(tutor=tutor, version=SpecificationVersionFactory(units=4))


def change(enrolment, by=None, weekly_minutes=480, planned_end_on=LATER, reason="A new job"):
    return change_pace(
        enrolment=enrolment,
        weekly_minutes=weekly_minutes,
        planned_end_on=planned_end_on,
        reason=reason,
        by=by or enrolment.tutor,
        now=NOW,
    )


def test_a_change_moves_every_target_and_keeps_what_was(enrolment, tutor):
    unit = enrolment.version.units.first()
    UnitTarget.objects.create(enrolment=enrolment, unit=unit, target_on=date(2026, 4, 1))

    change(enrolment)

    enrolment.refresh_from_db()
    assert (enrolment.weekly_minutes, enrolment.planned_end_on) == (480, LATER)
    targets = enrolment.unit_targets.order_by("unit__position")
    days = (LATER - enrolment.starts_on).days
    assert [target.target_on for target in targets] == [
        enrolment.starts_on + timedelta(days=days * n // 4) for n in (1, 2, 3, 4)
    ]
    kept = enrolment.pace_changes.get()
    assert (kept.weekly_minutes_before, kept.planned_end_before) == (360, date(2027, 3, 3))
    assert (kept.weekly_minutes, kept.planned_end_on) == (480, LATER)
    assert (kept.reason, kept.changed_by, kept.changed_at) == ("A new job", tutor, NOW)
    assert AuditEvent.objects.get(verb="changed the pace of").after == {
        "weekly_minutes": 480,
        "planned_end_on": "2027-06-01",
    }


def test_the_planned_end_is_never_reckoned_from_hours(enrolment):
    change(enrolment, weekly_minutes=60, planned_end_on=enrolment.planned_end_on)

    enrolment.refresh_from_db()
    assert enrolment.planned_end_on == date(2027, 3, 3)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"weekly_minutes": 29}, "weekly"),
        ({"weekly_minutes": 2401}, "weekly"),
        ({"planned_end_on": date(2026, 11, 3)}, "ends"),
        ({"planned_end_on": date(1, 1, 1)}, "ends"),
        ({"planned_end_on": date(2031, 3, 10)}, "ends"),
        ({"planned_end_on": date(9999, 12, 31)}, "ends"),
        ({"reason": " "}, "reason"),
        ({"weekly_minutes": 360, "planned_end_on": date(2027, 3, 3)}, ""),
    ],
)
def test_what_makes_no_plan_is_refused(enrolment, values, field):
    with pytest.raises(LearningRefused) as refused:
        change(enrolment, **values)

    assert refused.value.field == field
    assert not PaceChange.objects.exists()


def test_only_the_tutor_and_administrators_change_it(enrolment, other_tutor, administrator):
    for stranger in (other_tutor, enrolment.candidate.user):
        with pytest.raises(PermissionDenied):
            change(enrolment, by=stranger)

    assert change(enrolment, by=administrator).pk


def test_an_ended_enrolment_keeps_its_plan(enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status=EnrolmentStatus.WITHDRAWN, withdrawn_on=date(2026, 10, 1)
    )

    with pytest.raises(LearningRefused, match="has ended"):
        change(enrolment)


def test_history_is_not_rewritten(enrolment):
    kept = change(enrolment)

    with pytest.raises(DatabaseError), transaction.atomic():
        PaceChange.objects.filter(pk=kept.pk).update(reason="Another")
