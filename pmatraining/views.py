"""The front door by role, the health check, and the pages for refusals."""

from __future__ import annotations

import sys

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import Role
from accounts.views.unsent import can_be_given_back, give_back
from assessments import scanner
from courses.views import public_home
from ledger import health as ledger_health
from pmatraining.middleware import DATABASE_TROUBLE, come_back

# Where each role works; a person with several roles starts at the first of theirs.
DESKS = (
    (Role.TUTOR, "assessments:caseload"),
    (Role.IQA, "quality:desk"),
    (Role.EQA, "quality:visit_list"),
    (Role.ADMINISTRATOR, "enrolments:enquiry_list"),
    (Role.CANDIDATE, "assessments:progress"),
)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The public site for visitors; the desk of their role for people signed in."""
    if not request.user.is_authenticated:
        return public_home(request)
    for role, desk in DESKS:
        if role in request.user.role_names:
            return redirect(desk)
    return redirect("accounts:profile")


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database, the jobs and the worker are well; 503 naming what is not.

    A virus scanner that is off or down is said too, and stops nothing.
    """
    report = ledger_health.check(now=timezone.now())
    told = report.as_dict() | {"virus_scanner": scanner.state()}
    return JsonResponse(told, status=200 if report.is_well else 503)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself made no sense."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not for this."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page is older than the sign-in; what was typed can be sent again."""
    if can_be_given_back(request):
        return give_back(request, is_signed_out=not request.user.is_authenticated)
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not yours; the answer is the same."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake; 503 when it is the database that is away (`sys.exc_info` says which)."""
    if isinstance(sys.exception(), DATABASE_TROUBLE):
        return come_back(request)
    return render(request, "500.html", status=500)
