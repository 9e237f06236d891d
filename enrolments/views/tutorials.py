"""Logging a tutorial, or a session of a cohort."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.roles import AuthedRequest, Role, role_required
from courses.models import Unit
from enrolments.actions.tutorials import record_group_session, record_tutorial
from enrolments.choices import EnrolmentStatus
from enrolments.errors import LearningRefused
from enrolments.forms.agreed import AgreedForm, agreed_rows, agreed_said
from enrolments.forms.tutorials import GroupSessionForm, MeetingForm, TutorialForm
from enrolments.hours import hours_and_minutes
from enrolments.learning_time import ledger_of
from enrolments.models import Cohort, Enrolment, Tutorial
from enrolments.permissions import can_record_group_session, is_tutor_of
from enrolments.tutoring import USUAL_MINUTES, is_usual
from enrolments.views.refusals import put_beside
from enrolments.views.returning import way_back

SESSION_MINUTES = 60


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def tutorial_record(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Log a tutorial: a drawer on the caseload, a page without a script."""
    now = timezone.now()
    mine = Enrolment.objects.visible_to(request.user).with_people()
    enrolment = get_object_or_404(mine, reference=reference)
    if not is_tutor_of(request.user, enrolment):
        raise PermissionDenied
    context = {"enrolment": enrolment, "next": way_back(request)}
    if enrolment.status == EnrolmentStatus.WITHDRAWN:
        return render(request, "enrolments/tutorial_record.html", context, status=409)
    form = TutorialForm(
        request.POST if request.method == "POST" else None,
        units=enrolment.version.units.all(),
        now=now,
        usual_minutes=usual_minutes(request),
        initial={"next": way_back(request)},
    )
    rows = rows_of(request, now=now)
    if is_ready(request, form, rows):
        try:
            tutorial = record_tutorial(
                enrolment=enrolment,
                meeting=form.meeting(),
                agreed=agreed_said(rows),
                has_attended=not form.cleaned_data["has_missed"],
                form_token=form.cleaned_data["form_token"],
                by=request.user,
                now=now,
            )
        except LearningRefused as refusal:
            put_beside(form, refusal)
            form.renew_token()
        else:
            messages.success(request, said_of(tutorial, enrolment))
            return redirect(way_back(request, default=tutorial.get_absolute_url()))
    context |= {"form": form, "rows": rows, "is_adding": "add_row" in request.POST}
    return render(request, "enrolments/tutorial_record.html", context, status=status_of(form, rows))


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def group_session_record(request: AuthedRequest, reference: str) -> HttpResponse:
    """Log a session of a cohort, with who was there (P7.9)."""
    now = timezone.now()
    cohort = get_object_or_404(
        Cohort.objects.visible_to(request.user).select_related("qualification"),
        reference=reference,
    )
    if not can_record_group_session(request.user, cohort):
        raise PermissionDenied
    community = list(cohort.enrolments.live().with_people().in_register_order())
    form = GroupSessionForm(
        request.POST if request.method == "POST" else None,
        units=units_of(community),
        enrolments=community,
        now=now,
        usual_minutes=SESSION_MINUTES,
        initial={"next": way_back(request)},
    )
    rows = rows_of(request, now=now)
    if is_ready(request, form, rows):
        try:
            tutorial = record_group_session(
                cohort=cohort,
                attended=form.cleaned_data["attended"],
                meeting=form.meeting(),
                agreed=agreed_said(rows),
                form_token=form.cleaned_data["form_token"],
                by=request.user,
                now=now,
            )
        except LearningRefused as refusal:
            put_beside(form, refusal)
            form.renew_token()
        else:
            credited = len(form.cleaned_data["attended"])
            people = "1 person" if credited == 1 else f"{credited} people"
            lasted = hours_and_minutes(tutorial.minutes)
            messages.success(request, f"Logged: {lasted} for {people} of {cohort.name}.")
            return redirect(way_back(request, default=tutorial.get_absolute_url()))
    context = {
        "cohort": cohort,
        "form": form,
        "rows": rows,
        "is_adding": "add_row" in request.POST,
        "next": way_back(request),
    }
    return render(
        request, "enrolments/group_session_record.html", context, status=status_of(form, rows)
    )


def rows_of(request: AuthedRequest, *, now: datetime) -> BaseFormSet[AgreedForm]:
    """The rows of what was agreed, as sent, or an empty one."""
    return agreed_rows(
        request.POST if request.method == "POST" else None,
        today=timezone.localdate(now),
        has_another="add_row" in request.POST,
    )


def is_ready(request: AuthedRequest, form: MeetingForm, rows: BaseFormSet[AgreedForm]) -> bool:
    """Whether to save. Asking for another row saves nothing, and finds no fault yet."""
    if "add_row" in request.POST:
        for part in (form, *rows.forms):
            part.errors.clear()
        return False
    return form.is_bound and all([form.is_valid(), rows.is_valid()])


def status_of(form: MeetingForm, rows: BaseFormSet[AgreedForm]) -> int:
    """422 when something is to be put right."""
    is_wrong = form.is_bound and (bool(form.errors) or any(rows.errors))
    return 422 if is_wrong else 200


def usual_minutes(request: AuthedRequest) -> int:
    """How long the tutor's last tutorial was, if people would say so: a guess at the next."""
    logged = request.user.tutorials.order_by("-recorded_at", "-pk")
    last: int | None = logged.values_list("minutes", flat=True).first()
    return last if last is not None and is_usual(last) else USUAL_MINUTES


def units_of(enrolments: list[Enrolment]) -> list[Unit]:
    """The units of every version that some enrolments are on, the newest version first."""
    versions = {e.version_id for e in enrolments}
    return list(Unit.objects.filter(version__in=versions).order_by("-version", "position"))


def said_of(tutorial: Tutorial, enrolment: Enrolment) -> str:
    """What was logged, and where the promise of one-to-one time stands now."""
    lasted = hours_and_minutes(tutorial.minutes)
    said = f"Logged: {lasted} with {enrolment.candidate}."
    promised = enrolment.version.one_to_one_minutes
    if promised:
        minutes = ledger_of(enrolment).one_to_one
        said += f" One-to-one now {hours_and_minutes(minutes)} of {hours_and_minutes(promised)}."
    return said
