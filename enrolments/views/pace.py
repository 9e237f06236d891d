"""Changing the planned pace of an enrolment (P5.9)."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.actions.pacing import change_pace, planned_targets
from enrolments.errors import LearningRefused
from enrolments.forms.learning import PaceForm
from enrolments.permissions import can_plan_learning
from enrolments.views.hours import found
from enrolments.views.refusals import put_beside


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def pace_change(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Another pace, with what it does to every unit's target, and the history.

    "Show the new days" fills in the table and saves nothing.
    """
    enrolment = found(request, reference)
    may_change = can_plan_learning(request.user, enrolment)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = PaceForm(
        request.POST if request.method == "POST" else None,
        initial={
            "weekly": round(Decimal(enrolment.weekly_minutes) / 60, 1).normalize(),
            "ends": enrolment.planned_end_on,
        },
    )
    is_look = "look" in request.POST
    if is_look:
        form.fields["reason"].required = False
    if form.is_valid() and not is_look:
        try:
            change_pace(
                enrolment=enrolment,
                weekly_minutes=form.weekly_minutes,
                planned_end_on=form.cleaned_data["ends"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except LearningRefused as refusal:
            put_beside(form, refusal)
        else:
            messages.success(request, "The pace is changed, and every unit has its new day.")
            return redirect("enrolments:pace_change", enrolment.reference)
    ends = form.cleaned_data.get("ends") if form.is_bound else None
    later = planned_targets(enrolment, ends_on=ends) if ends and ends > enrolment.starts_on else {}
    kept = {target.unit_id: target.target_on for target in enrolment.unit_targets.all()}
    context = {
        "enrolment": enrolment,
        "form": form,
        "may_change": may_change,
        "units": [
            (unit, kept.get(unit.pk), later.get(unit.pk)) for unit in enrolment.version.units.all()
        ],
        "has_new_days": bool(later),
        "changes": enrolment.pace_changes.select_related("changed_by"),
        "today": timezone.localdate(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "enrolments/pace_change.html", context, status=status)
