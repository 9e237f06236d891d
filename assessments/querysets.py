"""Questions asked of submissions, decisions, progress and phrases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from accounts.roles import Role
from assessments.choices import OPEN, TO_MARK, SubmissionStage, UnitState
from assessments.countersigned import (
    countersigning_scope,
    waiting_to_countersign,
)
from assessments.scopes import assured_scope, enrolment_scope
from enrolments.querysets import LIVE

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import (
        AttemptOverride,
        CriterionDecision,
        Phrase,
        Submission,
        UnitProgress,
        UnitResult,
    )
    from courses.models import Unit
    from enrolments.models import Enrolment


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions by stage and by who may see them."""

    def visible_to(self, user: User) -> Self:
        """Own for a candidate; of the caseload for a tutor; all for an administrator."""
        return self.filter(enrolment_scope(user))

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.exclude(stage=SubmissionStage.WITHDRAWN)

    def awaiting_marking(self) -> Self:
        """With the tutor and not yet released, oldest first."""
        return self.filter(stage__in=OPEN).order_by("submitted_at", "pk")

    def following(self, submission: Submission) -> Self:
        """Later attempts at the same unit that were not withdrawn."""
        return self.standing().filter(
            enrolment=submission.enrolment_id,
            unit=submission.unit_id,
            attempt__gt=submission.attempt,
        )

    def overseen_by(self, user: User) -> Self:
        """As staff: today's caseload for a tutor, all for an administrator; never one's own work.

        What is marked and not released shows only here.
        """
        seen = self.exclude(enrolment__candidate__user=user)
        return seen if user.is_administrator else seen.filter(enrolment__tutor=user)

    def readable_by(self, user: User, *, today: date) -> Self:
        """What somebody oversees, and what they look into for others (R15, R16)."""
        seen = self.exclude(enrolment__candidate__user=user)
        if user.is_administrator:
            return seen
        scope = Q(enrolment__tutor=user)
        if Role.TUTOR in user.role_names:
            scope |= countersigning_scope(user, today=today) & waiting_to_countersign()
        if Role.IQA in user.role_names:
            scope |= assured_scope(user, today=today)
        return seen.filter(scope)

    def sheet_readable_by(self, user: User, *, today: date) -> Self:
        """Whose mark sheet somebody may read: what they oversee or assure, and their own work
        once its result is told."""
        own = Q(enrolment__candidate__user=user, stage=SubmissionStage.RELEASED)
        others = self.readable_by(user, today=today).order_by().values("pk")
        return self.filter(own | Q(pk__in=others))

    def assurable_by(self, user: User, *, today: date) -> Self:
        """Judged work an assurer on duty may sample (R15).

        None of it judged, finished or countersigned by themselves, nor still to be countersigned.
        """
        by_them = self.model._default_manager.decided_by(user)
        return (
            self.filter(
                assured_scope(user, today=today),
                stage__in=[SubmissionStage.MARKED, SubmissionStage.RELEASED],
            )
            .exclude(pk__in=by_them.values("pk"))
            .final()
        )

    def decided_by(self, user: User) -> Self:
        """Work that somebody had a hand in the decision of: judged, finished or countersigned.

        What was carried over from an earlier attempt counts for whoever judged it there.
        """
        judged = self.model._default_manager.filter(decisions__assessor=user)
        results = UnitResultQuerySet(apps.get_model("assessments", "UnitResult"))
        concluded = results.concluded_by(user).values("submission")
        return self.filter(Q(pk__in=judged.values("pk")) | Q(pk__in=concluded))

    def final(self) -> Self:
        """Owed no countersignature (R16)."""
        return self.exclude(waiting_to_countersign())

    def awaiting_countersigning(self) -> Self:
        """Marked by somebody not yet qualified, and not yet countersigned (R16)."""
        return self.filter(waiting_to_countersign())

    def with_provisional(self) -> Self:
        """Annotate `is_provisional`: whether a countersignature is still owed."""
        return self.annotate(is_provisional=waiting_to_countersign())

    def countersignable_by(self, user: User, *, today: date) -> Self:
        """What was ever provisional, of people still enrolled, that somebody may speak to (R16).

        A qualified assessor, approved for the unit where approvals are kept of them, who neither
        judged any of it nor is its candidate.
        """
        return self.filter(countersigning_scope(user, today=today))

    def to_countersign(self, user: User, *, today: date) -> Self:
        """What waits for the word of this qualified assessor, oldest first (R16)."""
        waiting = self.countersignable_by(user, today=today).awaiting_countersigning()
        return waiting.order_by("marked_at", "pk")

    def to_judge(self, user: User) -> Self:
        """Work of today's caseload of a tutor, of people still enrolled."""
        caseload = self.filter(enrolment__tutor=user, enrolment__status__in=LIVE)
        return caseload.exclude(enrolment__candidate__user=user)

    def to_mark(self) -> Self:
        """Not yet marked, oldest first."""
        return self.filter(stage__in=TO_MARK).order_by("submitted_at", "pk")

    def to_release(self) -> Self:
        """Marked and not yet told, oldest first."""
        return self.filter(stage=SubmissionStage.MARKED).order_by("submitted_at", "pk")

    def awaiting_registration(self) -> Self:
        """With the tutor, of people enrolled and not registered: nobody may decide on it (R7)."""
        unregistered = Q(enrolment__registration_number="") | Q(enrolment__registered_on=None)
        return self.awaiting_marking().filter(unregistered, enrolment__status__in=LIVE)

    def released(self) -> Self:
        """Results told to the candidate."""
        return self.filter(stage=SubmissionStage.RELEASED)


