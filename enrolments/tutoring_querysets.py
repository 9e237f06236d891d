"""Questions asked of tutorials, who was there, what was agreed, and logged learning time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q

from accounts.roles import Role
from enrolments.choices import ActivityKind

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Attendance, LearningActivity, Tutorial, TutorialAction


class TutorialQuerySet(models.QuerySet["Tutorial"]):
    """Tutorials by who held them and who was there."""

    def standing(self) -> Self:
        """Not cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """Those held, those of the caseload, those attended; all for an administrator."""
        if user.is_administrator:
            return self
        scope = Q(pk__in=[])
        if Role.TUTOR in user.role_names:
            scope |= Q(tutor=user) | Q(attendances__enrolment__tutor=user)
        if Role.CANDIDATE in user.role_names:
            scope |= Q(attendances__enrolment__candidate__user=user)
        return self.filter(scope).distinct()

    def overlapping(self, *, starts_at: datetime, ends_at: datetime) -> Self:
        """Standing tutorials that share time with the given span; touching ends do not."""
        return self.standing().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Attendances that count."""

    def attended(self) -> Self:
        """The candidate was there and the tutorial stands."""
        return self.filter(has_attended=True, tutorial__cancelled_at__isnull=True)

    def one_to_one(self) -> Self:
        """Only these count to the promised one-to-one minutes (P5.6)."""
        return self.attended().filter(tutorial__kind=ActivityKind.ONE_TO_ONE)

    def with_people(self) -> Self:
        """Join whom it concerns: candidate, tutor, enrolment and tutorial."""
        return self.select_related("tutorial__tutor", "enrolment__candidate__user")

    def with_revisions(self) -> Self:
        """Annotate `revisions`: how often the record was corrected."""
        return self.annotate(revisions=Count("tutorial__revisions"))


class TutorialActionQuerySet(models.QuerySet["TutorialAction"]):
    """Actions agreed at tutorials."""

    def standing(self) -> Self:
        """Agreed at a tutorial that was not cancelled."""
        return self.filter(tutorial__cancelled_at__isnull=True)

    def open(self) -> Self:
        """Still to do, soonest first."""
        return self.standing().filter(done_at__isnull=True).order_by("due_on", "pk")

    def done(self) -> Self:
        """Done, latest first."""
        return self.standing().filter(done_at__isnull=False).order_by("-done_at", "-pk")

    def with_people(self) -> Self:
        """Join whom it concerns: tutorial, candidate and today's tutor."""
        return self.select_related("tutorial", "enrolment__candidate__user", "enrolment__tutor")

    def visible_to(self, user: User) -> Self:
        """Own for a candidate, of today's caseload for a tutor, all for an administrator."""
        if user.is_administrator:
            return self
        scope = Q(pk__in=[])
        if Role.TUTOR in user.role_names:
            scope |= Q(enrolment__tutor=user)
        if Role.CANDIDATE in user.role_names:
            scope |= Q(enrolment__candidate__user=user)
        return self.filter(scope)


class LearningActivityQuerySet(models.QuerySet["LearningActivity"]):
    """Learning time that was logged."""

    def standing(self) -> Self:
        """Not removed."""
        return self.filter(removed_at__isnull=True)
