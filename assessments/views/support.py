"""Adjustments, special consideration and more time: read by those they concern, agreed by staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.extending import grant_extension
from assessments.actions.supporting import (
    AdjustmentTerms,
    agree_adjustment,
    end_adjustment,
    record_consideration,
)
from assessments.choices import FollowsFrom
from assessments.deadlines import deadlines_of
from assessments.errors import SupportRefused
from assessments.forms.support import (
    ANY,
    ENDED,
    AdjustmentFilterForm,
    AdjustmentForm,
    ConsiderationForm,
    ExtensionForm,
)
from assessments.models import MalpracticeCase, ReasonableAdjustment
from assessments.permissions import can_support
from enrolments.models import Enrolment
from enrolments.registration import expires_on
from enrolments.searching import about
from enrolments.views.listing import Sort, sorted_page
from ledger.errors import StaleVersion
from ledger.versions import Standing

EVERYBODY = (Role.CANDIDATE, Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
STAFF = (Role.TUTOR, Role.ADMINISTRATOR)
PERSON = ("enrolment__candidate__user__family_name", "enrolment__candidate__user__given_name")
SORTS = {
    "agreed": Sort("Agreed", ("-agreed_at",)),
    "name": Sort("Candidate", PERSON),
}


@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def adjustment_list(request: AuthedRequest) -> HttpResponse:
    """Adjustments of whom one has to do with: a caseload, what one assures, or all."""
    filters = AdjustmentFilterForm(request.GET)
    rows = ReasonableAdjustment.objects.readable_by(request.user, today=timezone.localdate())
    rows = rows.exclude(enrolment__candidate__user=request.user)
    state = filters.value("state")
    if state != ANY:
        rows = rows.filter(ended_at__isnull=state != ENDED)
    words = (*(f"enrolment__candidate__user__{n}" for n in ("given_name", "family_name")), "what")
    rows = rows.filter(about(filters.value("q"), *words))
    rows = rows.select_related("enrolment__candidate__user", "enrolment__qualification")
    page, heads = sorted_page(
        request, rows.prefetch_related("units__unit"), SORTS, default="agreed"
    )
    context = {"filters": filters, "page": page, "heads": heads}
    return render(request, "assessments/adjustment_list.html", context)


@role_required(Role.CANDIDATE)
@require_safe
def my_support(request: AuthedRequest) -> HttpResponse:
    """What is agreed for a candidate's own assessment, on every diploma of theirs."""
    mine = Enrolment.objects.filter(candidate__user=request.user).with_people()
    context = {
        "enrolments": [record_of(one) for one in mine.order_by("-enrolled_at", "-pk")],
        "cases": MalpracticeCase.objects.of_candidate(request.user).select_related(
            "submission__unit"
        ),
    }
    return render(request, "assessments/my_support.html", context)


@role_required(*EVERYBODY)
@require_safe
def support_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """What is agreed for one enrolment."""
    enrolment = readable(request, reference)
    context = {
        "record": record_of(enrolment),
        "enrolment": enrolment,
        "may_support": can_support(request.user, enrolment),
        "is_own": enrolment.candidate.user_id == request.user.pk,
    }
    return render(request, "assessments/support_detail.html", context)