class AttemptOverrideQuerySet(models.QuerySet["AttemptOverride"]):
    """Attempts above the limit that an administrator allowed."""

    def numbers(self, *, enrolment: Enrolment, unit: Unit) -> QuerySet[AttemptOverride, int]:
        """The numbers allowed at a unit; asked of the database only when looked into."""
        allowed = self.filter(enrolment=enrolment, unit=unit)
        return allowed.values_list("attempt", flat=True)


class CriterionDecisionQuerySet(models.QuerySet["CriterionDecision"]):
    """Decisions, of which the newest per submission and criterion stands."""

    def current(self) -> Self:
        """The rows that stand: corrections replace what they correct."""
        newest = (
            self.model._default_manager.filter(
                submission=OuterRef("submission"), criterion=OuterRef("criterion")
            )
            .order_by("-sequence")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest))

    def told(self) -> Self:
        """Those a candidate may read: of released work, what stood at the release or came after.

        What was marked again before the release, or handed back by a countersigner, was told to
        nobody (R16).
        """
        marked_again = self.model._default_manager.filter(
            submission=OuterRef("submission"),
            criterion=OuterRef("criterion"),
            sequence__gt=OuterRef("sequence"),
            decided_at__lte=OuterRef("submission__released_at"),
        )
        return self.filter(~Exists(marked_again), submission__stage=SubmissionStage.RELEASED)


class UnitResultQuerySet(models.QuerySet["UnitResult"]):
    """Unit results, of which the newest per submission stands."""

    def with_due(self) -> QuerySet[Any]:
        """Annotate `due_on`: the day to resubmit by, as last extended."""
        extensions = apps.get_model("assessments", "Extension").objects
        newest = extensions.filter(result=OuterRef("pk")).order_by("-pk").values("until")[:1]
        return self.annotate(due_on=Coalesce(Subquery(newest), "resubmit_by"))

    def due_of(self, result: UnitResult) -> date | None:
        """The day to resubmit by after a result, as last extended."""
        day: date | None = self.with_due().values_list("due_on", flat=True).get(pk=result.pk)
        return day

    def current(self) -> Self:
        """The rows that stand."""
        newest = (
            self.model._default_manager.filter(submission=OuterRef("submission"))
            .order_by("-sequence")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest))

    def concluded_by(self, user: User) -> Self:
        """Of marking that somebody finished, whoever judged each criterion, or countersigned."""
        return self.filter(Q(assessor=user) | Q(countersignature__by=user))

    def awaiting_countersigning(self) -> Self:
        """Provisional, and no qualified assessor has said a word of them (R16)."""
        return self.filter(is_provisional=True, countersignature__isnull=True)


class UnitProgressQuerySet(models.QuerySet["UnitProgress"]):
    """Progress rows."""

    def passed(self) -> Self:
        """Units passed."""
        return self.filter(state=UnitState.PASSED)


class PhraseQuerySet(models.QuerySet["Phrase"]):
    """Phrases by who may copy or change them. What is private is its owner's alone."""

    def usable_by(self, user: User) -> Self:
        """One's own and what is shared, one's own first."""
        standing = self.filter(Q(owner=user) | Q(is_shared=True), removed_at__isnull=True)
        is_own = Case(When(owner=user, then=0), default=1)
        return standing.annotate(rank=is_own).order_by("rank", "text", "pk")

    def changeable_by(self, user: User) -> Self:
        """One's own; for an administrator what anybody shares as well. Also what is removed."""
        scope = Q(owner=user)
        if user.is_administrator:
            scope |= Q(is_shared=True)
        return self.filter(scope)
