"""A candidate's units: the list, and the page of one. Staff read the same page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
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
