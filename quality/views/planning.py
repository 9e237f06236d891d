"""Sampling plans: proposed and accepted in two clicks, changed by hand with a reason."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from courses.models import Unit
from enrolments.models import Enrolment
from quality.actions.planning import accept_plan, add_cell, propose_plan, remove_cell
from quality.errors import PlanRefused
from quality.forms.planning import AddForm, ProposeForm, RemoveForm
from quality.matrix import plan_page
from quality.models import SamplePlan
from quality.permissions import can_plan
from quality.views.desk import desk_page

SEEDS = 2**32


@role_required(Role.IQA)
@require_POST
def plan_propose(request: AuthedRequest) -> HttpResponse:
    """The first click: a proposal for this quarter, with its reasons."""
    today = timezone.localdate()
    duties = request.user.assurance_duties.in_force(today=today)
    form = ProposeForm(
        request.POST, qualifications=list(duties.values_list("qualification", flat=True))
    )
    if not form.is_valid():
        return desk_page(request, refusal=str(form.errors["qualification"][0]))
    try:
        plan = propose_plan(
            qualification=form.cleaned_data["qualification"],
            seed=secrets.randbelow(SEEDS),
            by=request.user,
            now=timezone.now(),
        )
    except PlanRefused as refusal:
        return desk_page(request, refusal=str(refusal))
    return redirect(plan)


@role_required(Role.IQA, Role.ADMINISTRATOR)
@require_safe
def plan_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The matrix, the reasons, and what is covered."""
    return show_plan(request, found(request, reference))


@role_required(Role.IQA)
@require_POST
def plan_accept(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The second click."""
    plan = own(request, reference)
    accept_plan(plan=plan, by=request.user, now=timezone.now())
    messages.success(request, "The plan counts from now on.")
    return redirect(plan)


@role_required(Role.IQA)
@require_POST
def cell_add(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Put something into the plan by hand."""
    plan = own(request, reference)
    form = AddForm(request.POST, choices=list(plan_page(plan).choices))
    if form.is_valid():
        enrolment, _, unit = form.cleaned_data["cell"].partition(":")
        held = Enrolment.objects.get(pk=enrolment)
        try:
            add_cell(
                plan=plan,
                enrolment=held,
                unit=Unit.objects.get(version=held.version_id, code=unit),
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except PlanRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Added to the plan.")
            return redirect(plan)
    return show_plan(request, plan, add_form=form, status=422)


@role_required(Role.IQA)
@require_POST
def cell_remove(request: AuthedRequest, reference: UUID, pk: int) -> HttpResponse:
    """Take a cell out, with a reason."""
    plan = own(request, reference)
    cell = get_object_or_404(plan.cells.select_related("plan"), pk=pk)
    form = RemoveForm(request.POST)
    if form.is_valid():
        remove_cell(
            cell=cell, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
        )
        messages.success(request, "Taken out of the plan. It stays on record with its reason.")
        return redirect(plan)
    return show_plan(request, plan, remove_form=form, removing=cell.pk, status=422)


def found(request: AuthedRequest, reference: UUID) -> SamplePlan:
    """A plan of what the person answers for; 404 for any other."""
    visible = SamplePlan.objects.visible_to(request.user, today=timezone.localdate())
    return get_object_or_404(
        visible.select_related("qualification", "policy", "made_by"), reference=reference
    )


def own(request: AuthedRequest, reference: UUID) -> SamplePlan:
    """A plan the person made, of what they answer for."""
    plan = found(request, reference)
    return get_object_or_404(
        SamplePlan.objects.select_related("qualification", "policy", "made_by"),
        pk=plan.pk,
        made_by=request.user,
    )


def show_plan(
    request: AuthedRequest,
    plan: SamplePlan,
    *,
    add_form: AddForm | None = None,
    remove_form: RemoveForm | None = None,
    removing: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a plan, with a form as it was filled in."""
    page = plan_page(plan)
    may_change = plan.made_by_id == request.user.pk and can_plan(
        request.user, plan.qualification, today=timezone.localdate()
    )
    context = {
        "page": page,
        "plan": plan,
        "may_change": may_change,
        "add_form": add_form or AddForm(choices=list(page.choices)),
        "remove_form": remove_form or RemoveForm(),
        "removing": removing,
    }
    return render(request, "quality/plan_detail.html", context, status=status)
