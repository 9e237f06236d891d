"""Work nobody may decide on yet, because its candidate is not registered (R7)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.models import Submission

PAGE = 25


@role_required(Role.ADMINISTRATOR)
@require_safe
def unregistered_list(request: AuthedRequest) -> HttpResponse:
    """Whom a missing registration holds up, longest waiting first, with the way to record it."""
    waiting = Submission.objects.awaiting_registration().select_related(
        "unit", "enrolment__candidate__user", "enrolment__tutor", "enrolment__qualification"
    )
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/unregistered_list.html", {"page": page})
