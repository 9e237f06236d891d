"""Appeals: lodged by the candidate, answered in up to three stages by people without a part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.roles import AuthedRequest, Role, role_required
from assessments.choices import SubmissionStage
from assessments.models import (
    CriterionDecision,
    EvidenceFile,
    Submission,
    SubmittedFile,
    UnitResult,
)
from enrolments.permissions import can_administer_enrolment
from quality.actions.appeals import answer_stage, end_appeal, go_on, lodge_appeal, pick_reviewer
from quality.aftermath import aftermath_of
from quality.appeal_querysets import AppealQuerySet
from quality.appealing import (
    involved_in,
    is_last,
    is_reader,
    lodge_by,
    reviewer_of,
    reviewers_for,
)
from quality.errors import AppealRefused
from quality.forms.appeals import GroundsForm, ReviewerForm, StageAnswerForm
from quality.forms.rejudging import JudgeForm, RejudgingForm
from quality.models import Appeal

STAFF = (Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
RELATED = (
    "submission__unit",
    "enrolment__candidate__user",
    "enrolment__qualification",
    "candidate",
)


@role_required(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_lodge(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Appeal against a result one was told."""
    mine = Submission.objects.filter(enrolment__candidate__user=request.user)
    submission = get_object_or_404(
        mine.select_related("unit", "enrolment__candidate__user"), reference=reference
    )
    result = submission.results.order_by("-sequence").first()
    if submission.stage != SubmissionStage.RELEASED or result is None:
        raise Http404
    standing = Appeal.objects.filter(result=result).first()
    if standing is not None:
        return redirect(standing)
    form = GroundsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            appeal = lodge_appeal(
                submission=submission,
                grounds=form.cleaned_data["grounds"],
                by=request.user,
                now=timezone.now(),
            )
        except AppealRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your appeal is lodged.")
            return redirect(appeal)
    last_day = lodge_by(submission, result)
    context = {
        "submission": submission,
        "form": form,
        "last_day": last_day,
        "is_over": last_day is not None and timezone.localdate() > last_day,
        "answer_days": settings.APPEAL_ANSWER_WORKING_DAYS,
    }
    status = 422 if form.is_bound else 200
    return render(request, "quality/appeal_lodge.html", context, status=status)


@role_required(Role.CANDIDATE, *STAFF)
@require_safe
def appeal_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """An appeal with its stages and answers."""
    return appeal_page(request, found(request, reference))


