"""Questions asked of cohorts and enrolments, and of who assures, rates or visits them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.roles import Role
from enrolments.choices import (
    EnrolmentStatus,
    RatingCode,
)
from enrolments.ratings import DEFAULT
from enrolments.searching import about
from enrolments.tutoring_querysets import AttendanceQuerySet, LearningActivityQuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import (
        AssuranceDuty,
        Cohort,
        Enrolment,
        EQAVisit,
        QualityRating,
    )

LIVE = (EnrolmentStatus.ACTIVE, EnrolmentStatus.ON_BREAK)


def _total(rows: models.QuerySet[Any], minutes: str) -> Coalesce:
    """The minutes of an enrolment's rows, 0 for none: a subquery, so that sums never multiply."""
    mine = rows.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    return Coalesce(Subquery(mine.values(total=Sum(minutes))), 0)


class AssuranceDutyQuerySet(models.QuerySet["AssuranceDuty"]):
    """Duties of internal quality assurers."""

    def in_force(self, *, today: date) -> Self:
        """Begun, and not ended."""
        return self.filter(starts_on__lte=today, ended_at__isnull=True)


class QualityRatingQuerySet(models.QuerySet["QualityRating"]):
    """Ratings, of which the newest of a qualification stands."""

    def standing_for(self, qualification_ids: Collection[int]) -> dict[int, RatingCode]:
        """The rating that stands for each qualification, in one query; 02 where none is kept."""
        standing = dict.fromkeys(qualification_ids, DEFAULT)
        for rating in self.filter(qualification__in=qualification_ids).order_by("given_on", "pk"):
            standing[rating.qualification_id] = RatingCode(rating.code)
        return standing


