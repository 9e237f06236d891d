"""Questions asked of policies, risks, plans and samples."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.roles import Role
from assessments.choices import SubmissionStage
from assessments.models import CriterionDecision, Submission
from assessments.scopes import assured_scope
from enrolments.models import Enrolment, EQAVisit
from quality.choices import Band, View

if TYPE_CHECKING:
    from accounts.models import User
    from quality.models import (
        AssessorRisk,
        IQASample,
        PlannedSample,
        QualityAction,
        SampleJudgement,
        SamplePlan,
        SamplingPolicy,
        SecondMarking,
        VisitAction,
    )


class SamplingPolicyQuerySet(models.QuerySet["SamplingPolicy"]):
    """Versions of the policy."""

    def in_force(self) -> SamplingPolicy:
        """The newest version; there is always one."""
        return self.order_by("-version")[0]


class AssessorRiskQuerySet(models.QuerySet["AssessorRisk"]):
    """Bands that were set."""

    def bands(self, assessors: Collection[int]) -> dict[int, Band]:
        """The band of each of these people that counts now: high where nobody set one."""
        rows = self.filter(assessor__in=assessors).order_by("pk").values_list("assessor", "band")
        found = {assessor: Band(band) for assessor, band in rows}
        return {assessor: found.get(assessor, Band.HIGH) for assessor in assessors}


class SamplePlanQuerySet(models.QuerySet["SamplePlan"]):
    """Plans by who may read them."""

    def visible_to(self, user: User, *, today: date) -> Self:
        """All for administrators; for an assurer those of what they answer for."""
        if user.is_administrator:
            return self
        if Role.IQA not in user.role_names:
            return self.none()
        duties = user.assurance_duties.in_force(today=today)
        return self.filter(qualification__in=duties.values("qualification"))

    def accepted(self) -> Self:
        """Plans that count."""
        return self.filter(accepted_at__isnull=False)


class PlannedSampleQuerySet(models.QuerySet["PlannedSample"]):
    """Cells of plans."""

    def standing(self) -> Self:
        """Not taken out."""
        return self.filter(removed_at__isnull=True)

    def with_submissions(self) -> Self:
        """Annotate what is to be sampled, and whether it was since the plan was made."""
        return self.annotate(submission_reference=_newest_judged(), is_sampled=Exists(_taken()))

    def queue_of(self, user: User) -> list[UUID]:
        """References of what an assurer is to sample by accepted plans, is judged, and was not."""
        planned = self.standing().filter(assurer=user, plan__accepted_at__isnull=False)
        judged = planned.annotate(judged=_newest_judged())
        owed = judged.filter(~Exists(_taken()), judged__isnull=False)
        return list(owed.order_by("plan__made_at", "pk").values_list("judged", flat=True))


def _newest_judged() -> Subquery:
    """The reference of the newest judged submission of a cell's unit."""
    judged = Submission.objects.filter(
        enrolment=OuterRef("enrolment"),
        unit=OuterRef("unit"),
        stage__in=[SubmissionStage.MARKED, SubmissionStage.RELEASED],
    )
    return Subquery(judged.order_by("-attempt").values("reference")[:1])


def _taken() -> models.QuerySet[Submission]:
    """What of a cell's unit was sampled since its plan was made."""
    return Submission.objects.filter(
        enrolment=OuterRef("enrolment"),
        unit=OuterRef("unit"),
        samples__concluded_at__gte=OuterRef("plan__made_at"),
    )


class IQASampleQuerySet(models.QuerySet["IQASample"]):
    """Samples by who may read them."""

    def inspectable_by(self, user: User | None, *, visit: EQAVisit, now: datetime) -> Self:
        """Of the candidates that a visit lets somebody read at a moment (R25)."""
        seen = Enrolment.objects.inspectable_by(user, visit=visit, now=now).order_by()
        return self.filter(submission__enrolment__in=seen.values("pk"))

    def with_people(self) -> Self:
        """Join what a line names: the candidate, the unit, the assurer and the assessor."""
        return self.select_related(
            "submission__unit", "submission__enrolment__candidate__user", "assurer", "assessor"
        )


