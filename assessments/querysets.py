"""Questions asked of evidence, submissions, decisions and progress."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from accounts.roles import Role
from assessments.choices import OPEN, TO_MARK, SubmissionStage, UnitState
from assessments.countersigned import (
    countersigning_scope,
    sent_to_countersign,
    waiting_to_countersign,
)
from enrolments.querysets import LIVE, EnrolmentQuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import (
        AttemptOverride,
        CriterionDecision,
        Evidence,
        EvidenceFile,
        MalpracticeCase,
        Phrase,
        ProfessionalDiscussion,
        ReasonableAdjustment,
        Submission,
        SubmittedFile,
        UnitProgress,
        UnitResult,
    )
    from courses.models import Unit
    from enrolments.models import Enrolment, EQAVisit


def enrolment_scope(user: User, prefix: str = "enrolment") -> Q:
    """Which enrolments a person may reach, seen from a row that points to one.

    The same answer as `Enrolment.objects.visible_to`, without a join per row.
    """
    if user.is_administrator:
        return Q()
    scope = Q(pk__in=[])
    if Role.TUTOR in user.role_names:
        scope |= Q(**{f"{prefix}__tutor": user})
    if Role.CANDIDATE in user.role_names:
        scope |= Q(**{f"{prefix}__candidate__user": user})
    return scope


def assured_scope(user: User, *, today: date, prefix: str = "enrolment") -> Q:
    """Which enrolments an assurer on duty may look into, seen from a row that points to one."""
    enrolments = EnrolmentQuerySet(apps.get_model("enrolments", "Enrolment"))
    seen = enrolments.assurable_by(user, today=today).order_by()
    return Q(**{f"{prefix}__in": seen.values("pk")})


def reading_scope(user: User, *, today: date, prefix: str = "enrolment") -> Q:
    """Which enrolments' records a person may read: those within reach, and for an assurer on duty
    what they look into.
    """
    scope = enrolment_scope(user, prefix)
    if Role.IQA in user.role_names and not user.is_administrator:
        scope |= assured_scope(user, today=today, prefix=prefix)
    return scope


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence by owner."""

    def visible_to(self, user: User) -> Self:
        """Own for a candidate; of the caseload for a tutor; all for an administrator."""
        return self.filter(enrolment_scope(user))

    def standing(self) -> Self:
        """Still in the portfolio."""
        return self.filter(removed_at__isnull=True)


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    """Files of evidence by who may open them."""

    def visible_to(self, user: User) -> Self:
        """Own for a candidate; of the caseload for a tutor; all for an administrator."""
        return self.filter(enrolment_scope(user, "evidence__enrolment"))

    def openable_by(self, user: User, *, today: date) -> Self:
        """What is visible to somebody, and what they look into for others (R15, R16)."""
        scope = reading_scope(user, today=today, prefix="evidence__enrolment")
        if Role.TUTOR in user.role_names:
            scope |= Q(pk__in=sent_to_countersign(user, today=today))
        return self.filter(scope)

    def with_reasons(self) -> Self:
        """With `withheld_for`: why a file was taken away last, where it was."""
        newest = apps.get_model("assessments", "Quarantine")._default_manager.filter(
            file=OuterRef("pk")
        )
        reason = newest.order_by("-pk").values("reason")[:1]
        return self.annotate(withheld_for=Subquery(reason))

    def inspectable_by(self, user: User, *, visit: EQAVisit, now: datetime) -> Self:
        """What was sent in, of those a visit lets somebody read at a moment (R25).

        What is only in a portfolio is the candidate's until they send it.
        """
        enrolments = EnrolmentQuerySet(apps.get_model("enrolments", "Enrolment"))
        seen = enrolments.inspectable_by(user, visit=visit, now=now).order_by()
        sent = SubmittedFileQuerySet(apps.get_model("assessments", "SubmittedFile")).standing()
        return self.filter(
            Exists(sent.filter(file=OuterRef("pk"))), evidence__enrolment__in=seen.values("pk")
        )


class DiscussionQuerySet(models.QuerySet["ProfessionalDiscussion"]):
    """Professional discussions by who may read them, and by whether they are still to come."""

    def readable_by(self, user: User, *, today: date) -> Self:
        """Own for a candidate; of the caseload, of what is assured, or all for staff."""
        return self.filter(reading_scope(user, today=today))

    def ahead(self) -> Self:
        """Announced, neither held nor cancelled."""
        return self.filter(evidence=None, cancelled_at=None)


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
        judged = self.model._default_manager.filter(decisions__assessor=user)
        results = UnitResultQuerySet(apps.get_model("assessments", "UnitResult"))
        return (
            self.filter(
                assured_scope(user, today=today),
                stage__in=[SubmissionStage.MARKED, SubmissionStage.RELEASED],
            )
            .exclude(pk__in=judged.values("pk"))
            .exclude(pk__in=results.concluded_by(user).values("submission"))
            .final()
        )

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


class SubmittedFileQuerySet(models.QuerySet["SubmittedFile"]):
    """Files as they were sent."""

    def standing(self) -> Self:
        """Of submissions that were not withdrawn."""
        return self.exclude(submission__stage=SubmissionStage.WITHDRAWN)

    def sent_up_to(self, submission: Submission) -> Self:
        """Sent for the same unit in this attempt or an earlier one.

        What carries over rests on the attempt it was sent with (R14, R22).
        """
        return self.standing().filter(
            submission__enrolment=submission.enrolment_id,
            submission__unit=submission.unit_id,
            submission__attempt__lte=submission.attempt,
        )


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
