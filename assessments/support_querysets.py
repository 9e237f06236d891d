"""Questions asked of adjustments and of cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.roles import Role
from assessments.choices import CaseOutcome
from assessments.scopes import assured_scope, reading_scope

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import (
        MalpracticeCase,
        ReasonableAdjustment,
        Submission,
    )


class AdjustmentQuerySet(models.QuerySet["ReasonableAdjustment"]):
    """Adjustments by who may read them, and by whether they hold."""

    def readable_by(self, user: User, *, today: date) -> Self:
        """As their enrolments."""
        return self.filter(reading_scope(user, today=today))

    def in_force(self) -> Self:
        """Not ended."""
        return self.filter(ended_at__isnull=True)

    def for_submission(self, submission: Submission) -> Self:
        """Those that were agreed before it was sent, and hold."""
        return (
            self.in_force()
            .filter(
                enrolment=submission.enrolment_id,
                units__unit=submission.unit_id,
                units__from_attempt__lte=submission.attempt,
            )
            .select_related("enrolment")
        )


class CaseQuerySet(models.QuerySet["MalpracticeCase"]):
    """Cases by whether they are decided, and by who may read them."""

    def open(self) -> Self:
        """Not decided."""
        return self.filter(decided_at__isnull=True)

    def undone(self) -> Self:
        """Open, or upheld with the work to be done again and the unit not judged since (R20)."""
        anew = apps.get_model("assessments", "UnitResult")._default_manager.filter(
            submission__enrolment=OuterRef("enrolment"),
            submission__unit=OuterRef("submission__unit"),
            decided_at__gt=OuterRef("decided_at"),
        )
        again = Q(outcome=CaseOutcome.AGAIN) & ~Exists(anew)
        return self.filter(Q(decided_at__isnull=True) | again)

    def holding(self) -> Self:
        """Those that hold a claim: not done with, or reported and not lifted (R20)."""
        reported = Q(outcome=CaseOutcome.REPORTED, lifted_at__isnull=True)
        return self.filter(reported | Q(pk__in=self.undone().order_by().values("pk")))

    def about_unit_of(self, submission: Submission) -> Self:
        """About any attempt at the same unit, also one that was withdrawn."""
        return self.filter(enrolment=submission.enrolment_id, submission__unit=submission.unit_id)

    def of_candidate(self, user: User) -> Self:
        """About a person's own work."""
        return self.filter(candidate=user)

    def for_staff(self, user: User, *, today: date) -> Self:
        """Of today's caseload, of what is assured, or all; never about one's own work."""
        seen = self.exclude(candidate=user)
        if user.is_administrator:
            return seen
        scope = Q(pk__in=[])
        if Role.TUTOR in user.role_names:
            scope |= Q(enrolment__tutor=user)
        if Role.IQA in user.role_names:
            scope |= assured_scope(user, today=today)
        return seen.filter(scope)
