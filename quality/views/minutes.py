"""Writing up a standardisation meeting, and an exercise as a visit reads it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from quality.actions.minutes import write_minutes
from quality.dots import dots_of
from quality.errors import ExerciseRefused
from quality.forms.minutes import MinutesForm
from quality.models import ExerciseMinutes, StandardisationExercise
from quality.permissions import can_read_spread
from quality.standardising import people_of, spread_of
from quality.views.within import VisitRequest, within_visit


@role_required(Role.IQA)
@require_http_methods(["GET", "HEAD", "POST"])
def exercise_minutes(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The next version, until the exercise is closed; whoever still judges is led to the bench."""
    today = timezone.localdate()
    mine = StandardisationExercise.objects.run_by(request.user, today=today)
    exercise = get_object_or_404(mine.select_related("unit"), reference=reference)
    if not can_read_spread(request.user, exercise):
        return redirect("quality:exercise_mark", exercise.reference)
    if exercise.closed_at is not None and request.method != "POST":
        return redirect(exercise)
    form = MinutesForm(
        request.POST if request.method == "POST" else None,
        criteria=list(exercise.unit.criteria.all()),
        people=list(people_of(exercise)),
        last=exercise.minutes.first(),
        today=today,
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            minutes = write_minutes(
                exercise=exercise,
                record=form.record,
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except ExerciseRefused as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, f"Version {minutes.version} of the minutes is kept.")
            return redirect(exercise)
    context = {"exercise": exercise, "form": form}
    return render(request, "quality/exercise_minutes.html", context, status=status)


@within_visit
@require_safe
def visit_exercise(request: VisitRequest, exercise: UUID) -> HttpResponse:
    """An exercise of the visit's qualification: the spread and the minutes, not the script."""
    seen = StandardisationExercise.objects.inspectable_by(
        request.user, visit=request.visit, now=timezone.now()
    )
    rows = seen.select_related("unit", "opened_by", "closed_by")
    found = get_object_or_404(rows, reference=exercise)
    request.opened = f"Standardisation: {found}"
    spread = spread_of(found)
    context = {
        "visit": request.visit,
        "exercise": found,
        "spread": spread,
        "dots": dots_of(spread.rows),
        "minutes": minutes_of(found),
    }
    return render(request, "quality/visit_exercise.html", context)


def minutes_of(exercise: StandardisationExercise) -> list[ExerciseMinutes]:
    """All versions with what they hold, the newest first, in four queries."""
    rows = exercise.minutes.select_related("written_by")
    return list(rows.prefetch_related("attendees__person", "agreed__criterion", "actions__owner"))