class SampleJudgementQuerySet(models.QuerySet["SampleJudgement"]):
    """What assurers think of decisions."""

    def unsettled(self) -> Self:
        """Disagreements that no later sample settles (R19).

        It agrees with the decision that stands now for that criterion, of the attempt that was
        disputed or of a newer one: what was corrected since, or came before, settles nothing.
        """
        agreed = self.model._default_manager.filter(
            sample__submission__enrolment=OuterRef("sample__submission__enrolment"),
            sample__submission__attempt__gte=OuterRef("sample__submission__attempt"),
            decision__criterion=OuterRef("decision__criterion"),
            decision__in=CriterionDecision.objects.current(),
            pk__gt=OuterRef("pk"),
            view=View.AGREE,
        )
        return self.filter(view=View.DISAGREE).exclude(Exists(agreed))


class SecondMarkingQuerySet(models.QuerySet["SecondMarking"]):
    """Second markings by whose hands they are in, and by who may compare them with the first."""

    def standing(self) -> Self:
        """Not handed back."""
        return self.filter(returned_at__isnull=True)

    def in_hand(self) -> Self:
        """Given, and neither finished nor handed back."""
        return self.standing().filter(finished_at__isnull=True)

    def finished(self) -> Self:
        """Finished."""
        return self.filter(finished_at__isnull=False)

    def overseen_by(self, user: User, *, today: date) -> Self:
        """All for administrators; for an assurer on duty those of what they answer for."""
        seen = self.exclude(candidate=user)
        if user.is_administrator:
            return seen
        if Role.IQA not in user.role_names:
            return self.none()
        return seen.filter(assured_scope(user, today=today, prefix="submission__enrolment"))

    def comparable_by(self, user: User, *, today: date) -> Self:
        """Finished, and overseen or one's own: nobody reads the first before the second is done."""
        overseen = self.overseen_by(user, today=today).order_by().values("pk")
        return self.finished().filter(Q(marker=user) | Q(pk__in=overseen))

    def inspectable_by(self, user: User | None, *, visit: EQAVisit, now: datetime) -> Self:
        """Finished ones of the candidates that a visit lets somebody read (R25)."""
        seen = Enrolment.objects.inspectable_by(user, visit=visit, now=now).order_by()
        return self.finished().filter(submission__enrolment__in=seen.values("pk"))

    def with_work(self) -> Self:
        """Join what a line names: the unit, the candidate, the people."""
        return self.select_related(
            "submission__unit",
            "submission__enrolment__candidate__user",
            "submission__enrolment__qualification",
            "marker",
            "assessor",
            "policy",
        )


class VisitActionQuerySet(models.QuerySet["VisitAction"]):
    """What external quality assurers asked of the centre."""

    def open(self) -> Self:
        """Not done."""
        return self.filter(done_at=None)

    def before(self, visit: EQAVisit) -> Self:
        """Asked at earlier visits to the qualification: of the last one, and all that is open."""
        earlier = EQAVisit.objects.before(visit).order_by("-opens_at", "-pk")
        last = Q(visit__in=earlier.values("pk")[:1])
        return self.filter(last | Q(visit__in=earlier.order_by().values("pk"), done_at=None))


class QualityActionQuerySet(models.QuerySet["QualityAction"]):
    """Actions by whom they wait for."""

    def open(self) -> Self:
        """Not settled."""
        return self.filter(settled_at__isnull=True)

    def to_answer(self, user: User) -> Self:
        """About today's caseload: whoever judged it, its tutor can put it right."""
        return self.filter(judgement__sample__submission__enrolment__tutor=user)

    def assured_by(self, user: User, *, today: date) -> Self:
        """Of the qualifications that an assurer answers for today, whoever sampled."""
        prefix = "judgement__sample__submission__enrolment"
        return self.filter(assured_scope(user, today=today, prefix=prefix))

    def to_settle(self, user: User, *, today: date) -> Self:
        """Answered, and waiting for an assurer to look again, soonest first."""
        waiting = self.open().filter(answered_at__isnull=False)
        return waiting.assured_by(user, today=today).select_related(
            "judgement__decision__criterion",
            "judgement__sample__submission__unit",
            "judgement__sample__submission__enrolment__candidate__user",
        )
