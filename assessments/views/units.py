"""A candidate's units: the list, and the page of one. Staff read the same page."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.choices import UnitState
from assessments.unit_lines import unit_lines
from assessments.views.progress import own_enrolments
from assessments.views.scope import visible_unit
from assessments.views.unit_pages import show_unit


@role_required(Role.CANDIDATE)
@require_safe
def unit_list(request: AuthedRequest) -> HttpResponse:
    """Every unit of the person's enrolments, with where they stand in it."""
    lists = []
    for enrolment in own_enrolments(request):
        lines = unit_lines(enrolment)
        passed = sum(line.state == UnitState.PASSED for line in lines)
        lists.append((enrolment, lines, passed))
    return render(request, "assessments/unit_list.html", {"lists": lists})


@role_required(Role.CANDIDATE, Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def unit_detail(request: AuthedRequest, reference: UUID, code: str) -> HttpResponse:
    """One unit: the candidate works here; staff read."""
    enrolment, unit = visible_unit(request, reference, code)
    return show_unit(request, enrolment, unit)


@role_required(Role.CANDIDATE, Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def unit_brief(request: AuthedRequest, reference: UUID, code: str) -> HttpResponse:
    """The brief of a unit's assignment: to read, to print, or as a file with `download`."""
    enrolment, unit = visible_unit(request, reference, code)
    outcomes = unit.outcomes.prefetch_related("criteria")
    context = {
        "enrolment": enrolment,
        "unit": unit,
        "outcomes": outcomes,
        "maximum": sum((c.maximum or 0 for o in outcomes for c in o.criteria.all()), 0),
        "centre_name": settings.CENTRE_NAME,
    }
    if "download" not in request.GET:
        return render(request, "assessments/unit_brief.html", context)
    response = render(request, "assessments/unit_brief_file.html", context)
    name = f"Brief {unit.code}.html"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
