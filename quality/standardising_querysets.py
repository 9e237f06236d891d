"""Questions asked of candidates' leave, and of standardisation exercises."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery

from accounts.roles import Role
from enrolments.models import EQAVisit

if TYPE_CHECKING:
    from accounts.models import User
    from quality.models import StandardisationChoice, StandardisationExercise


class StandardisationChoiceQuerySet(models.QuerySet["StandardisationChoice"]):
    """Choices, of which the newest of an enrolment counts."""

    def current(self) -> Self:
        """The rows that count."""
        newest = (
            self.model._default_manager.filter(enrolment=OuterRef("enrolment"))
            .order_by("-pk")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest))

    def refused(self) -> Self:
        """Refusals that count."""
        return self.current().filter(is_refused=True)


class ExerciseQuerySet(models.QuerySet["StandardisationExercise"]):
    """Exercises by who runs them, who is invited, and who may read them."""

    def run_by(self, user: User, *, today: date) -> Self:
        """Of what an assurer answers for; never about their own work."""
        if Role.IQA not in user.role_names:
            return self.none()
        duties = user.assurance_duties.in_force(today=today)
        return self.filter(qualification__in=duties.values("qualification")).exclude(
            submission__enrolment__candidate__user=user
        )

    def visible_to(self, user: User, *, today: date) -> Self:
        """All for administrators; for others what they run, and what they are invited to."""
        seen = self.exclude(submission__enrolment__candidate__user=user)
        if user.is_administrator:
            return seen
        scope = Q(pk__in=self.model._default_manager.run_by(user, today=today).values("pk"))
        if Role.TUTOR in user.role_names:
            scope |= Q(pk__in=user.exercise_markings.values("exercise"))
        return seen.filter(scope)

    def inspectable_by(self, user: User | None, *, visit: EQAVisit, now: datetime) -> Self:
        """Of the qualification of a visit that somebody may read at a moment (R25)."""
        here = EQAVisit.objects.readable_by(user, now=now).filter(pk=visit.pk)
        return self.filter(qualification__in=here.values("qualification"))

    def with_counts(self) -> Self:
        """Annotate `invited` and `handed_in`, and join what a line names."""
        return self.select_related("qualification", "unit", "opened_by").annotate(
            invited=Count("markings"),
            handed_in=Count("markings", filter=Q(markings__handed_in_at__isnull=False)),
        )
