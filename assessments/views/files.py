"""Serving files of evidence: only to those who may see them, and harmlessly."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments import previews, storage
from assessments.file_types import BY_MEDIA_TYPE
from assessments.models import EvidenceFile
from assessments.permissions import can_open
from assessments.ranges import Span, Unsatisfiable, asked_span

log = logging.getLogger(__name__)

CHUNK = 256 * 1024
# Whatever the file turns out to hold, it runs nothing, loads nothing and is framed by us alone.
POLICY = "default-src 'none'; frame-ancestors 'self'"
SANDBOX = f"sandbox; {POLICY}"
# A browser's own player asks for the file again, and from a sandbox it would do so as a stranger.
PLAYED = f"media-src 'self'; {POLICY}"


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent of a file: where its bytes are, what they are, and under which name."""

    place: Path
    size: int
    media_type: str
    name: str


@role_required(Role.CANDIDATE, Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def evidence_file(request: AuthedRequest, reference: UUID) -> HttpResponseBase:
    """A file as it was received, or the part of it that is asked for.

    Who opens it is written to the log: a page that is only read changes no row.
    """
    visible = EvidenceFile.objects.openable_by(request.user, today=timezone.localdate())
    rows = visible.with_reasons().select_related("evidence__enrolment__candidate__user")
    return served(request, get_object_or_404(rows, reference=reference))


@role_required(Role.CANDIDATE, Role.TUTOR, Role.IQA, Role.ADMINISTRATOR)
@require_safe
def evidence_pages(request: AuthedRequest, reference: UUID) -> HttpResponseBase:
    """The pages that were made of an office file, to those who may open the file itself."""
    visible = EvidenceFile.objects.openable_by(request.user, today=timezone.localdate())
    rows = visible.with_reasons().select_related("evidence__enrolment__candidate__user")
    file = get_object_or_404(rows, reference=reference)
    preview = previews.preview_of(file)
    if preview is None or not previews.is_there(preview, file):
        raise Http404
    pages = Content(
        place=previews.path_of(file.reference),
        size=preview.size,
        media_type="application/pdf",
        name=f"Pages of {file.original_name}.pdf",
    )
    return served(request, file, pages)


def served(
    request: AuthedRequest, file: EvidenceFile, content: Content | None = None, *, name: str = ""
) -> HttpResponseBase:
    """The file, or what was made of it, to those who may know of it, unless it is withheld (R26).

    It comes from `with_reasons`, and is saved under its own name unless another is given.
    """
    if content is None:
        place = storage.path_of(file.stored_name)
        content = Content(place, file.size, file.media_type, name or file.original_name)
    if not can_open(request.user, file):
        context = {"file": file}
        return render(request, "assessments/evidence_withheld.html", context, status=403)
    try:
        span = asked_span(request.headers.get("Range", ""), size=content.size)
    except Unsatisfiable:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{content.size}"
        return _guarded(response, media_type=content.media_type)
    part = f", {span.header}" if span else ""
    log.info("Evidence file %s opened by user %s%s", file.reference, request.user.pk, part)
    response = _answer(request, content, span or Span(0, content.size - 1, content.size))
    if span is not None:
        response.status_code = 206
        response["Content-Range"] = span.header
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = _disposition(request, content)
    return _guarded(response, media_type=content.media_type)


def served_text(
    request: AuthedRequest, file: EvidenceFile, text: str, *, name: str
) -> HttpResponseBase:
    """What is told of a file in its place, whole, to those who may open it; as harmless as it."""
    log.info("Evidence file %s read by user %s, as text", file.reference, request.user.pk)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    is_saved = "download" in request.GET
    response["Content-Disposition"] = content_disposition_header(is_saved, name) or "attachment"
    return _guarded(response, media_type="text/plain")


def _answer(request: AuthedRequest, content: Content, span: Span) -> HttpResponseBase:
    content.place.stat()  # a file that is gone is our fault, said at once
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(content_type=_content_type(content))
    else:
        response = StreamingHttpResponse(
            _read(content.place, span), content_type=_content_type(content)
        )
    response["Content-Length"] = str(span.length)
    return response


def _content_type(content: Content) -> str:
    """As sniffed when it came; text was found to be UTF-8 then."""
    is_text = content.media_type.startswith("text/")
    return f"{content.media_type}; charset=utf-8" if is_text else content.media_type


def _read(place: Path, span: Span) -> Iterator[bytes]:
    left = span.length
    with place.open("rb") as file:
        file.seek(span.first)
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _disposition(request: AuthedRequest, content: Content) -> str:
    """Shown in the page where browsers can; under its own name when saved."""
    kind = BY_MEDIA_TYPE.get(content.media_type)
    is_shown = kind is not None and kind.opens_in_page and "download" not in request.GET
    return content_disposition_header(not is_shown, content.name) or "attachment"


def _guarded(response: HttpResponseBase, *, media_type: str) -> HttpResponseBase:
    is_played = media_type.startswith(("audio/", "video/"))
    response["Content-Security-Policy"] = PLAYED if is_played else SANDBOX
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
