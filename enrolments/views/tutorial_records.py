"""The record of a tutorial: reading it, putting it right, striking it out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.actions.agreed import agree_further
from enrolments.actions.tutorials import cancel_tutorial, correct_tutorial, record_of
from enrolments.choices import AttendanceResponse
from enrolments.errors import LearningRefused
from enrolments.forms.agreed import AgreedForm
from enrolments.forms.tutorials import AnswerForm, CancelForm, CorrectionForm
from enrolments.models import Enrolment, Tutorial
from enrolments.permissions import can_answer_tutorial, can_correct_tutorial, is_tutor_of
from enrolments.tutoring import GROUP_KINDS
from enrolments.views.agreed import action_rows
from enrolments.views.refusals import put_beside
from enrolments.views.tutorials import units_of
from ledger.errors import StaleVersion
from ledger.versions import Standing


@role_required(Role.TUTOR, Role.CANDIDATE, Role.ADMINISTRATOR)
@require_safe
def tutorial_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """One tutorial: what was said and agreed, and what the candidate says of the record."""
    return page_of(request, found(request, reference))


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def tutorial_correct(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Put a record right. What stood before is kept, and the candidate is told."""
    now = timezone.now()
    tutorial = found(request, reference)
    if not can_correct_tutorial(request.user, tutorial):
        raise PermissionDenied
    attendances = list(tutorial.attendances.select_related("enrolment__candidate__user"))
    enrolments = who_may_have_been_there(tutorial, [a.enrolment for a in attendances])
    start = timezone.localtime(tutorial.starts_at)
    is_queried = any(a.response == AttendanceResponse.QUERIED for a in attendances)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        tutorial=tutorial,
        units=units_of(enrolments),
        enrolments=enrolments,
        now=now,
        is_queried=is_queried,
        initial={
            "minutes": tutorial.minutes,
            "on_day": start.date(),
            "start": start.time(),
            "kind": tutorial.kind,
            "mode": tutorial.mode,
            "note": tutorial.note,
            "units": [unit.pk for unit in tutorial.units.all()],
            "attended": [a.enrolment_id for a in attendances if a.has_attended],
        },
    )
    form.made_from(record_of(tutorial))
    stands: Standing | None = None
    if form.is_valid():
        try:
            correct_tutorial(
                tutorial=tutorial,
                meeting=form.meeting(),
                attended=form.cleaned_data["attended"],
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                by=request.user,
                now=now,
            )
        except StaleVersion as stale:
            stands = form.is_behind(stale)
        except LearningRefused as refusal:
            put_beside(form, refusal)
        else:
            messages.success(request, "The record is corrected, and the candidate is told.")
            return redirect(tutorial)
    context = {
        "tutorial": tutorial,
        "form": form,
        "attendances": attendances,
        "is_queried": is_queried,
        "stands": stands,
    }
    status = 409 if stands else 422 if form.is_bound else 200
    return render(request, "enrolments/tutorial_correct.html", context, status=status)


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def tutorial_cancel(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Strike a record out, with a reason."""
    tutorial = found(request, reference)
    if tutorial.is_standing and not can_correct_tutorial(request.user, tutorial):
        raise PermissionDenied
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            cancel_tutorial(
                tutorial=tutorial,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except LearningRefused as refusal:
            put_beside(form, refusal)
        else:
            messages.success(request, "The tutorial is cancelled, and the candidate is told.")
            return redirect(tutorial)
    context = {"tutorial": tutorial, "form": form, "people": tutorial.attendances.with_people()}
    status = 422 if form.is_bound else 200
    return render(request, "enrolments/tutorial_cancel.html", context, status=status)


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_POST
def agreed_action_add(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Add something that was agreed and left out of the record."""
    tutorial = found(request, reference)
    if not can_correct_tutorial(request.user, tutorial):
        raise PermissionDenied
    form = AgreedForm(request.POST)
    form.fields["text"].required = True
    agreed = form.agreed() if form.is_valid() else None
    if agreed:
        try:
            agree_further(tutorial=tutorial, agreed=agreed, by=request.user, now=timezone.now())
        except LearningRefused as refusal:
            form.add_error("due_on", str(refusal))
        else:
            messages.success(request, "Added to what was agreed.")
            return redirect(tutorial)
    return page_of(request, tutorial, further=form)


def page_of(
    request: AuthedRequest,
    tutorial: Tutorial,
    *,
    answer: AnswerForm | None = None,
    further: AgreedForm | None = None,
    status: int = 422,
) -> HttpResponse:
    """The page of a tutorial: everything for staff, their own part for a candidate.

    A form given is one that needs another look, and `status` says why.
    """
    attendances = tutorial.attendances.with_people().order_by("enrolment__candidate__user")
    actions = tutorial.actions.with_people()
    is_staff = request.user.is_administrator or tutorial.tutor_id == request.user.pk
    is_staff = is_staff or any(is_tutor_of(request.user, a.enrolment) for a in attendances)
    own = [a for a in attendances if a.enrolment.candidate.user_id == request.user.pk]
    shown = list(attendances) if is_staff else own
    if not is_staff:
        actions = actions.filter(enrolment__in=[a.enrolment for a in own])
    mine = own[0] if own else None
    context = {
        "tutorial": tutorial,
        "attendances": shown,
        "mine": mine,
        "actions": action_rows(actions, reader=request.user),
        "today": timezone.localdate(),
        "is_staff": is_staff,
        "can_correct": can_correct_tutorial(request.user, tutorial),
        "is_queried": any(a.response == AttendanceResponse.QUERIED for a in shown),
        "can_answer": mine is not None and can_answer_tutorial(request.user, mine),
        "answer": answer or AnswerForm(),
        "further": further or AgreedForm(),
        "revisions": tutorial.revisions.select_related("replaced_by"),
    }
    is_sent_back = bool(answer or further)
    return render(
        request, "enrolments/tutorial_detail.html", context, status=status if is_sent_back else 200
    )


def found(request: AuthedRequest, reference: UUID) -> Tutorial:
    """A tutorial the person may see, or 404."""
    visible = Tutorial.objects.visible_to(request.user).select_related("tutor")
    return get_object_or_404(visible.prefetch_related("units"), reference=reference)


def who_may_have_been_there(tutorial: Tutorial, there: list[Enrolment]) -> list[Enrolment]:
    """Those on the record, and for group work the rest of their cohort."""
    if tutorial.kind not in GROUP_KINDS or not there:
        return there
    known = {e.pk for e in there}
    community = there[0].cohort.enrolments.live().with_people().in_register_order()
    return there + [e for e in community if e.pk not in known]
