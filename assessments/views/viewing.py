"""Showing evidence in the frame of the marking page, beside the criteria it is claimed for."""

from __future__ import annotations

import re
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments.file_types import BY_MEDIA_TYPE
from assessments.models import EvidenceFile, Submission

JUMP = re.compile(r"(?:page|t)=\d{1,6}", re.ASCII)


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]
@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR, Role.CANDIDATE)
@require_safe
def evidence_view(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """A file in a frame of the marking page: shown when browsers can, offered when they cannot."""
    visible = EvidenceFile.objects.openable_by(request.user, today=timezone.localdate())
    file = get_object_or_404(visible.select_related("evidence"), reference=reference)
    asked = request.GET.get("at", "")
    jump = asked if JUMP.fullmatch(asked) else ""
    kind = BY_MEDIA_TYPE.get(file.media_type)
    context = {
        "file": file,
        "kind": kind,
        "family": file.media_type.partition("/")[0],
        "address": f"{file.get_absolute_url()}#{jump}" if jump else file.get_absolute_url(),
    }
    return render(request, "assessments/evidence_view.html", context)


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]
@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def submission_narrative(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """What the candidate wrote for the unit, as it was sent."""
    readable = Submission.objects.readable_by(request.user, today=timezone.localdate())
    submission = get_object_or_404(
        readable.exclude(narrative="").select_related("unit", "enrolment__candidate__user"),
        reference=reference,
    )
    return render(request, "assessments/submission_narrative.html", {"submission": submission})
