"""Finding what a request is about, among what the person may reach: anything else is a 404."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.roles import AuthedRequest
from assessments.models import Evidence, Submission
from courses.models import Unit
from enrolments.models import Enrolment


def visible_unit(request: AuthedRequest, reference: UUID, code: str) -> tuple[Enrolment, Unit]:
    """A unit of an enrolment the person may look at."""
    enrolments = Enrolment.objects.visible_to(request.user).with_people()
    return _unit_of(get_object_or_404(enrolments, reference=reference), code)


def own_unit(request: AuthedRequest, reference: UUID, code: str) -> tuple[Enrolment, Unit]:
    """A unit of the person's own enrolment."""
    enrolments = Enrolment.objects.filter(candidate__user=request.user).with_people()
    return _unit_of(get_object_or_404(enrolments, reference=reference), code)


def own_evidence(enrolment: Enrolment, reference: UUID) -> Evidence:
    """A piece of the portfolio of the person's own enrolment."""
    mine = Evidence.objects.filter(enrolment=enrolment)
    return get_object_or_404(mine.select_related("enrolment"), reference=reference)


def own_submission(request: AuthedRequest, reference: UUID) -> Submission:
    """A submission of the person's own."""
    mine = Submission.objects.filter(enrolment__candidate__user=request.user)
    return get_object_or_404(mine.select_related("enrolment", "unit"), reference=reference)


def _unit_of(enrolment: Enrolment, code: str) -> tuple[Enrolment, Unit]:
    units = Unit.objects.filter(version=enrolment.version_id).select_related("version", "heading")
    return enrolment, get_object_or_404(units, code=code)
