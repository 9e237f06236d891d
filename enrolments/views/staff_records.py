"""Staff records: an administrator keeps them, and everybody on the staff sees their own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.roles import AuthedRequest, Role, role_required
from courses.models import Qualification, Unit
from enrolments.actions.staff_records import (
    approve_for_unit,
    end_approval,
    log_development,
    record_qualification,
    take_back_qualification,
)
from enrolments.assessors import competence_of
from enrolments.errors import StaffRecordRefused
from enrolments.forms.staff_records import (
    ApprovalForm,
    DevelopmentForm,
    QualificationForm,
    TakeBackForm,
)
from enrolments.models import StaffQualification, UnitApproval


@role_required(Role.ADMINISTRATOR)
@require_safe
def staff_record(request: AuthedRequest, pk: int) -> HttpResponse:
    """What somebody holds, what they are approved for, and their development."""
    return record_page(request, get_object_or_404(User, pk=pk))


@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def my_staff_record(request: AuthedRequest) -> HttpResponse:
    """One's own record; only development is added here."""
    if request.method != "POST":
        return record_page(request, request.user)
    return _add_development(request, request.user, "enrolments:my_staff_record")


@role_required(Role.ADMINISTRATOR)
@require_POST
def staff_qualification_record(request: AuthedRequest, pk: int) -> HttpResponse:
    """Keep an award somebody works towards or holds (R16)."""
    person = get_object_or_404(User, pk=pk)
    form = QualificationForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        try:
            row = record_qualification(
                person=person, held=form.held(), by=request.user, now=timezone.now()
            )
        except StaffRecordRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"{row} is recorded.")
            return redirect("enrolments:staff_record", pk)
    return record_page(request, person, award_form=form)


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def staff_qualification_take_back(request: AuthedRequest, pk: int, record: int) -> HttpResponse:
    """Take back an award that was recorded by mistake, with the reason."""
    rows = StaffQualification.objects.select_related("person")
    found = get_object_or_404(rows, pk=record, person=pk)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        take_back_qualification(
            qualification=found,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, f"{found} counts no more.")
        return redirect("enrolments:staff_record", pk)
    context = {"form": form, "record": found, "person": found.person}
    status = 422 if form.is_bound else 200
    return render(request, "enrolments/staff_qualification_take_back.html", context, status=status)


@role_required(Role.ADMINISTRATOR)
@require_POST
def unit_approval_add(request: AuthedRequest, pk: int) -> HttpResponse:
    """Approve somebody for a unit, or for all of a diploma (R16)."""
    person = get_object_or_404(User, pk=pk)
    form = ApprovalForm(request.POST, units=current_units(), today=timezone.localdate())
    if form.is_valid():
        diploma, code = form.chosen
        try:
            approve_for_unit(
                person=person,
                qualification=Qualification.objects.get(pk=diploma),
                unit_code=code,
                starts_on=form.cleaned_data["starts_on"],
                by=request.user,
                now=timezone.now(),
            )
        except StaffRecordRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "The approval is recorded.")
            return redirect("enrolments:staff_record", pk)
    return record_page(request, person, approval_form=form)


@role_required(Role.ADMINISTRATOR)
@require_POST
def unit_approval_end(request: AuthedRequest, pk: int, approval: int) -> HttpResponse:
    """End an approval with today."""
    found = get_object_or_404(UnitApproval, pk=approval, person=pk)
    ended = end_approval(approval=found, by=request.user, now=timezone.now())
    messages.success(request, f"The approval ends on {ended.ends_on:%d/%m/%Y}.")
    return redirect("enrolments:staff_record", pk)


@role_required(Role.ADMINISTRATOR)
@require_POST
def development_add(request: AuthedRequest, pk: int) -> HttpResponse:
    """Add to somebody's development for them."""
    return _add_development(request, get_object_or_404(User, pk=pk), "enrolments:staff_record", pk)


def _add_development(
    request: AuthedRequest, person: User, back_to: str, *args: int
) -> HttpResponse:
    form = DevelopmentForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        try:
            log_development(
                person=person,
                development=form.development(),
                form_token=form.cleaned_data["form_token"],
                by=request.user,
                now=timezone.now(),
            )
        except StaffRecordRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, "The entry is kept.")
            return redirect(back_to, *args)
    return record_page(request, person, development_form=form)


def current_units() -> list[Unit]:
    """The units of every diploma as it is now, in order."""
    rows = Unit.objects.filter(version__is_current=True).select_related("version__qualification")
    return list(
        rows.order_by("version__qualification__level", "version__qualification", "position")
    )


def record_page(request: AuthedRequest, person: User, **sent: Form) -> HttpResponse:
    """The record of a person; a form that was sent and refused is shown as it was sent."""
    today = timezone.localdate()
    keeps = request.user.is_administrator and person != request.user
    is_staff = person.works_here
    if not is_staff and sent:
        raise PermissionDenied
    qualifications = person.staff_qualifications.select_related("recorded_by")
    entries = list(person.cpd_entries.select_related("recorded_by"))
    context: dict[str, Any] = {
        "person": person,
        "is_own": person == request.user,
        "keeps": keeps and is_staff,
        "is_staff": is_staff,
        "competence": competence_of(person, on=today),
        "months": settings.ASSESSOR_QUALIFIES_WITHIN_MONTHS,
        "held": [row for row in qualifications if row.taken_back_at is None],
        "taken_back": [row for row in qualifications if row.taken_back_at is not None],
        "approvals": person.unit_approvals.select_related("qualification", "approved_by"),
        "entries": entries,
        "hours": sum(entry.hours for entry in entries),
        "today": today,
        "development_form": DevelopmentForm(None, today=today),
    }
    if context["keeps"]:
        context["award_form"] = QualificationForm(None, today=today)
        context["approval_form"] = ApprovalForm(None, units=current_units(), today=today)
    status = 422 if sent else 200
    return render(request, "enrolments/staff_record.html", context | sent, status=status)
