"""Reminders that look at submissions: marking near its turnaround, silence, targets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet

from assessments.choices import UnitState
from assessments.contact import with_last_heard
from assessments.models import Submission, UnitProgress
from enrolments.choices import EnrolmentStatus, ReminderRule
from enrolments.models import Enrolment, UnitTarget
from enrolments.reminders import Rule, register

MARKING_AHEAD = timedelta(days=2)
TARGET_AHEAD = timedelta(days=7)


def marking_due(today: date) -> QuerySet[Any]:
    """Work with a tutor that is due back within two days, or overdue (D7)."""
    return (
        Submission.objects.awaiting_marking()
        .filter(
            due_back_on__lte=today + MARKING_AHEAD,
            enrolment__status=EnrolmentStatus.ACTIVE,
        )
        .annotate(reminded=F("enrolment__tutor"), about=F("pk"), period=F("due_back_on"))
    )


def no_contact(today: date) -> QuerySet[Any]:
    """Active candidates not heard of for 21 days: no tutorial attended, nothing submitted."""
    started = Enrolment.objects.filter(status=EnrolmentStatus.ACTIVE, starts_on__lte=today)
    due: QuerySet[Any] = (
        with_last_heard(started)
        .filter(last_heard_on__lte=today - timedelta(days=settings.NO_CONTACT_DAYS))
        .annotate(reminded=F("tutor"), about=F("pk"), period=F("last_heard_on"))
    )
    return due


def targets_near(today: date) -> QuerySet[Any]:
    """Units whose target day is within a week and that are neither passed nor with the tutor."""
    done = UnitProgress.objects.filter(
        enrolment=OuterRef("enrolment"),
        unit=OuterRef("unit"),
        state__in=[UnitState.PASSED, UnitState.SUBMITTED],
    )
    return (
        UnitTarget.objects.filter(
            target_on__gte=today,
            target_on__lte=today + TARGET_AHEAD,
            enrolment__status=EnrolmentStatus.ACTIVE,
        )
        .exclude(Exists(done))
        .annotate(reminded=F("enrolment__candidate__user"), about=F("pk"), period=F("target_on"))
    )


register(
    Rule(
        name=ReminderRule.MARKING_DUE,
        due=marking_due,
        one="A submission is waiting for you near its turnaround.",
        several="{number} submissions are waiting for you near their turnaround.",
        url_name="assessments:marking_queue",
        can_be_stopped=False,
    )
)
register(
    Rule(
        name=ReminderRule.NO_CONTACT,
        due=no_contact,
        one="You have not heard from one of your candidates for some weeks.",
        several="You have not heard from {number} of your candidates for some weeks.",
        url_name="home",
    )
)
register(
    Rule(
        name=ReminderRule.TARGET_NEAR,
        due=targets_near,
        one="The target date of a unit is near.",
        several="The target dates of {number} units are near.",
        url_name="home",
    )
)
