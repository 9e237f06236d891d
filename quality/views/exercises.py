"""Opening a standardisation exercise, and whether a candidate lets their work be used."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.papers import papers_of
from enrolments.forms.filters import FilterForm
from enrolments.models import Enrolment
from quality.actions.standardising import choose_standardisation, open_exercise
from quality.errors import ExerciseRefused
from quality.forms.standardising import ChoiceForm, ExerciseForm
from quality.standardising import scripts_for, searched_scripts

ON_A_PAGE = 50


@role_required(Role.IQA)
@require_safe
def script_list(request: AuthedRequest) -> HttpResponse:
    """Work an exercise may be opened on; what its candidate refuses is not there."""
    filters = FilterForm(request.GET)
    scripts = scripts_for(request.user, today=timezone.localdate())
    rows = searched_scripts(scripts, filters.value("q")).select_related(
        "unit", "enrolment__candidate__user", "enrolment__qualification"
    )
    page = Paginator(rows.order_by("-marked_at", "-pk"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "quality/script_list.html", {"page": page, "filters": filters})


@role_required(Role.IQA)
@require_http_methods(["GET", "HEAD", "POST"])
def exercise_open(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Choose the parts of a script, declare that nobody is named in them, and invite."""
    today = timezone.localdate()
    scripts = scripts_for(request.user, today=today).select_related(
        "unit", "enrolment__candidate__user", "enrolment__qualification"
    )
    submission = get_object_or_404(scripts, reference=reference)
    papers = papers_of(submission)
    form = ExerciseForm(
        request.POST if request.method == "POST" else None,
        files=[(at, one.file) for at, one in enumerate(papers.documents, start=1)],
        has_narrative=bool(submission.narrative),
        today=today,
    )
    if form.is_valid():
        try:
            exercise = open_exercise(
                submission=submission, plan=form.plan, by=request.user, now=timezone.now()
            )
        except ExerciseRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            invited = exercise.markings.count()
            messages.success(request, f"Opened, and {invited} assessors are invited by mail.")
            return redirect(exercise)
    context = {"submission": submission, "papers": papers, "form": form}
    return render(
        request, "quality/exercise_open.html", context, status=422 if form.is_bound else 200
    )


@role_required(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def standardisation_choice(request: AuthedRequest) -> HttpResponse:
    """Whether assessors may practise on one's work, with the choices made so far."""
    own = Enrolment.objects.filter(candidate__user=request.user)
    form = ChoiceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        enrolment = get_object_or_404(own, reference=form.cleaned_data["enrolment"])
        choose_standardisation(
            enrolment=enrolment, is_refused=form.is_refused, by=request.user, now=timezone.now()
        )
        said = "Your work is kept out of it" if form.is_refused else "Your work may be used"
        messages.success(request, f"{said} from now on.")
        return redirect("quality:standardisation_choice")
    rows = (
        own.select_related("qualification")
        .prefetch_related("standardisation_choices")
        .order_by("-starts_on", "-pk")
    )
    lines = []
    for one in rows:
        history = list(one.standardisation_choices.all())
        lines.append((one, bool(history and history[0].is_refused), history))
    context = {"lines": lines, "form": form}
    return render(
        request,
        "quality/standardisation_choice.html",
        context,
        status=422 if form.is_bound else 200,
    )
