"""Professional discussions: announcing one, reading it, recording how it went."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.discussions import (
    announce_discussion,
    cancel_discussion,
    record_discussion,
)
from assessments.errors import FileRefused, NoRoom, RecordRefused
from assessments.forms.discussions import AnnounceForm, CancelForm, HeldForm
from assessments.models import (
    DiscussionRecord,
    EvidenceFile,
    ProfessionalDiscussion,
    UnitProgress,
)
from assessments.permissions import can_assess, can_hold_discussion
from assessments.views.records import withheld_paper
from courses.models import AssessmentCriterion
from enrolments.models import Enrolment


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def discussion_announce(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Tell a candidate what a discussion will be about; `unit` ticks the criteria of one."""
    reached = Enrolment.objects.visible_to(request.user).with_people()
    enrolment = get_object_or_404(reached, reference=reference, tutor=request.user)
    if not can_assess(request.user, enrolment) or not enrolment.is_live:
        raise PermissionDenied
    criteria = open_criteria(enrolment)
    code = request.GET.get("unit", "")
    form = AnnounceForm(
        request.POST if request.method == "POST" else None,
        criteria=criteria,
        today=timezone.localdate(),
        chosen=[one.pk for one in criteria if one.unit.code == code],
    )
    if form.is_valid():
        try:
            discussion = announce_discussion(
                enrolment=enrolment,
                announced=form.announcement(),
                form_token=form.cleaned_data["form_token"],
                by=request.user,
                now=timezone.now(),
            )
        except RecordRefused as refusal:
            say(form, refusal)
        else:
            messages.success(request, f"{enrolment.candidate} sees now what is coming, and when.")
            return redirect(discussion)
    context = {"enrolment": enrolment, "form": form, "criteria": criteria}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/discussion_announce.html", context, status=status)


@role_required(Role.CANDIDATE, Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def discussion_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """What was announced, and what became of it."""
    return show_discussion(request, readable(request, reference), CancelForm())


@role_required(Role.TUTOR)
@require_POST
def discussion_cancel(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """It will not be held."""
    discussion = held_by(request, reference)
    form = CancelForm(request.POST)
    if form.is_valid():
        try:
            cancel_discussion(
                discussion=discussion,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except RecordRefused as refusal:
            say(form, refusal)
        else:
            messages.success(request, "Cancelled. What was announced stays on record.")
            return redirect(discussion)
    return show_discussion(request, discussion, form, status=422)


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def discussion_record(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Record how a discussion went, or correct what was recorded."""
    discussion = held_by(request, reference)
    if not can_hold_discussion(request.user, discussion):
        raise PermissionDenied
    withheld = withheld_paper(request.user, discussion.evidence)
    sent = request.POST if request.method == "POST" else None
    made: dict[str, Any] = {
        "announced": list(discussion.criteria.select_related("criterion__unit")),
        "standing": None if withheld else newest_of(discussion),
        "is_correction": discussion.evidence is not None,
        "planned_for": discussion.planned_for,
        "today": timezone.localdate(),
    }
    if sent is not None and "more" in sent:
        return record_page(request, discussion, HeldForm(typed=sent, **made), withheld)
    form = HeldForm(sent, request.FILES if sent is not None else None, **made)
    if form.is_valid():
        try:
            record = record_discussion(
                discussion=discussion,
                went=form.held(),
                form_token=form.cleaned_data["form_token"],
                recording=form.cleaned_data["attachment"],
                reason=form.cleaned_data.get("reason", ""),
                by=request.user,
                now=timezone.now(),
            )
        except NoRoom as refusal:
            form.add_error("attachment", str(refusal))
            return record_page(request, discussion, form, withheld, status=507)
        except RecordRefused as refusal:
            say(form, refusal)
        except FileRefused as refusal:
            form.add_error("attachment", str(refusal))
        else:
            messages.success(request, f"Recorded. {discussion.enrolment.candidate} can confirm it.")
            return redirect("assessments:record_detail", record.paper.reference)
    status = 422 if form.is_bound else 200
    return record_page(request, discussion, form, withheld, status=status)


def record_page(
    request: AuthedRequest,
    discussion: ProfessionalDiscussion,
    form: HeldForm,
    withheld: EvidenceFile | None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The form, empty, with what stands, or with what is to be put right."""
    context = {
        "discussion": discussion,
        "enrolment": discussion.enrolment,
        "form": form,
        "withheld": withheld,
    }
    return render(request, "assessments/discussion_record.html", context, status=status)


def show_discussion(
    request: AuthedRequest,
    discussion: ProfessionalDiscussion,
    form: CancelForm,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of one discussion."""
    enrolment = discussion.enrolment
    standing = newest_of(discussion)
    context = {
        "discussion": discussion,
        "enrolment": enrolment,
        "announced": discussion.criteria.select_related("criterion__unit"),
        "standing": standing,
        "form": form,
        "may_hold": can_hold_discussion(request.user, discussion),
        "is_own": enrolment.candidate.user_id == request.user.pk,
        "now": timezone.now(),
    }
    return render(request, "assessments/discussion_detail.html", context, status=status)


def readable(request: AuthedRequest, reference: UUID) -> ProfessionalDiscussion:
    """A discussion the person may read; 404 for any other."""
    rows = ProfessionalDiscussion.objects.readable_by(request.user, today=timezone.localdate())
    people = ("enrolment__candidate__user", "enrolment__qualification", "enrolment__tutor")
    return get_object_or_404(rows.select_related(*people, "announced_by"), reference=reference)


def held_by(request: AuthedRequest, reference: UUID) -> ProfessionalDiscussion:
    """A discussion of today's caseload; 404 for any other."""
    discussion = readable(request, reference)
    if not can_assess(request.user, discussion.enrolment):
        return get_object_or_404(ProfessionalDiscussion.objects.none())
    return discussion


def newest_of(discussion: ProfessionalDiscussion) -> DiscussionRecord | None:
    """What stands of how it went."""
    rows: QuerySet[DiscussionRecord] = discussion.records.select_related("record__paper")
    return rows.order_by("-record__version").first()


def open_criteria(enrolment: Enrolment) -> list[AssessmentCriterion]:
    """Every criterion that is not passed yet, in order."""
    passed: set[int] = set()
    rows = {row.unit_id: row for row in UnitProgress.objects.filter(enrolment=enrolment)}
    criteria = AssessmentCriterion.objects.filter(unit__version=enrolment.version_id)
    found = list(criteria.select_related("unit").order_by("unit__position", "position"))
    for unit_id, row in rows.items():
        of_unit = [one for one in found if one.unit_id == unit_id]
        states = zip(of_unit, row.criterion_states, strict=False)
        passed |= {one.pk for one, state in states if state == "passed"}
    return [one for one in found if one.pk not in passed]


def say(form: Any, refusal: RecordRefused) -> None:
    """Why not, beside its field where it has one."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
