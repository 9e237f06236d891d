"""Countersigning: what waits for a qualified assessor, and their word on it (R16)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.countersigning import countersign
from assessments.choices import Countersigned
from assessments.errors import CountersigningRefused
from assessments.forms.countersigning import CountersignForm
from assessments.models import Submission, UnitResult
from assessments.papers import papers_of
from assessments.views.results import decided_in
from enrolments.assessors import competence_of


@role_required(Role.TUTOR)
@require_safe
def countersigning_queue(request: AuthedRequest) -> HttpResponse:
    """What waits for this qualified assessor, oldest first."""
    return queue_page(request)


def queue_page(
    request: AuthedRequest, *, refusals: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """The queue, with what was refused at its head."""
    today = timezone.localdate()
    results = UnitResult.objects.select_related("assessor").order_by("-sequence")
    waiting = (
        Submission.objects.to_countersign(request.user, today=today)
        .select_related("unit", "enrolment__candidate__user")
        .prefetch_related(Prefetch("results", results, to_attr="newest_results"))
    )
    context = {
        "waiting": waiting,
        "competence": competence_of(request.user, on=today),
        "refusals": refusals,
    }
    return render(request, "assessments/countersigning_queue.html", context, status=status)


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def submission_countersign(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The evidence beside what was decided; agree, or hand it back.

    What is sent about a result that was answered meanwhile leads to the queue, which says so.
    """
    today = timezone.localdate()
    known = Submission.objects.countersignable_by(request.user, today=today).select_related(
        "unit__version", "enrolment__candidate__user"
    )
    if request.method != "POST":
        known = known.awaiting_countersigning()
    submission = get_object_or_404(known, reference=reference)
    form = CountersignForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = Countersigned(form.cleaned_data["answer"])
        try:
            countersign(
                submission=submission,
                answer=answer,
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except CountersigningRefused as refusal:
            if not refusal.field:
                said = f"{submission.enrolment.candidate}, {submission}: {refusal}"
                return queue_page(request, refusals=[said], status=409)
            form.add_error(refusal.field, str(refusal))
        else:
            is_agreed = answer == Countersigned.AGREED
            told = "You agreed" if is_agreed else "Handed back"
            messages.success(request, f"{told}: {submission.enrolment.candidate}, {submission}.")
            return redirect("assessments:countersigning_queue")
    waiting = Submission.objects.to_countersign(request.user, today=today)
    if not waiting.filter(pk=submission.pk).exists():
        return queue_page(request, refusals=["That waits for nobody any more."], status=409)
    decided = decided_in(submission)
    context = {
        "submission": submission,
        "result": submission.results.select_related("assessor").latest("sequence"),
        "decided": decided,
        "papers": papers_of(submission),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessments/submission_countersign.html", context, status=status)
