"""The audit trail: who did what when, before and after, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import AuthedRequest, Role, role_required
from courses.models import Unit
from enrolments.models import Enrolment
from ledger.querysets import AuditEventQuerySet
from reports.trails.events import Narrowing, concerned, of_enrolment, of_person, of_unit
from reports.trails.units import unit_story
from reports.trails.words import changes

PAGE = 50


def _enrolment(request: AuthedRequest, reference: UUID) -> Enrolment:
    """An enrolment whose trail the person may read: never one's own diploma."""
    visible = Enrolment.objects.for_staff(request.user).exclude(candidate__user=request.user)
    return get_object_or_404(visible.with_people(), reference=reference)


def _listed(request: AuthedRequest, events: AuditEventQuerySet) -> dict[str, Any]:
    """One page of events as the address asks for them, and what it may ask for."""
    narrowing = Narrowing.asked(request.GET)
    rows = narrowing.of(events).select_related("link").newest_first()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "lines": [(event, changes(event), None) for event in page],
        "verbs": events.order_by("verb").values_list("verb", flat=True).distinct(),
        "narrowing": narrowing,
    }


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def enrolment_trail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """All that happened to a candidate on a diploma."""
    enrolment = _enrolment(request, reference)
    units = Unit.objects.filter(version=enrolment.version_id).order_by("position")
    context = _listed(request, of_enrolment(enrolment)) | {"enrolment": enrolment, "units": units}
    return render(request, "reports/trail_enrolment.html", context)


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def unit_trail(request: AuthedRequest, reference: UUID, code: str) -> HttpResponse:
    """Why somebody passed a unit, or has not: back to the file and the minute."""
    enrolment = _enrolment(request, reference)
    unit = get_object_or_404(Unit, version=enrolment.version_id, code=code)
    context = _listed(request, of_unit(enrolment, unit)) | {"story": unit_story(enrolment, unit)}
    return render(request, "reports/trail_unit.html", context)


@role_required(Role.ADMINISTRATOR)
@require_safe
def person_trail(request: AuthedRequest, pk: int) -> HttpResponse:
    """What one person did."""
    person = get_object_or_404(User, pk=pk)
    context = _listed(request, of_person(person)) | {"person": person}
    whose = concerned(context["page"])
    context["lines"] = [
        (event, made, whose.get(event.subject)) for event, made, _ in context["lines"]
    ]
    return render(request, "reports/trail_person.html", context)
