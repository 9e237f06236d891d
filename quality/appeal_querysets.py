"""Questions asked of appeals and their stages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.roles import Role
from assessments.choices import SubmissionStage
from assessments.models import UnitResult
from assessments.scopes import assured_scope

if TYPE_CHECKING:
    from accounts.models import User
    from quality.models import Appeal, AppealStage


class AppealStageQuerySet(models.QuerySet["AppealStage"]):
    """Stages of appeals."""

    def last_ones(self) -> Self:
        """The stage each appeal has come to."""
        later = self.model._default_manager.filter(
            appeal=OuterRef("appeal"), number__gt=OuterRef("number")
        )
        return self.exclude(Exists(later))

    def get_last(self) -> AppealStage:
        """The stage one appeal has come to; of its own stages."""
        return self.order_by("-number")[0]

    def unsettled(self, *, today: date) -> Self:
        """Last stages that wait: for an answer, for the candidate, or for a decision made anew."""
        return (
            self.last_ones()
            .filter(
                Q(answered_at=None)
                | Q(is_upheld=False, go_on_by__gte=today)
                | (Q(is_upheld=True) & ~Exists(_settling())),
                appeal__ended_at=None,
            )
        )  # fmt: skip

    def results_anew(self) -> QuerySet[UnitResult]:
        """What settles these stages, where they were upheld: the first of each."""
        first = self.annotate(anew=Subquery(_settling().values("pk")[:1]))
        return UnitResult.objects.filter(pk__in=first.values("anew"))


def _settling() -> QuerySet[UnitResult]:
    """What settles an upheld stage, the outer row, in order.

    A result of the submission appealed against, made since by somebody picked for this very
    stage: nobody with a part in it is, and what anybody else decides of it settles nothing (R12).
    Or what a later attempt came to, once it is told and whenever it was decided: it can be
    appealed against itself.
    """
    anew = Q(
        submission=OuterRef("appeal__submission"),
        decided_at__gt=OuterRef("answered_at"),
        assessor__appeal_parts__stage=OuterRef("pk"),
    )
    later = Q(
        submission__enrolment=OuterRef("appeal__enrolment"),
        submission__unit=OuterRef("appeal__submission__unit"),
        submission__attempt__gt=OuterRef("appeal__submission__attempt"),
        submission__stage=SubmissionStage.RELEASED,
        pk__in=UnitResult.objects.current().order_by().values("pk"),
    )
    return UnitResult.objects.filter(anew | later).order_by("submission__attempt", "sequence")


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Appeals by whether they are settled, and by who may read them."""

    def unsettled(self, *, today: date) -> Self:
        """Those that hold a claim: not answered, not let rest, or upheld and not settled since."""
        stages = AppealStageQuerySet(self.model._meta.get_field("stages").related_model)
        return self.filter(Exists(stages.unsettled(today=today).filter(appeal=OuterRef("pk"))))

    def of_candidate(self, user: User) -> Self:
        """A person's own."""
        return self.filter(candidate=user)

    def for_staff(self, user: User, *, today: date) -> Self:
        """Picked to answer, of today's caseload, of what is assured, or all; never one's own."""
        seen = self.exclude(candidate=user)
        if user.is_administrator:
            return seen
        scope = Q(pk__in=[])
        if Role.TUTOR in user.role_names:
            scope |= Q(enrolment__tutor=user)
        if Role.IQA in user.role_names:
            scope |= assured_scope(user, today=today)
        if user.role_names - {Role.CANDIDATE}:
            picked = user.appeal_parts.filter(stage__isnull=False)
            scope |= Q(pk__in=picked.values("appeal"))
        return seen.filter(scope)
