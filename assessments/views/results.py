"""What a submission came to, and telling it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.releasing import release
from assessments.actions.reopening import reopen_marking
from assessments.bench import turn_of
from assessments.choices import Grade, Outcome, SubmissionStage
from assessments.deciding import registration_missing
from assessments.errors import MarkingRefused
from assessments.models import (
    Countersignature,
    CriterionDecision,
    DraftConflict,
    MalpracticeCase,
    Submission,
    UnitResult,
)
from assessments.permissions import can_allow_attempt, can_correct, can_reopen
from assessments.sent import sent_files
from assessments.views.marking import tutored
from assessments.views.sheets import is_last_attempt, met_in
from courses.models import AssessmentCriterion
from enrolments.assessors import competence_of


@role_required(Role.TUTOR, Role.ADMINISTRATOR)
@require_safe
def submission_result(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """What a submission came to, with all that was said before; staff see it before release."""
    return result_page(request, overseen(request, reference))


@role_required(Role.TUTOR)
@require_POST
def submission_release(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Tell the candidate."""
    submission = tutored(request, reference)
    try:
        release(submission=submission, by=request.user, now=timezone.now())
    except MarkingRefused as refusal:
        return result_page(request, tutored(request, reference), refusal=str(refusal))
    messages.success(request, f"Released. {submission.enrolment.candidate} has been told.")
    return redirect("assessments:submission_result", reference=reference)


@role_required(Role.TUTOR)
@require_POST
def marking_reopen(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Take a finished marking up again, while nobody has been told."""
    submission = tutored(request, reference)
    try:
        reopen_marking(submission=submission, by=request.user, now=timezone.now())
    except MarkingRefused as refusal:
        return result_page(request, tutored(request, reference), refusal=str(refusal))
    return redirect("assessments:submission_mark", reference=reference)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A result that no longer stands, and whether the candidate was ever told of it."""

    result: UnitResult
    was_told: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """One criterion with the decision that stands, and those it replaced, newest first."""

    criterion: AssessmentCriterion
    decision: CriterionDecision
    replaced: tuple[CriterionDecision, ...]
    met: tuple[DraftConflict, ...]


def overseen(request: AuthedRequest, reference: UUID) -> Submission:
    """A submission a member of staff may look at; 404 for any other."""
    visible = Submission.objects.overseen_by(request.user).select_related(
        "unit__version", "enrolment__candidate__user", "enrolment__tutor", "released_by"
    )
    return get_object_or_404(visible, reference=reference)


def decided_in(submission: Submission) -> list[Decided]:
    """What was decided, criterion by criterion, in three queries."""
    rows = submission.decisions.select_related("criterion", "assessor", "carried_from__submission")
    by_criterion: dict[AssessmentCriterion, list[CriterionDecision]] = defaultdict(list)
    for row in rows.order_by("criterion__position", "-sequence"):
        by_criterion[row.criterion].append(row)
    met = met_in(submission)
    return [
        Decided(
            criterion=criterion,
            decision=history[0],
            replaced=tuple(history[1:]),
            met=met.get(criterion.pk, ()),
        )
        for criterion, history in by_criterion.items()
    ]


def replaced(submission: Submission, results: list[UnitResult]) -> list[Earlier]:
    """The results before the one that stands, newest first.

    What was marked again before release was never told: another followed it until then.
    """
    released_at = submission.released_at
    return [
        Earlier(
            result=earlier,
            was_told=released_at is not None and following.decided_at > released_at,
        )
        for following, earlier in pairwise(results)
    ]


def result_page(
    request: AuthedRequest, submission: Submission, *, refusal: str = ""
) -> HttpResponse:
    """The page of a result; a refusal comes with it."""
    results = list(submission.results.with_due().select_related("assessor").order_by("-sequence"))
    is_finished = submission.stage in (SubmissionStage.MARKED, SubmissionStage.RELEASED)
    decided = decided_in(submission) if is_finished else []
    result = results[0] if results and is_finished else None
    is_newest = not Submission.objects.following(submission).exists()
    is_last = is_last_attempt(submission)
    case = MalpracticeCase.objects.about_unit_of(submission).undone().first()
    is_tutor = submission.enrolment.tutor_id == request.user.pk
    signed = signatures_of(submission) if any(one.is_provisional for one in results) else []
    is_waiting = is_to_be_countersigned(submission, result, signed)
    may_reopen = can_reopen(request.user, submission)
    unregistered = registration_missing(submission.enrolment, on=timezone.localdate())
    context = {
        "submission": submission,
        "result": result,
        "earlier": replaced(submission, results) if is_finished else [],
        "decided": decided,
        "met": sum(row.decision.outcome == Outcome.MET for row in decided),
        "files": sent_files(submission),
        "turn": turn_of(submission, request.user) if is_tutor else None,
        "can_release": may_reopen and not is_waiting and not unregistered,
        "can_reopen": may_reopen,
        "is_provisional": is_waiting,
        "unregistered": unregistered,
        "countersigned": signed,
        "case": case,
        "has_open_case": case is not None and case.is_open,
        "can_correct": is_newest and may_correct(request.user, submission),
        "is_exhausted": is_newest and is_last and is_told_referral(submission, result),
        "is_last_attempt": is_last,
        "can_allow": can_allow_attempt(request.user, submission.enrolment),
        "limit": settings.ATTEMPTS_PER_UNIT,
        "refusals": [refusal] if refusal else [],
        "has_keys": request.user.has_key_shortcuts,
    }
    status = 422 if refusal else 200
    return render(request, "assessments/submission_result.html", context, status=status)


def may_correct(user: User, submission: Submission) -> bool:
    """A correction takes effect at once, so only a qualified assessor is offered it (R16)."""
    is_theirs = can_correct(user, submission)
    return is_theirs and competence_of(user, on=timezone.localdate()).is_qualified


def is_to_be_countersigned(
    submission: Submission, result: UnitResult | None, signed: Sequence[Countersignature]
) -> bool:
    """Whether the result that stands waits for a qualified assessor (R16)."""
    if result is None or submission.stage != SubmissionStage.MARKED or not result.is_provisional:
        return False
    return all(one.result_id != result.pk for one in signed)


def signatures_of(submission: Submission) -> list[Countersignature]:
    """What qualified assessors said of provisional results, newest first (R16)."""
    signed = Countersignature.objects.filter(result__submission=submission)
    return list(signed.select_related("by").order_by("-at", "-pk"))


def is_told_referral(submission: Submission, result: UnitResult | None) -> bool:
    """Whether the candidate knows of a referral."""
    is_referred = result is not None and result.grade == Grade.REFERRED
    return is_referred and submission.stage == SubmissionStage.RELEASED
