"""Showing evidence in the frame of the marking page, beside the criteria it is claimed for."""

from __future__ import annotations

import logging
import re
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments import previews, storage
from assessments.extracts import Extract, extract
from assessments.file_types import BY_MEDIA_TYPE
from assessments.models import EvidenceFile, Submission
from assessments.permissions import can_give_back, can_open, can_quarantine
from assessments.views.records import beside

log = logging.getLogger(__name__)
JUMP = re.compile(r"(?:page|t)=\d{1,6}", re.ASCII)


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]  # wants any HttpRequest
@role_required(Role.TUTOR, Role.IQA, Role.ADMINISTRATOR, Role.CANDIDATE)
@require_safe
def evidence_view(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """A file in a frame of the marking page: shown when browsers can, offered when they cannot."""
    visible = EvidenceFile.objects.openable_by(request.user, today=timezone.localdate())
    rows = visible.with_reasons().select_related("evidence__enrolment__candidate__user")
    return show_evidence(request, get_object_or_404(rows, reference=reference))


def show_evidence(
    request: AuthedRequest,
    file: EvidenceFile,
    *,
    refusal: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a file, or what is to be said where nobody may open it."""
    asked = request.GET.get("at", "")
    jump = asked if JUMP.fullmatch(asked) else ""
    kind = BY_MEDIA_TYPE.get(file.media_type)
    may_open = can_open(request.user, file)
    preview = previews.preview_of(file) if may_open and kind and kind.becomes_pages else None
    has_pages = previews.is_there(preview, file)
    shows_pages = has_pages and request.GET.get("show") != "words"
    enrolment = file.evidence.enrolment
    context = {
        "file": file,
        "kind": kind,
        "family": file.media_type.partition("/")[0],
        "address": f"{file.get_absolute_url()}#{jump}" if jump else file.get_absolute_url(),
        "may_open": may_open,
        "may_quarantine": not file.is_taken_away
        and can_quarantine(request.user, enrolment, today=timezone.localdate()),
        "may_give_back": file.is_taken_away and can_give_back(request.user, enrolment),
        "preview": preview,
        "has_pages": has_pages,
        "pages": f"{pages_address(file)}#{jump}" if shows_pages else "",
        "extract": extract_of(file) if may_open and not shows_pages else None,
        "refusal": refusal,
        "typed": typed,
    } | beside(request.user, file)
    return render(request, "assessments/evidence_view.html", context, status=status)


def pages_address(file: EvidenceFile) -> str:
    """Where the pages made of an office file are."""
    return reverse("assessments:evidence_pages", args=[file.reference])


def extract_of(file: EvidenceFile) -> Extract | None:
    """The words of an office file, where they can be read."""
    kind = BY_MEDIA_TYPE.get(file.media_type)
    if kind is None or kind.opens_in_page:
        return None
    try:
        with storage.open_stored(file.stored_name) as content:
            return extract(content, kind.extension)
    except OSError:
        log.exception("Evidence file %s cannot be read", file.reference)
        return None


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]  # wants any HttpRequest
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
