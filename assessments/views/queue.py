"""What waits for the tutor: to be marked, and to be released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.releasing import release
from assessments.errors import MarkingRefused
from assessments.models import MarkingDraft, Submission, UnitResult
from enrolments.working_days import has_run_out, working_days_between


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submission to be marked: how far it is, who has it open, how long there is left."""

    submission: Submission
    decided: int
    newest: MarkingDraft | None
    is_late: bool
    days_left: int
    days_late: int

    @classmethod
    def of(cls, submission: Submission, *, today: date) -> Self:
        """From a submission read with its newest drafts."""
        drafts: list[MarkingDraft] = submission.newest_drafts  # type: ignore[attr-defined]
        return cls(
            submission=submission,
            decided=sum(bool(draft.outcome) or draft.mark is not None for draft in drafts),
            newest=drafts[0] if drafts else None,
            is_late=has_run_out(submission.due_back_on, today=today),
            days_left=working_days_between(today, submission.due_back_on),
            days_late=working_days_between(submission.due_back_on, today),
        )


@role_required(Role.TUTOR)
@require_safe
def marking_queue(request: AuthedRequest) -> HttpResponse:
    """Work that waits for this tutor, oldest first, and what is marked but not told yet."""
    return queue_page(request)


def queue_page(
    request: AuthedRequest, *, refusals: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """The queue, with what could not be released and why."""
    work = (
        Submission.objects.to_judge(request.user)
        .select_related("unit__version", "enrolment__candidate__user", "enrolment__qualification")
        .annotate(criteria_total=Count("unit__criteria"))
    )
    drafts = MarkingDraft.objects.select_related("saved_by").order_by("-saved_at", "-pk")
    results = UnitResult.objects.order_by("-sequence")
    today = timezone.localdate()
    context = {
        "waiting": [
            Waiting.of(submission, today=today)
            for submission in work.to_mark().prefetch_related(
                Prefetch("drafts", drafts, to_attr="newest_drafts")
            )
        ],
        "marked": work.to_release()
        .with_provisional()
        .prefetch_related(Prefetch("results", results, to_attr="newest_results")),
        "turnaround": settings.MARKING_TURNAROUND_WORKING_DAYS,
        "today": today,
        "refusals": refusals,
    }
    return render(request, "assessments/marking_queue.html", context, status=status)


@role_required(Role.TUTOR)
@require_POST
def marking_release(request: AuthedRequest) -> HttpResponse:
    """Release each submission that was ticked; one that cannot be does not hold up the others."""
    wanted = [key for key in request.POST.getlist("submission") if is_reference(key)]
    marked = Submission.objects.to_judge(request.user).filter(reference__in=wanted)
    told, refusals = [], []
    for submission in marked.order_by("submitted_at", "pk"):
        try:
            told.append(release(submission=submission, by=request.user, now=timezone.now()))
        except MarkingRefused as refusal:
            refusals.append(f"{submission}: {refusal}")
    if told:
        names = ", ".join(f"{done.enrolment.candidate} ({done.unit.short_code})" for done in told)
        messages.success(request, f"Released and told: {names}.")
    if refusals:
        return queue_page(request, refusals=refusals, status=409)
    if not wanted:
        nothing = "Nothing was ticked, so nothing was released."
        return queue_page(request, refusals=[nothing], status=422)
    return redirect("assessments:marking_queue")


def is_reference(text: str) -> bool:
    """Whether a text is the reference of something."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
