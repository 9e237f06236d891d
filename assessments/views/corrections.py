"""After a result is told: correcting a decision, allowing another attempt."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.attempts import allow_attempt
from assessments.actions.correcting import correct_decision
from assessments.choices import SubmissionStage
from assessments.errors import AttemptRefused, MarkingRefused
from assessments.forms.results import AllowAttemptForm, CorrectionForm
from assessments.models import CriterionDecision, Submission, UnitResult
from assessments.permissions import can_allow_attempt
from assessments.views.marking import tutored
from courses.models import Unit
from enrolments.models import Enrolment
from ledger.errors import StaleVersion


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def decision_correct(request: AuthedRequest, reference: UUID, position: int) -> HttpResponse:
    """Correct one released decision, with a reason."""
    submission = tutored(request, reference)
    history = history_at(submission, position)
    if not history or submission.stage != SubmissionStage.RELEASED:
        raise Http404
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        history=history,
        resubmit_by=UnitResult.objects.due_of(submission.results.latest("sequence")),
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            correct_decision(
                decision=form.cleaned_data["sequence"],
                correction=form.correction,
                by=request.user,
                now=timezone.now(),
            )
        except StaleVersion as conflict:
            status, history = 409, history_at(submission, position)
            form = form.going_on_from(history)
            form.add_error(None, f"{conflict} Yours is below: compare them, then send it again.")
        except MarkingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            criterion = history[0].criterion
            messages.success(
                request,
                f"{criterion.number} is corrected. {submission.enrolment.candidate} is told.",
            )
            return redirect("assessments:submission_result", reference=reference)
    context = {
        "submission": submission,
        "decision": history[0],
        "history": history,
        "form": form,
    }
    return render(request, "assessments/decision_correct.html", context, status=status)


def history_at(submission: Submission, position: int) -> list[CriterionDecision]:
    """What was decided for one criterion of a submission, newest first."""
    rows = CriterionDecision.objects.filter(submission=submission, criterion__position=position)
    return list(rows.select_related("criterion", "assessor").order_by("-sequence"))


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def attempt_allow(request: AuthedRequest, reference: UUID, code: str) -> HttpResponse:
    """Allow an attempt above the limit (R11)."""
    visible = Enrolment.objects.visible_to(request.user).with_people()
    enrolment = get_object_or_404(visible, reference=reference)
    unit = get_object_or_404(Unit, version=enrolment.version_id, code=code)
    if not can_allow_attempt(request.user, enrolment):
        raise PermissionDenied
    form = AllowAttemptForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            allow_attempt(
                enrolment=enrolment,
                unit=unit,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except AttemptRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Another attempt at {unit} is allowed.")
            return redirect(enrolment)
    tried = Submission.objects.standing().filter(enrolment=enrolment, unit=unit)
    context = {
        "enrolment": enrolment,
        "unit": unit,
        "tried": tried.order_by("attempt"),
        "limit": settings.ATTEMPTS_PER_UNIT,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessments/attempt_allow.html", context, status=status)