@role_required(Role.ADMINISTRATOR)
@require_POST
def appeal_pick(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Say who answers."""
    appeal = found(request, reference)
    form = ReviewerForm(request.POST, people=reviewers_for(appeal))

    def pick() -> None:
        person: User = form.cleaned_data["reviewer"]
        pick_reviewer(appeal=appeal, reviewer=person, by=request.user, now=timezone.now())

    return answered(request, appeal, form, pick, "picked", said="Picked, and told.")


@role_required(*STAFF)
@require_POST
def appeal_answer(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Answer the stage that is open, as whoever was picked; 403 for anybody else."""
    appeal = found(request, reference)
    if reviewer_of(appeal.stages.get_last()) != request.user:
        raise PermissionDenied
    form = StageAnswerForm(request.POST)

    def answer() -> None:
        answer_stage(
            appeal=appeal,
            is_upheld=form.cleaned_data["outcome"] == "upheld",
            answer=form.cleaned_data["answer"],
            by=request.user,
            now=timezone.now(),
        )

    return answered(
        request, appeal, form, answer, "answer", said="Answered; the candidate is told."
    )


@role_required(Role.CANDIDATE)
@require_POST
def appeal_go_on(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Go on to the next stage."""
    appeal = own(request, reference)
    form = GroundsForm(request.POST)

    def proceed() -> None:
        go_on(
            appeal=appeal,
            grounds=form.cleaned_data["grounds"],
            by=request.user,
            now=timezone.now(),
        )

    return answered(request, appeal, form, proceed, "onward", said="The next stage is open.")


@role_required(Role.CANDIDATE)
@require_POST
def appeal_end(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Let it rest."""
    appeal = own(request, reference)
    try:
        end_appeal(appeal=appeal, by=request.user, now=timezone.now())
    except AppealRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "You let the appeal rest. It stays on record.")
    return redirect(appeal)


def readable(request: AuthedRequest) -> AppealQuerySet:
    """The appeals a person may read: as staff, and their own as a candidate."""
    staff = Appeal.objects.for_staff(request.user, today=timezone.localdate())
    if Role.CANDIDATE not in request.user.role_names:
        return staff
    scope = Q(pk__in=staff.order_by().values("pk")) | Q(candidate=request.user)
    return Appeal.objects.filter(scope)


def found(request: AuthedRequest, reference: UUID) -> Appeal:
    """An appeal the person may read; 404 for any other."""
    return get_object_or_404(readable(request).select_related(*RELATED), reference=reference)


def own(request: AuthedRequest, reference: UUID) -> Appeal:
    """An appeal of the person's own."""
    mine = Appeal.objects.of_candidate(request.user).select_related(*RELATED)
    return get_object_or_404(mine, reference=reference)


def decisions_of(appeal: Appeal) -> QuerySet[CriterionDecision]:
    """What stands of the submission, criterion by criterion."""
    standing = CriterionDecision.objects.current().filter(submission=appeal.submission)
    return standing.select_related("criterion", "assessor").order_by("criterion__position")


def files_of(appeal: Appeal) -> list[tuple[EvidenceFile, list[str]]]:
    """What was sent up to this attempt, once each, with the criteria it is claimed for (R14)."""
    sent = SubmittedFile.objects.sent_up_to(appeal.submission).select_related("file", "criterion")
    found: dict[EvidenceFile, dict[str, None]] = {}
    for one in sent.order_by("file__original_name", "file", "criterion__position"):
        found.setdefault(one.file, {})[one.criterion.number] = None
    return [(file, list(numbers)) for file, numbers in found.items()]


def answered(
    request: AuthedRequest,
    appeal: Appeal,
    form: forms.Form,
    act: Callable[[], None],
    name: str,
    *,
    said: str,
) -> HttpResponse:
    """Do what a form asks, or show the appeal again with why not."""
    if form.is_valid():
        try:
            act()
        except AppealRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(appeal)
    return appeal_page(request, appeal, bound=form, name=name)


def appeal_page(
    request: AuthedRequest, appeal: Appeal, *, bound: forms.Form | None = None, name: str = ""
) -> HttpResponse:
    """The page of an appeal, with a form as it was typed."""
    today = timezone.localdate()
    stages = list(appeal.stages.select_related("answered_by"))
    last = stages[-1]
    waits = last.answered_at is None and appeal.ended_at is None
    reviewer = reviewer_of(last)
    is_reviewer = reviewer == request.user and request.user.pk not in involved_in(appeal.submission)
    is_own = appeal.candidate_id == request.user.pk
    may_pick = waits and can_administer_enrolment(request.user, appeal.enrolment)
    may_go_on = (
        is_own and appeal.ended_at is None and last.go_on_by is not None and today <= last.go_on_by
    )
    people = reviewers_for(appeal) if may_pick else User.objects.none()
    decisions = list(decisions_of(appeal))
    aftermath = aftermath_of(appeal, last, request.user, today=today)
    context: dict[str, Any] = {
        "appeal": appeal,
        "stages": stages,
        "last": last,
        "waits": waits,
        "reviewer": None if is_own else reviewer,
        "is_own": is_own,
        "is_final": is_last(last),
        "may_pick": may_pick,
        "may_answer": waits and is_reviewer,
        "may_go_on": may_go_on,
        "may_end": is_own and appeal.ended_at is None and (waits or may_go_on),
        "decisions": decisions,
        "aftermath": aftermath,
        "files": files_of(appeal) if is_reader(request.user, appeal, today=today) else [],
        "judge_form": JudgeForm(people=aftermath.judges),
        "anew": RejudgingForm(
            decisions=decisions, resubmit_by=UnitResult.objects.due_of(appeal.result)
        ),
        "picked": ReviewerForm(people=people),
        "answer": StageAnswerForm(),
        "onward": GroundsForm(),
        "today": today,
    }
    if bound is not None:
        context[name] = bound
    status = 422 if bound is not None else 200
    return render(request, "quality/appeal_detail.html", context, status=status)
