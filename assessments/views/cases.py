"""Cases of suspected malpractice: opened by staff, answered by the candidate, decided by others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.cases import answer_case, decide_case, lift_case, note_case, open_case
from assessments.choices import CaseKind, CaseOutcome
from assessments.errors import CaseRefused
from assessments.forms.cases import (
    DECIDED,
    CaseAnswerForm,
    CaseDecisionForm,
    CaseFilterForm,
    CaseForm,
    CaseLiftForm,
    CaseNoteForm,
)
from assessments.forms.support import ANY
from assessments.models import MalpracticeCase, Submission
from assessments.permissions import can_decide_case, can_lift_case, can_open_case
from enrolments.searching import about
from enrolments.views.listing import Sort, sorted_page

PERSON = ("candidate__family_name", "candidate__given_name")
SORTS = {
    "opened": Sort("Opened", ("-opened_at",)),
    "name": Sort("Candidate", PERSON),
}
STAFF = (Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)


@role_required(*STAFF)
@require_safe
def case_list(request: AuthedRequest) -> HttpResponse:
    """Cases of whom one has to do with, open ones first asked for."""
    filters = CaseFilterForm(request.GET)
    rows = MalpracticeCase.objects.for_staff(request.user, today=timezone.localdate())
    state = filters.value("state")
    if state != ANY:
        rows = rows.filter(decided_at__isnull=state != DECIDED)
    if kind := filters.value("kind"):
        rows = rows.filter(kind=kind)
    rows = rows.filter(
        about(filters.value("q"), "candidate__given_name", "candidate__family_name", "suspicion")
    ).select_related("candidate", "submission__unit", "enrolment__qualification", "opened_by")
    page, heads = sorted_page(request, rows, SORTS, default="opened")
    context = {"filters": filters, "page": page, "heads": heads}
    return render(request, "assessments/case_list.html", context)


@role_required(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def case_open(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Open a case about a submission; its candidate is told."""
    seen = Submission.objects.readable_by(request.user, today=timezone.localdate())
    submission = get_object_or_404(
        seen.select_related("unit", "enrolment__candidate__user"), reference=reference
    )
    form = CaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            case = open_case(
                submission=submission,
                kind=CaseKind(form.cleaned_data["kind"]),
                suspicion=form.cleaned_data["suspicion"],
                form_token=form.cleaned_data["form_token"],
                by=request.user,
                now=timezone.now(),
            )
        except CaseRefused as refusal:
            put_beside(form, refusal)
        else:
            messages.success(request, f"The case is open, and {case.candidate} is told.")
            return redirect(case)
    context = {
        "submission": submission,
        "form": form,
        "standing": submission.cases.open().first(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessments/case_open.html", context, status=status)


@role_required(Role.CANDIDATE, *STAFF)
@require_safe
def case_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """A case; its candidate reads all but the notes."""
    return case_page(request, readable(request, reference))


@role_required(*STAFF)
@require_POST
def case_note(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Keep what was found out."""
    case = readable(request, reference, is_staff=True)
    form = CaseNoteForm(request.POST)
    if form.is_valid():
        try:
            note_case(
                case=case,
                text=form.cleaned_data["text"],
                form_token=form.cleaned_data["form_token"],
                by=request.user,
                now=timezone.now(),
            )
        except CaseRefused as refusal:
            put_beside(form, refusal)
        else:
            return redirect(case)
    return case_page(request, case, note=form)


@role_required(Role.CANDIDATE)
@require_POST
def case_answer(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The candidate answers."""
    mine = MalpracticeCase.objects.of_candidate(request.user)
    case = get_object_or_404(mine.select_related(*RELATED), reference=reference)
    form = CaseAnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_case(
                case=case, answer=form.cleaned_data["answer"], by=request.user, now=timezone.now()
            )
        except CaseRefused as refusal:
            put_beside(form, refusal)
        else:
            messages.success(request, "Your answer is kept.")
            return redirect(case)
    return case_page(request, case, answer=form)


@role_required(Role.IQA, Role.ADMINISTRATOR)
@require_POST
def case_decide(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Say what was found; refused to whoever has an interest."""
    case = readable(request, reference, is_staff=True)
    form = CaseDecisionForm(request.POST)
    if form.is_valid():
        try:
            decide_case(
                case=case,
                outcome=CaseOutcome(form.cleaned_data["outcome"]),
                finding=form.cleaned_data["finding"],
                by=request.user,
                now=timezone.now(),
            )
        except CaseRefused as refusal:
            put_beside(form, refusal)
        else:
            messages.success(request, f"Decided, and {case.candidate} is told.")
            return redirect(case)
    return case_page(request, case, decision=form)


@role_required(Role.IQA, Role.ADMINISTRATOR)
@require_POST
def case_lift(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Let a reported case hold the certificate no more; refused to whoever has an interest."""
    case = readable(request, reference, is_staff=True)
    form = CaseLiftForm(request.POST)
    if form.is_valid():
        try:
            lift_case(
                case=case, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
            )
        except CaseRefused as refusal:
            put_beside(form, refusal)
        else:
            messages.success(request, "Lifted: this case holds the certificate no more.")
            return redirect(case)
    return case_page(request, case, lifting=form)


RELATED = (
    "submission__unit",
    "enrolment__candidate__user",
    "candidate",
    "opened_by",
    "decided_by",
    "lifted_by",
)


def readable(request: AuthedRequest, reference: UUID, *, is_staff: bool = False) -> MalpracticeCase:
    """A case the person may read, as staff or as its candidate; 404 for any other."""
    rows = MalpracticeCase.objects.select_related(*RELATED)
    own = rows.of_candidate(request.user).filter(reference=reference).first()
    if own is not None and not is_staff and Role.CANDIDATE in request.user.role_names:
        return own
    return get_object_or_404(
        rows.for_staff(request.user, today=timezone.localdate()), reference=reference
    )


def case_page(
    request: AuthedRequest,
    case: MalpracticeCase,
    *,
    note: forms.Form | None = None,
    answer: forms.Form | None = None,
    decision: forms.Form | None = None,
    lifting: forms.Form | None = None,
) -> HttpResponse:
    """The page of a case, with a form as it was typed."""
    today = timezone.localdate()
    is_own = case.candidate_id == request.user.pk
    context: dict[str, Any] = {
        "case": case,
        "is_own": is_own,
        "notes": [] if is_own else case.notes.select_related("author"),
        "may_note": case.is_open and can_open_case(request.user, case.submission, today=today),
        "may_decide": case.is_open and can_decide_case(request.user, case, today=today),
        "may_lift": can_lift_case(request.user, case, today=today),
        "note": note or CaseNoteForm(),
        "answer": answer or CaseAnswerForm(initial={"answer": case.answer}),
        "decision": decision or CaseDecisionForm(),
        "lifting": lifting or CaseLiftForm(),
    }
    status = 422 if note or answer or decision or lifting else 200
    return render(request, "assessments/case_detail.html", context, status=status)


def put_beside(form: forms.Form, refusal: CaseRefused) -> None:
    """Say a refusal beside the answer it is about, or above them all."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
