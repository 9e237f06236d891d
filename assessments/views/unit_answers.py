"""How what a candidate did to their evidence ends: back on the unit's page, done or refused."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect

from accounts.roles import AuthedRequest
from assessments.errors import EvidenceRefused
from assessments.views.submitting import unit_url
from assessments.views.unit_pages import Trouble, show_unit
from courses.models import Unit
from enrolments.models import Enrolment


def done(
    request: AuthedRequest, enrolment: Enrolment, unit: Unit, said: str, *, at: str = "evidence"
) -> HttpResponse:
    """Say so, at a place of the page."""
    messages.success(request, said)
    return HttpResponseRedirect(f"{unit_url(enrolment, unit)}#{at}")


def not_done(
    request: AuthedRequest, enrolment: Enrolment, unit: Unit, refusal: EvidenceRefused
) -> HttpResponse:
    """Say why not, on the page."""
    trouble = Trouble(refusal=str(refusal))
    return show_unit(request, enrolment, unit, trouble=trouble, status=422)
