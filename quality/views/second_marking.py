"""Second marking as the second marker sees it: what waits, the evidence, the criteria; no more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.models import EvidenceFile, Submission
from assessments.papers import papers_of
from quality.actions.second_marking import (
    finish_second_marking,
    give_second_marking,
    keep_second_draft,
    return_second_marking,
)
from quality.errors import SecondMarkingRefused
from quality.forms.judging import JudgingForm
from quality.models import SecondMarking
from quality.querysets import SecondMarkingQuerySet
from quality.scripts import NARRATIVE, neutral_narrative, sheets_of
from quality.second_marking import drawn_for
from quality.views.papers import serve_sheet, show_sheet, show_text

ON_A_PAGE = 50


@role_required(Role.TUTOR)
@require_safe
def second_marking_queue(request: AuthedRequest) -> HttpResponse:
    """What is in this assessor's hands, what they could take, and what they finished."""
    return queue_page(request)


def queue_page(
    request: AuthedRequest, *, refusals: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """The list, with what was refused at its head."""
    own = SecondMarking.objects.filter(marker=request.user).select_related("submission__unit")
    done = own.finished().order_by("-finished_at", "-pk")
    context = {
        "in_hand": list(own.in_hand()),
        "drawn": drawn_for(request.user, today=timezone.localdate()),
        "done": Paginator(done, ON_A_PAGE).get_page(request.GET.get("page")),
        "refusals": refusals,
    }
    return render(request, "quality/second_marking_queue.html", context, status=status)


@role_required(Role.TUTOR)
@require_POST
def second_marking_take(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Take what is drawn and could be theirs; anything else is not there."""
    waiting = drawn_for(request.user, today=timezone.localdate())
    found = next((one for one in waiting if one.submission.reference == reference), None)
    mine = own(request).in_hand().filter(submission__reference=reference).first()
    if mine is not None:
        return redirect(mine)
    if found is None:
        given = SecondMarking.objects.standing().filter(submission__reference=reference)
        if not given.exists():
            raise Http404
        return queue_page(request, refusals=["Somebody else has taken that."], status=409)
    try:
        marking = give_second_marking(
            submission=found.submission, marker=request.user, by=request.user, now=timezone.now()
        )
    except SecondMarkingRefused as refusal:
        return queue_page(request, refusals=[str(refusal)], status=409)
    return redirect(marking)


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def second_marking(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The evidence beside the criteria; finished, it leads to both markings."""
    marking = get_object_or_404(own(request), reference=reference)
    if marking.finished_at is not None:
        return redirect("quality:second_comparison", marking.reference)
    submission = marking.submission
    criteria = list(submission.unit.criteria.all())
    sent = request.POST if request.method == "POST" else None
    form = JudgingForm(sent, criteria=criteria, draft=marking.draft)
    if sent is not None and "keep" in sent:
        keep_second_draft(marking=marking, typed=form.typed, by=request.user, now=timezone.now())
        messages.success(request, "Kept. Go on when you like.")
        return redirect(marking)
    if form.is_valid():
        try:
            finish_second_marking(
                marking=marking,
                judgements=form.judgements,
                by=request.user,
                now=timezone.now(),
            )
        except SecondMarkingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Finished. Here are both markings.")
            return redirect("quality:second_comparison", marking.reference)
    sheets = sheets_of(
        files_of(submission),
        has_narrative=bool(submission.narrative),
        address=lambda number: reverse(
            "quality:second_marking_sheet", args=[marking.reference, number]
        ),
    )
    context = {"marking": marking, "unit": submission.unit, "form": form, "sheets": sheets}
    return render(
        request, "quality/second_marking.html", context, status=422 if form.is_bound else 200
    )


@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_POST
def second_marking_return(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Hand it back, or take it back from somebody, so that another can have it."""
    today = timezone.localdate()
    overseen = SecondMarking.objects.overseen_by(request.user, today=today)
    rows = SecondMarking.objects.filter(pk__in=overseen.order_by().values("pk"))
    marking = get_object_or_404(
        (rows | SecondMarking.objects.filter(marker=request.user)).with_work(), reference=reference
    )
    back = "quality:second_marking_queue"
    if marking.marker_id != request.user.pk:
        back = "quality:second_marking_report"
    try:
        return_second_marking(marking=marking, by=request.user, now=timezone.now())
    except SecondMarkingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Handed back. Somebody else can have it now.")
    return redirect(back)


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]  # wants any HttpRequest
@role_required(Role.TUTOR)
@require_safe
def second_marking_sheet(request: AuthedRequest, reference: UUID, number: int) -> HttpResponse:
    """A file or the text of the work, in the frame."""
    marking = get_object_or_404(own(request).in_hand(), reference=reference)
    if number == NARRATIVE:
        if not marking.submission.narrative:
            raise Http404
        return show_text(request, neutral_narrative(marking.submission))
    address = reverse("quality:second_marking_file", args=[reference, number])
    file = numbered(marking.submission, number)
    return show_sheet(request, file, number=number, address=address)


@role_required(Role.TUTOR)
@require_safe
def second_marking_file(request: AuthedRequest, reference: UUID, number: int) -> HttpResponseBase:
    """The bytes of a file of the work, under a neutral name."""
    marking = get_object_or_404(own(request).in_hand(), reference=reference)
    return serve_sheet(request, numbered(marking.submission, number), number=number)


def own(request: AuthedRequest) -> SecondMarkingQuerySet:
    """What was given to the person, and not handed back."""
    return SecondMarking.objects.standing().filter(marker=request.user).with_work()


def files_of(submission: Submission) -> list[tuple[int, EvidenceFile]]:
    """The files it rests on, numbered from 1 as they were claimed."""
    documents = papers_of(submission).documents
    return [(number, one.file) for number, one in enumerate(documents, start=1)]


def numbered(submission: Submission, number: int) -> EvidenceFile:
    """The file of that number."""
    found = dict(files_of(submission)).get(number)
    if found is None:
        raise Http404
    return found
