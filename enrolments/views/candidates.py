"""Candidates: everybody enrolled, and the record of one."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import AuthedRequest, Role, role_required
from courses.models import Qualification
from enrolments.actions.candidates import change_details
from enrolments.errors import CandidateRefused
from enrolments.forms.candidates import DetailsForm
from enrolments.forms.filters import ANY, CandidateFilterForm
from enrolments.models import Candidate, Cohort, Enrolment
from enrolments.querysets import EnrolmentQuerySet
from enrolments.registration import is_late
from enrolments.views.listing import Sort, sorted_page
from ledger.errors import StaleVersion
from ledger.versions import Standing

PERSON = ("candidate__user__family_name", "candidate__user__given_name")
SORTS = {
    "name": Sort("Candidate", PERSON),
    "diploma": Sort("Diploma", ("qualification__level", *PERSON)),
    "cohort": Sort("Cohort", ("cohort__starts_on", "cohort__name", *PERSON)),
    "tutor": Sort("Tutor", ("tutor__family_name", "tutor__given_name", *PERSON)),
    "status": Sort("Status", ("status", *PERSON)),
    "start": Sort("Start", ("starts_on", *PERSON)),
    "end": Sort("Planned end", ("planned_end_on", *PERSON)),
    "registration": Sort("Registration", ("registered_on", "starts_on")),
}


@role_required(Role.ADMINISTRATOR)
@require_safe
def candidate_list(request: AuthedRequest) -> HttpResponse:
    """One row for each enrolment: somebody on two diplomas has two."""
    today = timezone.localdate()
    filters = CandidateFilterForm(
        request.GET,
        diplomas=Qualification.objects.offered(),
        cohorts=Cohort.objects.select_related("qualification").order_by("-starts_on", "name"),
        tutors=User.objects.holding(Role.TUTOR).by_name(),
    )
    everybody = Enrolment.objects.visible_to(request.user)
    rows = filtered(everybody, filters).with_people()
    page, heads = sorted_page(request, rows, SORTS, default="name")
    context = {
        "filters": filters,
        "page": page,
        "heads": heads,
        "rows": [(row, registration_is_late(row)) for row in page.object_list],
        "live": everybody.live().count(),
        "late": late(everybody).count(),
        "untutored": everybody.live().without_active_tutor().count(),
        "within_days": settings.REGISTRATION_WITHIN_DAYS,
        "today": today,
    }
    return render(request, "enrolments/candidate_list.html", context)


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def candidate_edit(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Change what the centre knows of a candidate."""
    candidate = get_object_or_404(Candidate.objects.select_related("user"), reference=reference)
    sent = request.POST if request.method == "POST" else None
    form = DetailsForm(sent, candidate=candidate)
    enrolments = candidate.enrolments.select_related("qualification", "cohort")
    stands: Standing | None = None
    if form.is_valid():
        try:
            change_details(
                candidate=candidate,
                details=form.details(),
                version=form.cleaned_data["version"],
                by=request.user,
                now=timezone.now(),
            )
        except StaleVersion as stale:
            stands = form.is_behind(stale)
        except CandidateRefused as refusal:
            form.add_error("uln", str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("enrolments:candidate_edit", candidate.reference)
    context = {
        "form": form,
        "candidate": candidate,
        "enrolments": enrolments.order_by("-starts_on"),
        "stands": stands,
    }
    status = 409 if stands else 422 if form.is_bound else 200
    return render(request, "enrolments/candidate_edit.html", context, status=status)


def filtered(rows: EnrolmentQuerySet, filters: CandidateFilterForm) -> EnrolmentQuerySet:
    """The enrolments the filters leave."""
    status = filters.value("status")
    rows = rows.about(filters.value("q"))
    if not status:
        rows = rows.live()
    elif status != ANY:
        rows = rows.filter(status=status)
    for name, field in (
        ("diploma", "qualification__slug"),
        ("cohort", "cohort__reference"),
        ("tutor", "tutor"),
    ):
        if chosen := filters.value(name):
            rows = rows.filter(**{field: chosen})
    if filters.value("untutored"):
        rows = rows.without_active_tutor()
    return late(rows) if filters.value("late") else rows


def late(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Those whose registration is late today (R9)."""
    within = settings.REGISTRATION_WITHIN_DAYS
    return rows.registration_late(today=timezone.localdate(), within_days=within)


def registration_is_late(enrolment: Enrolment) -> bool:
    """Whether a live enrolment waits for its registration too long (R9)."""
    if not enrolment.is_live or enrolment.registered_on:
        return False
    return is_late(
        starts_on=enrolment.starts_on,
        registered_on=None,
        today=timezone.localdate(),
        within_days=settings.REGISTRATION_WITHIN_DAYS,
    )
