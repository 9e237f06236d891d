"""What became of a sample, and the actions asked of assessors."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.models import Enrolment
from quality.actions.sampling import answer_action, settle_action
from quality.errors import SampleRefused
from quality.forms.sampling import AnswerForm
from quality.models import IQASample, QualityAction
from quality.permissions import can_settle
from quality.snapshot import digest_of, snapshot_of


@role_required(Role.IQA, Role.ADMINISTRATOR)
@require_safe
def sample_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """What was sampled, what was said of it, and whether it has changed since."""
    samples = IQASample.objects.select_related(
        "submission__unit",
        "submission__enrolment__candidate__user",
        "submission__enrolment__tutor",
        "assurer",
        "assessor",
    )
    samples = samples.exclude(candidate=request.user)
    if not request.user.is_administrator:
        seen = Enrolment.objects.assurable_by(request.user, today=timezone.localdate())
        samples = samples.filter(submission__enrolment__in=seen.order_by().values("pk"))
    sample = get_object_or_404(samples, reference=reference)
    context = {
        "sample": sample,
        "judgements": sample.judgements.select_related(
            "decision__criterion", "assessor", "action"
        ).order_by("decision__criterion__position"),
        "has_changed": digest_of(snapshot_of(sample.submission)) != sample.snapshot_sha256,
        "can_settle": can_settle(request.user, sample, today=timezone.localdate()),
    }
    return render(request, "quality/sample_detail.html", context)


@role_required(Role.TUTOR)
@require_safe
def action_list(request: AuthedRequest) -> HttpResponse:
    """What quality assurance asks of an assessor."""
    return show_actions(request)


@role_required(Role.TUTOR)
@require_POST
def action_answer(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Say what was done."""
    asked = QualityAction.objects.to_answer(request.user)
    action = get_object_or_404(asked, reference=reference)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_action(
                action=action,
                answer=form.cleaned_data["answer"],
                by=request.user,
                now=timezone.now(),
            )
        except SampleRefused as refusal:
            form.add_error("answer", str(refusal))
        else:
            messages.success(request, "Answered. The assurer looks at it again.")
            return redirect("quality:action_list")
    return show_actions(request, form=form, answering=action.pk, status=422)


@role_required(Role.IQA)
@require_POST
def action_settle(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Looked at again, inside the same sample."""
    seen = QualityAction.objects.assured_by(request.user, today=timezone.localdate())
    action = get_object_or_404(seen.select_related("judgement__sample"), reference=reference)
    try:
        settle_action(action=action, by=request.user, now=timezone.now())
    except SampleRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Settled.")
    return redirect("quality:sample_detail", action.judgement.sample.reference)


def show_actions(
    request: AuthedRequest,
    *,
    form: AnswerForm | None = None,
    answering: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of actions, with an answer as it was typed."""
    asked = QualityAction.objects.to_answer(request.user).select_related(
        "judgement__assurer",
        "judgement__decision__criterion",
        "judgement__sample__submission__unit",
        "judgement__sample__submission__enrolment__candidate__user",
    )
    actions = list(asked)
    context = {
        "open": [action for action in actions if action.settled_at is None],
        "settled": [action for action in actions if action.settled_at is not None],
        "form": form or AnswerForm(),
        "answering": answering,
        "today": timezone.localdate(),
    }
    return render(request, "quality/action_list.html", context, status=status)
