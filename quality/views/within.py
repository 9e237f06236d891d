"""The door of a visit: whoever comes in has one that is theirs, and open at this moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.choices import VisitState
from enrolments.models import Enrolment, EQAVisit
from enrolments.querysets import EnrolmentQuerySet

P = ParamSpec("P")


class VisitRequest(AuthedRequest):
    """A request for something of a visit, which the middleware writes down."""

    visit: EQAVisit
    opened: str


def within_visit(
    view: Callable[Concatenate[VisitRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Let in the assurer of a visit while it is open, and administrators at any time (R25).

    Before it opens and after its closing second the assurer gets a page that says so, whatever
    session they have; somebody else's visit is not there.
    """

    @role_required(Role.EQA, Role.ADMINISTRATOR)
    @wraps(view)
    def gated(request: AuthedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reference = kwargs.pop("reference")
        visits = EQAVisit.objects.visible_to(request.user).with_people()
        entered = cast("VisitRequest", request)
        entered.visit = get_object_or_404(visits, reference=reference)
        if not request.user.is_administrator:
            state = entered.visit.state(now=timezone.now())
            if state != VisitState.OPEN:
                return not_open(request, entered.visit, state)
        return view(entered, *args, **kwargs)

    return gated


def not_open(request: AuthedRequest, visit: EQAVisit, state: VisitState) -> HttpResponse:
    """When it opens, or when it closed, and whom to ask."""
    context = {"visit": visit, "is_closed": state == VisitState.CLOSED}
    return render(request, "quality/visit_not_open.html", context, status=403)


def seen_in(request: VisitRequest) -> EnrolmentQuerySet:
    """The candidates that the visit lets the person read now."""
    return Enrolment.objects.inspectable_by(request.user, visit=request.visit, now=timezone.now())
