"""Which qualifications an internal quality assurer answers for: given and ended here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.roles import AuthedRequest, Role, role_required
from enrolments.actions.assuring import appoint_assurer, end_duty
from enrolments.errors import DutyRefused
from enrolments.forms.assuring import DutyForm
from enrolments.models import AssuranceDuty


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def assurance_duties(request: AuthedRequest, pk: int) -> HttpResponse:
    """The qualifications a person answers for, since when, and a form for another (R15)."""
    person = get_object_or_404(User, pk=pk)
    sent = request.POST if request.method == "POST" else None
    form = DutyForm(sent, person=person, today=timezone.localdate())
    if form.is_valid():
        try:
            duty = appoint_assurer(
                assurer=person, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DutyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{person} answers for {duty.qualification}.")
            return redirect("enrolments:assurance_duties", person.pk)
    duties = person.assurance_duties.select_related("qualification", "appointed_by")
    context = {
        "person": person,
        "form": form,
        "standing": [duty for duty in duties if duty.ended_at is None],
        "past": [duty for duty in duties if duty.ended_at is not None],
        "is_assurer": person.is_active and Role.IQA in person.role_names,
        "today": timezone.localdate(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "enrolments/assurance_duties.html", context, status=status)


@role_required(Role.ADMINISTRATOR)
@require_POST
def duty_end(request: AuthedRequest, pk: int, duty: int) -> HttpResponse:
    """End a duty: from this moment its work is out of the assurer's sight."""
    found = get_object_or_404(
        AssuranceDuty.objects.select_related("qualification"), pk=duty, assurer=pk
    )
    end_duty(duty=found, by=request.user, now=timezone.now())
    messages.success(request, f"The duty for {found.qualification} is ended.")
    return redirect("enrolments:assurance_duties", pk)
