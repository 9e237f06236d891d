"""Cohorts: the list, and making and changing one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.actions.cohorts import change_cohort, create_cohort
from enrolments.errors import CohortRefused
from enrolments.forms.cohorts import ChangedCohortForm, NewCohortForm
from enrolments.models import Cohort
from enrolments.permissions import can_administer
from enrolments.views.listing import Sort, sorted_page
from ledger.errors import StaleVersion
from ledger.versions import Standing

SORTS = {
    "name": Sort("Cohort", ("name", "qualification__level")),
    "diploma": Sort("Diploma", ("qualification__level", "-starts_on")),
    "start": Sort("First day", ("starts_on", "name")),
    "end": Sort("Last day", ("ends_on", "name")),
}


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def cohort_list(request: AuthedRequest) -> HttpResponse:
    """Every cohort for administrators; for a tutor those with candidates of theirs."""
    today = timezone.localdate()
    is_administrator = can_administer(request.user)
    rows = Cohort.objects.visible_to(request.user).with_counts(request.user)
    is_ended = request.GET.get("show") == "ended"
    current = Q(ends_on__gte=today)
    shown = rows.filter(~current if is_ended else current).select_related("qualification")
    if is_administrator:
        shown = shown.with_places()
    page, heads = sorted_page(request, shown, SORTS, default="start")
    context = {
        "page": page,
        "heads": heads,
        "is_ended": is_ended,
        "is_administrator": is_administrator,
        "today": today,
    }
    return render(request, "enrolments/cohort_list.html", context)


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_create(request: AuthedRequest) -> HttpResponse:
    """Make a cohort."""
    sent = request.POST if request.method == "POST" else None
    form = NewCohortForm(sent, today=timezone.localdate())
    if form.is_valid():
        try:
            cohort = create_cohort(**form.cleaned_data, by=request.user, now=timezone.now())
        except CohortRefused as refusal:
            form.add_error("reference", str(refusal))
        else:
            messages.success(request, f"{cohort} is there. Enrol people from the enquiries.")
            return redirect("enrolments:cohort_list")
    status = 422 if form.is_bound else 200
    return render(request, "enrolments/cohort_create.html", {"form": form}, status=status)


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def cohort_edit(request: AuthedRequest, reference: str) -> HttpResponse:
    """Change a cohort's name, dates and places."""
    visible = Cohort.objects.visible_to(request.user).select_related("qualification")
    cohort = get_object_or_404(visible, reference=reference)
    sent = request.POST if request.method == "POST" else None
    form = ChangedCohortForm(sent, cohort=cohort, today=timezone.localdate())
    stands: Standing | None = None
    if form.is_valid():
        try:
            change_cohort(cohort=cohort, **form.cleaned_data, by=request.user, now=timezone.now())
        except StaleVersion as stale:
            stands = form.is_behind(stale)
        except CohortRefused as refusal:
            form.add_error("capacity", str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("enrolments:cohort_list")
    context = {"form": form, "cohort": cohort, "stands": stands}
    status = 409 if stands else 422 if form.is_bound else 200
    return render(request, "enrolments/cohort_edit.html", context, status=status)
