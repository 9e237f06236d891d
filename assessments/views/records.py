"""The page of a record: what it says, its versions, and the other side's word on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.records import confirm_record
from assessments.choices import MADE_BY_TUTORS, EvidenceKind
from assessments.errors import RecordRefused
from assessments.forms.discussions import ConfirmForm
from assessments.models import (
    Evidence,
    EvidenceClaim,
    EvidenceFile,
    EvidenceRecord,
    RecordConfirmation,
    SubmittedFile,
)
from assessments.permissions import (
    can_assess,
    can_confirm,
    can_hold_discussion,
    can_open,
    can_submit,
)
from assessments.record_pages import written_of


@role_required(Role.CANDIDATE, Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def record_detail(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """One version of a record."""
    return show_record(request, readable(request, reference), ConfirmForm())


@role_required(Role.CANDIDATE, Role.TUTOR)
@require_POST
def record_confirm(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The candidate's word on the tutor's record, or the tutor's on the candidate's."""
    file = readable(request, reference)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        try:
            confirm_record(
                record=file.record,
                comment=form.cleaned_data["comment"],
                by=request.user,
                now=timezone.now(),
            )
        except RecordRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Confirmed.")
            return redirect("assessments:record_detail", reference)
    return show_record(request, file, form, status=422)


def show_record(
    request: AuthedRequest, file: EvidenceFile, form: ConfirmForm, *, status: int = 200
) -> HttpResponse:
    """The page of a record, or why nobody may open it."""
    record = file.record
    evidence = file.evidence
    may_open = can_open(request.user, file)
    versions = evidence.files.order_by("-version")
    claims = list(
        evidence.claims.select_related("criterion__unit").order_by(
            "criterion__unit__position", "criterion__position"
        )
    )
    sent = SubmittedFile.objects.standing().filter(file=file)
    context = {
        "file": file,
        "record": record,
        "evidence": evidence,
        "enrolment": evidence.enrolment,
        "may_open": may_open,
        "versions": versions,
        "is_newest": versions[0].version == file.version,
        "sent": sent.select_related("submission__unit").order_by("submission").first(),
        "form": form,
        "claims": claims,
        "correct_at": correct_at(request.user, record, claims),
    } | beside(request.user, file)
    return render(request, "assessments/record_detail.html", context, status=status)


def beside(user: User, file: EvidenceFile) -> dict[str, Any]:
    """What a page shows of a record, where the file may be opened: it, and the word on it."""
    record = record_of(file)
    if record is None or not can_open(user, file):
        return {"written": None}
    confirmation = RecordConfirmation.objects.filter(record=record).select_related("by").first()
    return {
        "record": record,
        "written": written_of(record),
        "confirmation": confirmation,
        "may_confirm": confirmation is None and can_confirm(user, record),
        "is_by_tutor": record.kind in MADE_BY_TUTORS,
    }


def record_of(file: EvidenceFile) -> EvidenceRecord | None:
    """The record a file is the paper of."""
    if not file.evidence.has_record:
        return None
    rows = EvidenceRecord.objects.select_related(
        "made_by",
        "attachment",
        "discussion__discussion__enrolment__candidate__user",
        "discussion__discussion__enrolment__qualification",
        "observation",
        "testimony",
        "account",
        "paper__evidence__enrolment__candidate__user",
        "paper__evidence__enrolment__qualification",
    )
    return rows.filter(paper=file).first()


def correct_at(user: User, record: EvidenceRecord, claims: Sequence[EvidenceClaim]) -> str:
    """Where the person may correct or change a record; nowhere when they may not."""
    evidence = record.paper.evidence
    enrolment = evidence.enrolment
    if record.kind == EvidenceKind.PROFESSIONAL_DISCUSSION:
        discussion = record.discussion.discussion
        may = can_hold_discussion(user, discussion)
        return reverse("assessments:discussion_record", args=[discussion.reference]) if may else ""
    is_by_tutor = record.kind in MADE_BY_TUTORS
    may = can_assess(user, enrolment) if is_by_tutor else can_submit(user, enrolment)
    if not may or not enrolment.is_live or not claims:
        return ""
    name = "observation_correct" if is_by_tutor else "record_rewrite"
    place = [enrolment.reference, claims[0].criterion.unit.code, evidence.reference]
    return reverse(f"assessments:{name}", args=place)


def withheld_paper(user: User, evidence: Evidence | None) -> EvidenceFile | None:
    """The newest paper of a record where the person may not open it, with why (R26).

    Then a form to change it begins empty.
    """
    if evidence is None:
        return None
    rows = EvidenceFile.objects.with_reasons().select_related("evidence__enrolment__candidate")
    newest = rows.filter(evidence=evidence).latest("version")
    return None if can_open(user, newest) else newest


def readable(request: AuthedRequest, reference: UUID) -> EvidenceFile:
    """The paper of a record the person may know of; 404 for any other."""
    visible = EvidenceFile.objects.openable_by(request.user, today=timezone.localdate())
    rows = visible.with_reasons().select_related(
        "evidence__enrolment__candidate__user",
        "evidence__enrolment__qualification",
        "record__made_by",
    )
    return get_object_or_404(rows, reference=reference, record__isnull=False)
