"""Taking a file away because of what it shows, and giving it back."""

from __future__ import annotations

from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.custody import give_back, quarantine_file
from assessments.errors import QuarantineRefused
from assessments.models import EvidenceFile
from assessments.views.viewing import show_evidence


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]  # wants any HttpRequest
@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_POST
def evidence_quarantine(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """One click: nobody but administrators opens the file from now on."""
    file = _found(request, reference)
    reason = request.POST.get("reason", "")
    try:
        quarantine_file(file=file, reason=reason, by=request.user, now=timezone.now())
    except QuarantineRefused as refusal:
        return show_evidence(request, file, refusal=str(refusal), typed=reason, status=422)
    return redirect("assessments:evidence_view", file.reference)


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]  # wants any HttpRequest
@role_required(Role.ADMINISTRATOR)
@require_POST
def evidence_give_back(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Let those open the file again who could before, with the reason."""
    file = _found(request, reference)
    reason = request.POST.get("reason", "")
    try:
        give_back(file=file, reason=reason, by=request.user, now=timezone.now())
    except QuarantineRefused as refusal:
        return show_evidence(request, file, refusal=str(refusal), typed=reason, status=422)
    return redirect("assessments:evidence_view", file.reference)


def _found(request: AuthedRequest, reference: UUID) -> EvidenceFile:
    visible = EvidenceFile.objects.openable_by(request.user, today=timezone.localdate())
    rows = visible.with_reasons().select_related("evidence__enrolment__candidate__user")
    return get_object_or_404(rows, reference=reference)
