"""The sampling policy and the risk of each assessor: read, and set with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from quality.actions.policy import set_policy, set_risk
from quality.choices import Band
from quality.errors import PolicyRefused
from quality.forms.policy import PolicyForm, RiskForm
from quality.models import AssessorRisk, SamplingPolicy
from quality.permissions import assessors_known_to, can_rate, can_set_policy


@role_required(Role.IQA, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: AuthedRequest) -> HttpResponse:
    """The policy that counts, its earlier versions, and for administrators a form for the next."""
    may_set = can_set_policy(request.user)
    if request.method == "POST" and not may_set:
        raise PermissionDenied
    versions = list(SamplingPolicy.objects.select_related("made_by"))
    form = PolicyForm(request.POST if request.method == "POST" else None, policy=versions[0])
    if form.is_valid():
        try:
            made = set_policy(
                terms=form.terms,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except PolicyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Version {made.version} counts from now on.")
            return redirect("quality:policy")
    context = {"policy": versions[0], "versions": versions[1:], "form": form, "may_set": may_set}
    return render(request, "quality/policy.html", context, status=422 if form.is_bound else 200)


@role_required(Role.IQA, Role.ADMINISTRATOR)
@require_safe
def assessor_list(request: AuthedRequest) -> HttpResponse:
    """Every assessor one may rate, with the band that counts."""
    people = list(assessors_known_to(request.user, today=timezone.localdate()).by_name())
    bands = AssessorRisk.objects.bands([person.pk for person in people])
    rated = set(AssessorRisk.objects.filter(assessor__in=people).values_list("assessor", flat=True))
    rows = [(person, bands[person.pk], person.pk in rated) for person in people]
    return render(request, "quality/assessor_list.html", {"rows": rows})


@role_required(Role.IQA, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def assessor_risk(request: AuthedRequest, pk: int) -> HttpResponse:
    """The band of one assessor, how it came about, and a form for another."""
    today = timezone.localdate()
    assessor = get_object_or_404(assessors_known_to(request.user, today=today), pk=pk)
    may_rate = can_rate(request.user, assessor, today=today)
    form = RiskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not may_rate:
        raise PermissionDenied
    if form.is_valid():
        set_risk(
            assessor=assessor,
            band=Band(form.cleaned_data["band"]),
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, f"The risk of {assessor} is set.")
        return redirect("quality:assessor_list")
    context = {
        "assessor": assessor,
        "band": AssessorRisk.objects.bands([assessor.pk])[assessor.pk],
        "history": assessor.assessor_risks.select_related("set_by"),
        "form": form,
        "may_rate": may_rate,
    }
    return render(
        request, "quality/assessor_risk.html", context, status=422 if form.is_bound else 200
    )
