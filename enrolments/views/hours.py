"""The hours of an enrolment: the ledger by kind, logging time, taking an entry back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.actions.learning import (
    log_activity,
    remove_activity,
    restore_activity,
    set_guided_kinds,
)
from enrolments.choices import ActivityKind
from enrolments.errors import LearningRefused
from enrolments.forms.learning import GuidedForm, StudyForm
from enrolments.guidance import guided_kinds
from enrolments.hours import (
    OWN_KINDS,
    STAFF_KINDS,
    by_kind,
    guided_by_unit,
    hours_and_minutes,
    ledger,
)
from enrolments.learning_time import times_of
from enrolments.models import Enrolment, LearningActivity
from enrolments.permissions import can_log_learning, is_tutor_of
from enrolments.views.refusals import put_beside

PAGE = 20
UNDO_FOR = timedelta(minutes=10)


@role_required(Role.CANDIDATE)
@require_safe
def my_hours(request: AuthedRequest) -> HttpResponse:
    """A candidate's own hours, of the diploma they study now."""
    mine = list(
        Enrolment.objects.filter(candidate__user=request.user)
        .with_people()
        .order_by("-enrolled_at", "-pk")
    )
    if not mine:
        return render(request, "enrolments/my_hours.html", {"others": []})
    current = next((enrolment for enrolment in mine if enrolment.is_live), mine[0])
    others = [enrolment for enrolment in mine if enrolment != current]
    return page_of(request, current, others=others)


@role_required(Role.CANDIDATE, Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def hours_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The hours of one enrolment."""
    return page_of(request, found(request, reference))


@role_required(Role.CANDIDATE, Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_log(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Log time spent learning."""
    enrolment = found(request, reference)
    if not can_log_learning(request.user, enrolment):
        raise PermissionDenied
    if request.method != "POST":
        return page_of(request, enrolment)
    form = study_form(request, enrolment, request.POST)
    if form.is_valid():
        try:
            activity = log_activity(
                enrolment=enrolment,
                study=form.study(),
                form_token=form.cleaned_data["form_token"],
                by=request.user,
                now=timezone.now(),
            )
        except LearningRefused as refusal:
            put_beside(form, refusal)
        else:
            lasted = hours_and_minutes(activity.minutes)
            messages.success(request, f"Logged: {activity.get_kind_display()}, {lasted}.")
            return back_to_hours(request, enrolment)
    return page_of(request, enrolment, form=form)


@role_required(Role.CANDIDATE, Role.TUTOR)
@require_POST
def activity_remove(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Take back an entry of one's own; it can be put back."""
    enrolment = found(request, reference)
    remove_activity(activity=named_entry(request, enrolment), by=request.user, now=timezone.now())
    return back_to_hours(request, enrolment)


@role_required(Role.CANDIDATE, Role.TUTOR)
@require_POST
def activity_restore(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Put back an entry that was removed."""
    enrolment = found(request, reference)
    activity = named_entry(request, enrolment)
    try:
        restore_activity(activity=activity, by=request.user, now=timezone.now())
    except LearningRefused as refusal:
        return page_of(request, enrolment, refusal=str(refusal))
    messages.success(request, "Put back.")
    return back_to_hours(request, enrolment)


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def learning_kinds(request: AuthedRequest) -> HttpResponse:
    """Which kinds of learning count as guided from now on (P7.7)."""
    flags = guided_kinds()
    chosen = [kind.value for kind, is_guided in flags.items() if is_guided]
    form = GuidedForm(
        request.POST if request.method == "POST" else None, initial={"guided": chosen}
    )
    if form.is_valid():
        guided = [ActivityKind(kind) for kind in form.cleaned_data["guided"]]
        set_guided_kinds(guided=guided, by=request.user, now=timezone.now())
        messages.success(request, "Saved. It counts for what is logged from now on.")
        return redirect("enrolments:learning_kinds")
    status = 422 if form.is_bound else 200
    return render(request, "enrolments/learning_kinds.html", {"form": form}, status=status)


def page_of(
    request: AuthedRequest,
    enrolment: Enrolment,
    *,
    form: StudyForm | None = None,
    others: list[Enrolment] | None = None,
    refusal: str = "",
) -> HttpResponse:
    """The ledger, its entries, and the form for those who may log; a refusal comes with it."""
    times = times_of(enrolment)
    version = enrolment.version
    per_unit = guided_by_unit(times)
    logged = enrolment.learning_activities.standing().select_related("unit", "logged_by")
    shown = form
    if shown is None and can_log_learning(request.user, enrolment):
        shown = study_form(request, enrolment)
    units = shown.units.values() if shown else version.units.all()
    prior = enrolment.prior_learning.filter(ended_at=None).select_related("unit")
    recognised = {one.unit_id: one.unit for one in prior}
    context = {
        "enrolment": enrolment,
        "is_own": enrolment.candidate.user_id == request.user.pk,
        "others": others or [],
        "ledger": ledger(times),
        "lines": by_kind(times),
        "one_to_one_target": version.one_to_one_minutes,
        "guided_target": version.guided_learning_hours * 60,
        "total_target": version.total_qualification_time * 60,
        "units": [
            (unit, per_unit.get(unit.pk, 0), unit.guided_learning_hours * 60)
            for unit in units
            if unit.guided_learning_hours and unit.pk not in recognised
        ],
        "recognised": recognised.values(),
        "page": Paginator(logged.order_by("-done_on", "-pk"), PAGE).get_page(
            request.GET.get("page")
        ),
        "removed": just_removed(request, enrolment),
        "form": shown,
        "refusals": [refusal] if refusal else [],
    }
    status = 409 if refusal else 422 if form else 200
    return render(request, "enrolments/my_hours.html", context, status=status)


def study_form(
    request: AuthedRequest, enrolment: Enrolment, data: QueryDict | None = None
) -> StudyForm:
    """The form, with the kinds the person may log."""
    kinds = OWN_KINDS + STAFF_KINDS if is_tutor_of(request.user, enrolment) else OWN_KINDS
    return StudyForm(
        data,
        kinds=kinds,
        units=enrolment.version.units.all(),
        today=timezone.localdate(),
    )


def just_removed(request: AuthedRequest, enrolment: Enrolment) -> LearningActivity | None:
    """The entry the person removed a moment ago, to be put back."""
    since = timezone.now() - UNDO_FOR
    mine = enrolment.learning_activities.filter(logged_by=request.user, removed_at__gte=since)
    return mine.order_by("-removed_at").first()


def named_entry(request: AuthedRequest, enrolment: Enrolment) -> LearningActivity:
    """The person's own entry that the form names, or 404."""
    named = request.POST.get("activity", "")
    key = int(named) if named.isascii() and named.isdigit() and len(named) < 18 else 0
    mine = enrolment.learning_activities.filter(logged_by=request.user)
    return get_object_or_404(mine, pk=key)


def found(request: AuthedRequest, reference: UUID) -> Enrolment:
    """An enrolment the person may see, or 404."""
    visible = Enrolment.objects.visible_to(request.user).with_people()
    return get_object_or_404(visible, reference=reference)


def back_to_hours(request: AuthedRequest, enrolment: Enrolment) -> HttpResponse:
    """To one's own hours, or those of the candidate."""
    return redirect("enrolments:hours_detail", enrolment.reference)
