"""A candidate's home: where they stand and what to do next. Staff see the same page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.overview import overview_of
from enrolments.models import Enrolment


def own_enrolments(request: AuthedRequest) -> list[Enrolment]:
    """A candidate's enrolments: those that go on first, then the newest."""
    mine = Enrolment.objects.filter(candidate__user=request.user).with_people().with_hours()
    newest_first = mine.with_induction().order_by("-starts_on", "-pk")
    return sorted(newest_first, key=lambda enrolment: not enrolment.is_live)


@role_required(Role.CANDIDATE)
@require_safe
def progress(request: AuthedRequest) -> HttpResponse:
    """The home of a candidate: their enrolment, or the one that goes on, of several."""
    enrolments = own_enrolments(request)
    if not enrolments:
        return render(request, "assessments/progress_none.html")
    return _page(request, enrolments[0], enrolments, is_own=True)


@role_required(Role.CANDIDATE, Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def enrolment_progress(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The progress page of one enrolment: another of one's own, or a candidate's, to read."""
    visible = Enrolment.objects.visible_to(request.user).with_people().with_hours()
    enrolment = get_object_or_404(visible.with_induction(), reference=reference)
    is_own = enrolment.candidate.user_id == request.user.pk
    return _page(
        request, enrolment, own_enrolments(request) if is_own else [enrolment], is_own=is_own
    )


def _page(
    request: AuthedRequest, enrolment: Enrolment, enrolments: list[Enrolment], *, is_own: bool
) -> HttpResponse:
    context = {
        "overview": overview_of(enrolment, is_own=is_own, now=timezone.now()),
        "enrolment": enrolment,
        "enrolments": enrolments,
        "is_own": is_own,
    }
    return render(request, "assessments/progress.html", context)