@role_required(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def adjustment_agree(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Agree an adjustment before the assessment (R24)."""
    enrolment = supported(request, reference)
    form = AdjustmentForm(sent(request), units=enrolment.version.units.order_by("position"))

    def agree() -> None:
        agree_adjustment(
            enrolment=enrolment,
            agreed=AdjustmentTerms(
                what=form.cleaned_data["what"],
                why=form.cleaned_data["why"],
                evidence=form.cleaned_data["evidence"],
                units=form.chosen_units,
            ),
            form_token=form.cleaned_data["form_token"],
            by=request.user,
            now=timezone.now(),
        )

    return answered(request, enrolment, form, agree, "adjustment_agree", said="Agreed.")


@role_required(*STAFF)
@require_POST
def adjustment_end(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """End an adjustment that is needed no more."""
    today = timezone.localdate()
    found = get_object_or_404(
        ReasonableAdjustment.objects.readable_by(request.user, today=today).select_related(
            "enrolment"
        ),
        reference=reference,
    )
    try:
        end_adjustment(adjustment=found, by=request.user, now=timezone.now())
    except SupportRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Ended. It stays on record.")
    return redirect(found)


@role_required(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def consideration_record(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Record adversity; no decision changes (R24)."""
    enrolment = supported(request, reference)
    form = ConsiderationForm(sent(request), units=enrolment.version.units.order_by("position"))

    def keep() -> None:
        record_consideration(
            enrolment=enrolment,
            unit=form.chosen_unit,
            happened=form.cleaned_data["happened"],
            evidence=form.cleaned_data["evidence"],
            follows=FollowsFrom(form.cleaned_data["follows"]),
            form_token=form.cleaned_data["form_token"],
            by=request.user,
            now=timezone.now(),
        )

    return answered(request, enrolment, form, keep, "consideration_record", said="Recorded.")


@role_required(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def extension_grant(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Give more time for a deadline of the centre's (R24)."""
    enrolment = supported(request, reference)
    today = timezone.localdate()
    form = ExtensionForm(sent(request), deadlines=deadlines_of(enrolment), today=today)

    def grant() -> None:
        grant_extension(
            enrolment=enrolment,
            deadline=form.cleaned_data["deadline"],
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
            form_token=form.cleaned_data["form_token"],
            by=request.user,
            now=timezone.now(),
        )

    return answered(request, enrolment, form, grant, "extension_grant", said="There is more time.")


def answered(
    request: AuthedRequest,
    enrolment: Enrolment,
    form: forms.Form,
    act: Callable[[], None],
    page: str,
    *,
    said: str,
) -> HttpResponse:
    """Do what a form asks, or show it again with why not."""
    stands: Standing | None = None
    if form.is_valid():
        try:
            act()
        except StaleVersion as stale:
            if not isinstance(form, ExtensionForm):
                raise
            stands = form.is_behind(stale)
        except SupportRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("assessments:support_detail", enrolment.reference)
    context = {
        "enrolment": enrolment,
        "form": form,
        "stands": stands,
        "registration_expires_on": registration_end(enrolment),
    }
    status = 409 if stands else 422 if form.is_bound else 200
    return render(request, f"assessments/{page}.html", context, status=status)


def sent(request: AuthedRequest) -> Any:
    """What was sent, or nothing while a page is only read."""
    return request.POST if request.method == "POST" else None


def readable(request: AuthedRequest, reference: UUID) -> Enrolment:
    """An enrolment whose record the person may read; 404 for any other."""
    rows = Enrolment.objects.readable_by(request.user, today=timezone.localdate())
    return get_object_or_404(rows.with_people(), reference=reference)


def supported(request: AuthedRequest, reference: UUID) -> Enrolment:
    """An enrolment the person may agree something for: 403 when it has ended or is their own."""
    reached = Enrolment.objects.visible_to(request.user).with_people()
    enrolment = get_object_or_404(reached, reference=reference)
    if not can_support(request.user, enrolment):
        raise PermissionDenied
    return enrolment


def record_of(enrolment: Enrolment) -> dict[str, Any]:
    """All that is agreed for one enrolment."""
    adjustments = enrolment.adjustments.select_related("agreed_by", "ended_by")
    return {
        "enrolment": enrolment,
        "adjustments": list(adjustments.prefetch_related("units__unit")),
        "considerations": list(enrolment.considerations.select_related("unit", "recorded_by")),
        "extensions": list(
            enrolment.extensions.select_related("result__submission__unit", "granted_by")
        ),
        "registration_expires_on": registration_end(enrolment),
    }


def registration_end(enrolment: Enrolment) -> Any:
    """When the awarding organisation's registration ends, which nothing here moves (R24)."""
    if enrolment.registered_on is None:
        return None
    return expires_on(
        registered_on=enrolment.registered_on, years=settings.REGISTRATION_VALID_YEARS
    )
