"""The candidate's side of tutorials: reading them, saying whether they are right, ticking off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.actions.answering import answer_tutorial
from enrolments.answer_links import read_answer_token
from enrolments.choices import AttendanceResponse
from enrolments.errors import LearningRefused
from enrolments.forms.tutorials import AnswerForm
from enrolments.models import Attendance, Enrolment, TutorialAction
from enrolments.permissions import can_record_tutorial
from enrolments.tutoring_querysets import AttendanceQuerySet, TutorialActionQuerySet
from enrolments.views.agreed import action_rows
from enrolments.views.refusals import put_beside
from enrolments.views.returning import way_back
from enrolments.views.tutorial_records import found, page_of
from ledger.errors import StaleVersion

PAGE = 20


@role_required(Role.CANDIDATE)
@require_safe
def my_tutorials(request: AuthedRequest) -> HttpResponse:
    """A candidate's tutorials, newest first, and what was agreed at them."""
    mine = Attendance.objects.filter(enrolment__candidate__user=request.user)
    actions = TutorialAction.objects.filter(enrolment__candidate__user=request.user)
    context = listed(request, mine, actions) | {"is_own": True}
    return render(request, "enrolments/my_tutorials.html", context)


@role_required(Role.TUTOR, Role.ADMINISTRATOR, Role.CANDIDATE)
@require_safe
def tutorial_list(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The tutorials of one enrolment, for whoever looks after it."""
    visible = Enrolment.objects.visible_to(request.user).with_people().with_contact()
    enrolment = get_object_or_404(visible, reference=reference)
    context = listed(request, enrolment.attendances.all(), enrolment.agreed_actions.all())
    context |= {
        "enrolment": enrolment,
        "can_record": can_record_tutorial(request.user, enrolment),
        "is_own": enrolment.candidate.user_id == request.user.pk,
    }
    return render(request, "enrolments/tutorial_list.html", context)


@role_required(Role.CANDIDATE)
@require_POST
def tutorial_respond(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """A candidate confirms or queries the record of a tutorial."""
    tutorial = found(request, reference)
    own = tutorial.attendances.filter(enrolment__candidate__user=request.user).with_people()
    attendance = own.first()
    if attendance is None:
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answered = answer_tutorial(
                attendance=attendance,
                response=AttendanceResponse(form.cleaned_data["response"]),
                note=form.cleaned_data["note"],
                revisions=form.cleaned_data["revisions"],
                by=request.user,
                now=timezone.now(),
            )
        except LearningRefused as refusal:
            put_beside(form, refusal)
        except StaleVersion as stale:
            form.add_error(None, str(stale))
            return page_of(request, found(request, reference), answer=form, status=409)
        else:
            messages.success(request, thanks_for(answered))
            return redirect(way_back(request, default=tutorial.get_absolute_url()))
    return page_of(request, tutorial, answer=form)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def tutorial_answer(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail: the record and two buttons, without signing in. Looking says nothing."""
    attendance = attendance_named(token)
    candidate = attendance.enrolment.candidate.user
    form = AnswerForm(request.POST if request.method == "POST" else None)
    is_stale = False
    if form.is_valid():
        try:
            attendance = answer_tutorial(
                attendance=attendance,
                response=AttendanceResponse(form.cleaned_data["response"]),
                note=form.cleaned_data["note"],
                revisions=form.cleaned_data["revisions"],
                by=candidate,
                now=timezone.now(),
            )
        except LearningRefused as refusal:
            put_beside(form, refusal)
        except StaleVersion as stale:
            form.add_error(None, str(stale))
            attendance, is_stale = attendance_named(token), True
    has_answered = form.is_bound and not form.errors
    context = {
        "attendance": attendance,
        "tutorial": attendance.tutorial,
        "form": form,
        "has_answered": has_answered,
        "revisions": attendance.tutorial.revisions.count(),
    }
    status = 409 if is_stale else 422 if form.is_bound and form.errors else 200
    response = render(request, "enrolments/tutorial_answer.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def listed(
    request: AuthedRequest, attendances: AttendanceQuerySet, actions: TutorialActionQuerySet
) -> dict[str, Any]:
    """A page of tutorials with what was agreed at each, and everything still to do."""
    rows = (
        attendances.with_people()
        .with_revisions()
        .select_related("enrolment__qualification")
        .prefetch_related("tutorial__units")
        .order_by("-tutorial__starts_at", "-pk")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "open_actions": action_rows(actions.open().with_people(), reader=request.user),
        "done_actions": action_rows(actions.done().with_people()[:5], reader=request.user),
        "answer": AnswerForm(),
        "today": timezone.localdate(),
    }


def attendance_named(token: str) -> Attendance:
    """The attendance a link is about, as long as its candidate may sign in; else 404."""
    named = read_answer_token(token)
    if named is None:
        raise Http404
    tutorial, enrolment = named
    rows = Attendance.objects.with_people().filter(
        tutorial__reference=tutorial,
        enrolment__reference=enrolment,
        enrolment__candidate__user__is_active=True,
    )
    return get_object_or_404(rows)


def thanks_for(attendance: Attendance) -> str:
    """What becomes of an answer."""
    if attendance.response == AttendanceResponse.CONFIRMED:
        return "Confirmed. Thank you."
    return f"Your query is with {attendance.tutorial.tutor}."
