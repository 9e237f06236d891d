"""The record of one enrolment for staff, and what administrators decide about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.actions.lifecycle import (
    end_break,
    reassign_tutor,
    record_registration,
    start_break,
    withdraw_enrolment,
)
from enrolments.errors import EnrolmentRefused
from enrolments.forms.lifecycle import (
    EndBreakForm,
    LifecycleForm,
    ReassignForm,
    RegistrationForm,
    StartBreakForm,
    WithdrawForm,
)
from enrolments.models import Enrolment
from enrolments.permissions import (
    can_administer,
    can_administer_enrolment,
    can_plan_learning,
    can_reassign,
    can_tutor,
)
from enrolments.registration import due_on, expires_on, is_late
from enrolments.timeline import timeline
from ledger import audit

Act = Callable[..., Enrolment]


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def enrolment_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """People, plan, registration, entry and history of one enrolment."""
    visible = Enrolment.objects.for_staff(request.user).with_people()
    enrolment = get_object_or_404(visible, reference=reference)
    today = timezone.localdate()
    within = settings.REGISTRATION_WITHIN_DAYS
    registered_on = enrolment.registered_on
    context = {
        "enrolment": enrolment,
        "assignments": enrolment.tutor_assignments.select_related("tutor", "assigned_by"),
        "checks": enrolment.entry_checks.select_related("decided_by").order_by("pk"),
        "breaks": enrolment.breaks.all(),
        "timeline": timeline(audit.trail(enrolment)),
        "registration_due_on": due_on(starts_on=enrolment.starts_on, within_days=within),
        "registration_is_late": is_late(
            starts_on=enrolment.starts_on,
            registered_on=registered_on,
            today=today,
            within_days=within,
        ),
        "registration_expires_on": expires_on(
            registered_on=registered_on, years=settings.REGISTRATION_VALID_YEARS
        )
        if registered_on
        else None,
        "within_days": within,
        "is_administrator": can_administer(request.user),
        "may_decide": can_administer_enrolment(request.user, enrolment),
        "may_plan": can_plan_learning(request.user, enrolment),
        "may_reassign": can_reassign(request.user, enrolment),
        "tutor_has_left": not can_tutor(enrolment.tutor),
        "today": today,
    }
    return render(request, "enrolments/enrolment_detail.html", context)


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def enrolment_withdraw(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """End an enrolment before its time."""
    return decide(
        request,
        reference,
        form_class=WithdrawForm,
        act=withdraw_enrolment,
        said="Withdrawn.",
        template="enrolments/enrolment_withdraw.html",
    )


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def break_start(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Put an enrolment on a break."""
    return decide(
        request,
        reference,
        form_class=StartBreakForm,
        act=start_break,
        said="On a break.",
        template="enrolments/break_start.html",
    )


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def break_end(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Bring a candidate back."""
    return decide(
        request,
        reference,
        form_class=EndBreakForm,
        act=end_break,
        said="Active again.",
        template="enrolments/break_end.html",
    )


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def tutor_reassign(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Hand a candidate to another tutor (P5.7)."""
    return decide(
        request,
        reference,
        form_class=ReassignForm,
        act=reassign_tutor,
        said="Reassigned.",
        template="enrolments/tutor_reassign.html",
    )


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def registration_record(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Keep the awarding organisation's number (P5.3)."""
    return decide(
        request,
        reference,
        form_class=RegistrationForm,
        act=record_registration,
        said="Registration saved.",
        template="enrolments/registration_record.html",
    )


def decide(
    request: AuthedRequest,
    reference: UUID,
    *,
    form_class: type[LifecycleForm],
    act: Act,
    said: str,
    template: str,
) -> HttpResponse:
    """A small page: the form's answers are the action's arguments."""
    visible = Enrolment.objects.for_staff(request.user).with_people()
    enrolment = get_object_or_404(visible, reference=reference)
    if not can_administer_enrolment(request.user, enrolment):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form: Any = form_class(sent, enrolment=enrolment, today=timezone.localdate())
    if form.is_valid():
        try:
            act(enrolment=enrolment, by=request.user, now=timezone.now(), **form.cleaned_data)
        except EnrolmentRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(enrolment)
    context = {"form": form, "enrolment": enrolment}
    status = 422 if form.is_bound else 200
    return render(request, template, context, status=status)
