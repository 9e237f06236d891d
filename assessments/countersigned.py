"""What waits for a countersignature, and whose word would do: conditions on submissions (R16)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.roles import Role
from assessments.choices import SubmissionStage
from enrolments.querysets import LIVE

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import SubmittedFile


def waiting_to_countersign() -> Q:
    """Marked, and the result that stands is provisional with nobody's word on it yet."""
    results = _rows("UnitResult")
    newest = results.filter(submission=OuterRef("submission")).order_by("-sequence").values("pk")
    owed = results.filter(
        pk=Subquery(newest[:1]), is_provisional=True, countersignature__isnull=True
    )
    return Q(stage=SubmissionStage.MARKED, pk__in=owed.values("submission"))


def countersigning_scope(user: User, *, today: date) -> Q:
    """What was ever provisional, of people still enrolled, that somebody may speak to.

    A qualified assessor, approved for the unit where approvals are kept of them, who neither
    judged any of it nor is its candidate.
    """
    if Role.TUTOR not in user.role_names:
        return Q(pk__in=[])
    approvals = user.unit_approvals.in_force(on=today).covering(
        qualification=OuterRef("enrolment__qualification"), unit_code=OuterRef("unit__code")
    )
    submissions = _rows("Submission")
    judged = submissions.filter(decisions__assessor=user, decisions__carried_from=None)
    finished = submissions.filter(results__assessor=user)
    provisional = submissions.filter(results__is_provisional=True)
    return (
        Q(Exists(user.staff_qualifications.to_assess(on=today)))
        & (Q(Exists(approvals)) | ~Q(Exists(user.unit_approvals.all())))
        & Q(pk__in=provisional.values("pk"), enrolment__status__in=LIVE)
        & ~Q(enrolment__candidate__user=user)
        & ~Q(pk__in=judged.values("pk"))
        & ~Q(pk__in=finished.values("pk"))
    )


def sent_to_countersign(user: User, *, today: date) -> QuerySet[SubmittedFile, int]:
    """The files that what waits for somebody rests on, of this attempt and earlier ones."""
    same_unit = _rows("Submission").filter(
        countersigning_scope(user, today=today) & waiting_to_countersign(),
        enrolment=OuterRef("submission__enrolment"),
        unit=OuterRef("submission__unit"),
    )
    sent: QuerySet[SubmittedFile] = _rows("SubmittedFile")
    standing = sent.exclude(submission__stage=SubmissionStage.WITHDRAWN)
    return standing.filter(Exists(same_unit)).values_list("file", flat=True)


def _rows(name: str) -> QuerySet[Any]:
    """A model's rows; the models import their querysets, and those import this."""
    rows: QuerySet[Any] = apps.get_model("assessments", name)._default_manager.all()
    return rows
