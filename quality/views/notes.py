"""What a visit says and asks for, and the candidates that are picked into it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Role, role_required
from enrolments.choices import RatingCode
from enrolments.models import Enrolment
from quality.actions.inspecting import (
    add_remark,
    finish_visit_action,
    pick_candidate,
    rate_visit,
    set_action,
)
from quality.errors import VisitRefused
from quality.forms.inspecting import ActionForm, DoneForm, PickForm, RatingAfterForm, RemarkForm
from quality.permissions import can_settle_visit_actions, can_write_in, owners_in
from quality.views.within import VisitRequest, seen_in, within_visit

ON_A_PAGE = 50


@within_visit
@require_safe
def visit_notes(request: VisitRequest) -> HttpResponse:
    """Remarks, actions and the rating."""
    request.opened = "Remarks and actions"
    return show_notes(request)


@role_required(Role.EQA)
@within_visit
@require_POST
def visit_remark(request: VisitRequest) -> HttpResponse:
    """Say something of what was seen."""
    form = RemarkForm(request.POST)
    if form.is_valid():
        add_remark(
            visit=request.visit,
            text=form.cleaned_data["text"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, "The remark is kept.")
        return redirect("quality:visit_notes", request.visit.reference)
    return show_notes(request, remark=form)


@role_required(Role.EQA)
@within_visit
@require_POST
def visit_action_set(request: VisitRequest) -> HttpResponse:
    """Ask for something."""
    form = action_form(request, bound=True)
    if form.is_valid():
        try:
            set_action(
                visit=request.visit,
                text=form.cleaned_data["action"],
                owner=form.cleaned_data["owner"],
                due_on=form.cleaned_data["due_on"],
                by=request.user,
                now=timezone.now(),
            )
        except VisitRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The action is kept.")
            return redirect("quality:visit_notes", request.visit.reference)
    return show_notes(request, action=form)


@role_required(Role.EQA)
@within_visit
@require_POST
def visit_rate(request: VisitRequest) -> HttpResponse:
    """Say how the qualification is rated after the visit."""
    form = RatingAfterForm(request.POST)
    if form.is_valid():
        rate_visit(
            visit=request.visit,
            code=RatingCode(form.cleaned_data["code"]),
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, "The rating is kept.")
        return redirect("quality:visit_notes", request.visit.reference)
    return show_notes(request, rating=form)


@role_required(Role.ADMINISTRATOR)
@within_visit
@require_POST
def visit_action_done(request: VisitRequest, action: UUID) -> HttpResponse:
    """Say what the centre did about an action."""
    found = get_object_or_404(request.visit.actions, reference=action)
    form = DoneForm(request.POST)
    if form.is_valid():
        finish_visit_action(
            action=found, note=form.cleaned_data["note"], by=request.user, now=timezone.now()
        )
        messages.success(request, "The action is done.")
        return redirect("quality:visit_notes", request.visit.reference)
    return show_notes(request, done=form, doing=found.pk)


@within_visit
@require_safe
def visit_others(request: VisitRequest) -> HttpResponse:
    """The candidates of the qualification that the visit does not read, by name."""
    request.opened = "The other candidates of the qualification"
    return show_others(request, PickForm())


@role_required(Role.EQA)
@within_visit
@require_POST
def visit_pick(request: VisitRequest) -> HttpResponse:
    """Take one of them into the visit."""
    form = PickForm(request.POST)
    if not form.is_valid():
        return show_others(request, form, status=422)
    found = get_object_or_404(
        Enrolment.objects.filter(qualification=request.visit.qualification_id),
        reference=form.cleaned_data["enrolment"],
    )
    pick_candidate(visit=request.visit, enrolment=found, by=request.user, now=timezone.now())
    messages.success(request, f"{found.candidate} is part of the visit now.")
    return redirect("quality:visit_others", request.visit.reference)


def action_form(request: VisitRequest, *, bound: bool = False) -> ActionForm:
    """The form of an action, with those who can be asked."""
    now = timezone.now()
    return ActionForm(
        request.POST if bound else None,
        owners=owners_in(request.visit, request.user, now=now),
        today=timezone.localdate(now),
    )


def show_notes(
    request: VisitRequest, *, doing: int | None = None, **sent: forms.Form
) -> HttpResponse:
    """The page of notes, with a form as it was filled in."""
    visit, now = request.visit, timezone.now()
    may_write = can_write_in(request.user, visit, now=now)
    context: dict[str, Any] = {
        "visit": visit,
        "state": visit.state(now=now),
        "remarks": visit.remarks.select_related("author"),
        "actions": visit.actions.select_related("owner", "done_by"),
        "may_write": may_write,
        "may_settle": can_settle_visit_actions(request.user),
        "doing": doing,
        "remark_form": sent.get("remark") or RemarkForm(),
        "done_form": sent.get("done") or DoneForm(),
        "rating_form": sent.get("rating") or RatingAfterForm(initial={"code": visit.rating_after}),
        "problem": next(iter(sent.values()), None),
    }
    if may_write:
        context["action_form"] = sent.get("action") or action_form(request)
    return render(request, "quality/visit_notes.html", context, status=422 if sent else 200)


def show_others(request: VisitRequest, form: PickForm, *, status: int = 200) -> HttpResponse:
    """The page of candidates outside the visit."""
    visit = request.visit
    others = (
        Enrolment.objects.filter(qualification=visit.qualification_id)
        .exclude(pk__in=seen_in(request).order_by().values("pk"))
        .with_people()
        .in_register_order()
    )
    page = Paginator(others, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "visit": visit,
        "page": page,
        "form": form,
        "may_write": can_write_in(request.user, visit, now=timezone.now()),
    }
    return render(request, "quality/visit_others.html", context, status=status)