class EQAVisitQuerySet(models.QuerySet["EQAVisit"]):
    """Visits of external quality assurers."""

    def visible_to(self, user: User) -> Self:
        """That there is, was or will be one: all for administrators, else the assurer's own."""
        if user.is_administrator:
            return self
        return self.filter(assurer=user) if Role.EQA in user.role_names else self.none()

    def open(self, *, now: datetime) -> Self:
        """Begun and not over; the closing second itself is open."""
        return self.filter(opens_at__lte=now, closes_at__gte=now, ended_at=None)

    def readable_by(self, user: User | None, *, now: datetime) -> Self:
        """Whose work may be read at a moment: the assurer's only while the visit is open.

        `user` is None when the system itself reads.
        """
        if user is None:
            return self
        seen = self.visible_to(user)
        return seen if user.is_administrator else seen.open(now=now)

    def before(self, visit: EQAVisit) -> Self:
        """Visits to the same qualification that were over when this one opened."""
        over = Q(closes_at__lte=visit.opens_at) | Q(ended_at__lte=visit.opens_at)
        return self.filter(over, qualification=visit.qualification_id)

    def with_people(self) -> Self:
        """Join what every page names."""
        return self.select_related("qualification", "assurer", "made_by", "ended_by")


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Cohorts a person may look at."""

    def visible_to(self, user: User) -> Self:
        """All for administrators; for tutors those in which they tutor somebody."""
        if user.is_administrator:
            return self
        if Role.TUTOR in user.role_names:
            return self.filter(Exists(user.tutored_enrolments.filter(cohort=OuterRef("pk"))))
        return self.none()

    def with_places(self) -> Self:
        """Annotate `taken`: enrolments that are not withdrawn."""
        here = ~Q(enrolments__status=EnrolmentStatus.WITHDRAWN)
        return self.annotate(taken=Count("enrolments", filter=here))

    def with_counts(self, user: User) -> Self:
        """Annotate `live`, `completed`, `withdrawn`: of all, or of a tutor's own candidates."""
        own = Q() if user.is_administrator else Q(enrolments__tutor=user)
        return self.annotate(
            live=Count("enrolments", filter=own & Q(enrolments__status__in=LIVE)),
            completed=Count(
                "enrolments", filter=own & Q(enrolments__status=EnrolmentStatus.COMPLETED)
            ),
            withdrawn=Count(
                "enrolments", filter=own & Q(enrolments__status=EnrolmentStatus.WITHDRAWN)
            ),
        )


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Enrolments by state and by who may see them."""

    def live(self) -> Self:
        """Where work goes on: active or on a break."""
        return self.filter(status__in=LIVE)

    def visible_to(self, user: User) -> Self:
        """Own for a candidate, today's caseload for a tutor, all for an administrator.

        A tutor who handed a candidate over sees them no longer.
        """
        if user.is_administrator:
            return self
        scope = Q(pk__in=[])
        if Role.TUTOR in user.role_names:
            scope |= Q(tutor=user)
        if Role.CANDIDATE in user.role_names:
            scope |= Q(candidate__user=user)
        return self.filter(scope)

    def assurable_by(self, user: User, *, today: date) -> Self:
        """What an internal quality assurer may look into: the qualifications they answer for.

        Their own enrolment as a candidate is never among them (R15).
        """
        if Role.IQA not in user.role_names:
            return self.none()
        duties = user.assurance_duties.in_force(today=today).values("qualification")
        return self.filter(qualification__in=duties).exclude(candidate__user=user)

    def readable_by(self, user: User, *, today: date) -> Self:
        """What somebody may see, and for an assurer what they may look into (R15, R25)."""
        seen = self.visible_to(user)
        assured = self.assurable_by(user, today=today)
        return self.filter(
            Q(pk__in=seen.order_by().values("pk")) | Q(pk__in=assured.order_by().values("pk"))
        )

    def inspectable_by(self, user: User | None, *, visit: EQAVisit, now: datetime) -> Self:
        """What a visit lets somebody read at a moment: its part of the qualification (R25).

        Nothing before it opens and after its closing second; for administrators at any time.
        Nobody reads their own enrolment this way: a candidate knows what they were told.
        """
        visits = EQAVisitQuerySet(apps.get_model("enrolments", "EQAVisit"))
        here = visits.readable_by(user, now=now).filter(
            pk=visit.pk, qualification=OuterRef("qualification")
        )
        others = self if user is None else self.exclude(candidate__user=user)
        return others.filter(
            Exists(here.filter(covers_all=True))
            | Exists(here.filter(cohorts=OuterRef("cohort")))
            | Exists(here.filter(candidates__enrolment=OuterRef("pk")))
        )

    def without_active_tutor(self) -> Self:
        """Not withdrawn, with a tutor who has left: nobody can mark or correct their work."""
        tutors = get_user_model().objects.holding(Role.TUTOR)
        return self.exclude(status=EnrolmentStatus.WITHDRAWN).exclude(tutor__in=tutors)

    def taught_by(self, user: User) -> Self:
        """Today's caseload of a tutor."""
        return self.filter(tutor=user)

    def for_staff(self, user: User) -> Self:
        """As `visible_to`, without a tutor's own enrolment as a candidate: theirs to study."""
        return self if user.is_administrator else self.visible_to(user).taught_by(user)

    def about(self, words: str) -> Self:
        """Those whose person, employer or registration number the words name."""
        person = ("given_name", "family_name", "email")
        return self.filter(
            about(
                words,
                *(f"candidate__user__{name}" for name in person),
                "candidate__employer_name",
                "registration_number",
            )
        )

    def registration_late(self, *, today: date, within_days: int) -> Self:
        """Live, started longer ago than allowed, and not registered (R9)."""
        overdue = today - timedelta(days=within_days)
        return self.live().filter(registration_number="", starts_on__lt=overdue)

    def with_people(self) -> Self:
        """Join what almost every page names: candidate, tutor, cohort, qualification, version."""
        return self.select_related(
            "candidate__user", "tutor", "cohort", "qualification", "version__qualification"
        )

    def in_register_order(self) -> Self:
        """By family name, then given name."""
        return self.order_by("candidate__user__family_name", "candidate__user__given_name", "pk")

    def with_contact(self) -> Self:
        """Annotate `one_to_one_minutes` and `last_contact_at`: what was attended, and stands."""
        attended = AttendanceQuerySet(apps.get_model("enrolments", "Attendance")).attended()
        return self.annotate(
            one_to_one_minutes=_total(attended.one_to_one(), "tutorial__minutes"),
            last_contact_at=Subquery(
                attended.filter(enrolment=OuterRef("pk"))
                .values("enrolment")
                .values(latest=Max("tutorial__starts_at"))
            ),
        )

    def with_hours(self) -> Self:
        """Annotate `one_to_one_minutes`, `guided_minutes` and `learning_minutes` (P5.8, P7.6).

        One-to-one minutes are part of the guided ones, and those of all.
        """
        attended = AttendanceQuerySet(apps.get_model("enrolments", "Attendance")).attended()
        logged = LearningActivityQuerySet(
            apps.get_model("enrolments", "LearningActivity")
        ).standing()
        guided = _total(attended.filter(tutorial__is_guided=True), "tutorial__minutes")
        return self.annotate(
            one_to_one_minutes=_total(attended.one_to_one(), "tutorial__minutes"),
            guided_minutes=guided + _total(logged.filter(is_guided=True), "minutes"),
            learning_minutes=_total(attended, "tutorial__minutes") + _total(logged, "minutes"),
        )

    def with_induction(self) -> Self:
        """Annotate `has_induction`: something of the initial assessment is recorded (P5.4)."""
        records = apps.get_model("enrolments", "InductionRecord").objects
        return self.annotate(has_induction=Exists(records.filter(enrolment=OuterRef("pk"))))
