"""Standardisation as its people see it: the list, the bench, the script, the spread."""

from __future__ import annotations

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
from assessments.models import EvidenceFile
from quality.actions.standardising import close_exercise, hand_in, keep_exercise_draft
from quality.consent import may_be_used
from quality.dots import dots_of
from quality.errors import ExerciseRefused
from quality.forms.judging import JudgingForm
from quality.models import ExerciseMarking, StandardisationExercise
from quality.permissions import can_read_spread, can_run_exercise
from quality.scripts import NARRATIVE, Sheet, neutral_narrative, sheets_of
from quality.standardising import spread_of
from quality.views.minutes import minutes_of
from quality.views.papers import serve_sheet, show_sheet, show_text

ON_A_PAGE = 50


@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def exercise_list(request: AuthedRequest) -> HttpResponse:
    """What waits for this assessor, and the exercises they may read."""
    today = timezone.localdate()
    seen = StandardisationExercise.objects.visible_to(request.user, today=today).with_counts()
    own = ExerciseMarking.objects.filter(assessor=request.user).select_related(
        "exercise__unit", "exercise__qualification"
    )
    waiting = own.filter(handed_in_at=None, exercise__closed_at=None)
    page = Paginator(seen.order_by("-held_on", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": waiting.order_by("exercise__held_on", "pk"),
        "page": page,
        "may_open": Role.IQA in request.user.role_names,
    }
    return render(request, "quality/exercise_list.html", context)


@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def exercise_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The spread and the script; whoever still judges is led to the bench."""
    exercise = found(request, reference)
    if not can_read_spread(request.user, exercise):
        return redirect("quality:exercise_mark", exercise.reference)
    spread = spread_of(exercise)
    context = {
        "exercise": exercise,
        "spread": spread,
        "dots": dots_of(spread.rows),
        "minutes": minutes_of(exercise),
        "sheets": sheets_in(exercise),
        "may_run": can_run_exercise(request.user, exercise, today=timezone.localdate()),
    }
    return render(request, "quality/exercise_detail.html", context)


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def exercise_mark(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The script beside the criteria, until handed in."""
    markings = ExerciseMarking.objects.filter(assessor=request.user).select_related(
        "exercise__unit", "exercise__submission__enrolment__candidate__user"
    )
    marking = get_object_or_404(markings, exercise__reference=reference)
    exercise = marking.exercise
    if marking.handed_in_at is not None or exercise.closed_at is not None:
        return redirect(exercise)
    sent = request.POST if request.method == "POST" else None
    form = JudgingForm(sent, criteria=list(exercise.unit.criteria.all()), draft=marking.draft)
    is_kept = sent is not None and "keep" in sent
    try:
        if is_kept:
            keep_exercise_draft(
                marking=marking, typed=form.typed, by=request.user, now=timezone.now()
            )
            messages.success(request, "Kept. Go on when you like.")
            return redirect("quality:exercise_mark", exercise.reference)
        if form.is_valid():
            hand_in(
                marking=marking,
                judgements=form.judgements,
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, "Handed in. Here is what the others judged so far.")
            return redirect(exercise)
    except ExerciseRefused as refusal:
        form.add_error(None, str(refusal))
    context = {"exercise": exercise, "form": form, "sheets": sheets_in(exercise)}
    return render(
        request, "quality/exercise_mark.html", context, status=422 if form.is_bound else 200
    )


@role_required(Role.IQA)
@require_POST
def exercise_close(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """End an exercise."""
    mine = StandardisationExercise.objects.run_by(request.user, today=timezone.localdate())
    exercise = get_object_or_404(mine, reference=reference)
    close_exercise(exercise=exercise, by=request.user, now=timezone.now())
    messages.success(request, "The exercise is closed. It is kept as it is.")
    return redirect(exercise)


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]  # wants any HttpRequest
@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def exercise_sheet(request: AuthedRequest, reference: UUID, number: int) -> HttpResponse:
    """A part of the script, in the frame; gone once the candidate withdrew it."""
    exercise = shown(request, reference)
    if number == NARRATIVE:
        if not exercise.has_narrative:
            raise Http404
        return show_text(request, neutral_narrative(exercise.submission))
    address = reverse("quality:exercise_file", args=[reference, number])
    return show_sheet(request, part_of(exercise, number), number=number, address=address)


@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def exercise_file(request: AuthedRequest, reference: UUID, number: int) -> HttpResponseBase:
    """The bytes of a part of the script, under a neutral name."""
    exercise = shown(request, reference)
    return serve_sheet(request, part_of(exercise, number), number=number)


def found(request: AuthedRequest, reference: UUID) -> StandardisationExercise:
    """An exercise the person may read."""
    seen = StandardisationExercise.objects.visible_to(request.user, today=timezone.localdate())
    rows = seen.select_related(
        "unit", "qualification", "opened_by", "closed_by", "submission__enrolment__candidate__user"
    )
    return get_object_or_404(rows, reference=reference)


def shown(request: AuthedRequest, reference: UUID) -> StandardisationExercise:
    """One whose candidate still lets the work be used."""
    exercise = found(request, reference)
    if not may_be_used(exercise.submission):
        raise Http404
    return exercise


def part_of(exercise: StandardisationExercise, number: int) -> EvidenceFile:
    """The file of that number."""
    rows = exercise.files.select_related("file__evidence__enrolment__candidate__user")
    return get_object_or_404(rows, number=number).file


def sheets_in(exercise: StandardisationExercise) -> list[Sheet] | None:
    """The tabs of the script; None once the candidate withdrew it."""
    if not may_be_used(exercise.submission):
        return None
    return sheets_of(
        [(one.number, one.file) for one in exercise.files.select_related("file")],
        has_narrative=exercise.has_narrative,
        address=lambda number: reverse("quality:exercise_sheet", args=[exercise.reference, number]),
    )
