"""The desk of an internal quality assurer: what they answer for, and what waits there."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import AuthedRequest, Role, role_required
from quality.desk import desk_of
from quality.models import QualityAction


@role_required(Role.IQA)
@require_safe
def desk(request: AuthedRequest) -> HttpResponse:
    """The qualifications an assurer answers for, what was judged, and the plans for it."""
    return desk_page(request)


def desk_page(request: AuthedRequest, *, refusal: str = "") -> HttpResponse:
    """The desk, with what was refused at its head."""
    today = timezone.localdate()
    context = {
        "lines": desk_of(request.user, today=today),
        "answered": QualityAction.objects.to_settle(request.user, today=today),
        "refusal": refusal,
    }
    return render(request, "quality/desk.html", context, status=422 if refusal else 200)
