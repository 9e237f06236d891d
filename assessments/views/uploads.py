"""Uploads in pieces, as `upload.js` sends them: begun, grown, finished; answers are JSON."""

from __future__ import annotations

import re
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import AuthedRequest, Role, role_required
from assessments import pieces
from assessments.actions.receiving import append_piece, finish_upload, start_upload
from assessments.errors import EvidenceRefused, FileRefused, NoRoom, PieceMisplaced
from assessments.forms.uploads import StartForm
from assessments.models import PiecewiseUpload
from assessments.views.scope import own_unit

OFFSET = re.compile(r"\d{1,15}", re.ASCII)


@role_required(Role.CANDIDATE)
@require_POST
def upload_start(request: AuthedRequest, reference: UUID, code: str) -> JsonResponse:
    """Begin an upload, or go on with the same file's: says where, and from which byte."""
    enrolment, unit = own_unit(request, reference, code)
    form = StartForm(request.POST)
    if not form.is_valid():
        return refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    try:
        upload = start_upload(
            enrolment=enrolment,
            unit=unit,
            name=form.cleaned_data["name"],
            length=form.cleaned_data["length"],
            changed_ms=form.cleaned_data["changed"] or 0,
            by=request.user,
            now=timezone.now(),
        )
    except NoRoom as refusal:
        return refused(str(refusal), status=507)
    except (FileRefused, EvidenceRefused) as refusal:
        return refused(str(refusal))
    return state(upload)


@role_required(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload_piece(request: AuthedRequest, reference: UUID) -> JsonResponse:
    """How much of an upload is here; POST adds the piece at the byte that Upload-Offset names."""
    upload = own_upload(request, reference)
    if request.method != "POST":
        return state(upload)
    offset = request.headers.get("Upload-Offset", "")
    if not OFFSET.fullmatch(offset):
        return refused("Say in Upload-Offset at which byte the piece begins.")
    try:
        content = whole_piece(request)
        upload = append_piece(
            upload=upload, offset=int(offset), content=content, by=request.user, now=timezone.now()
        )
    except PieceMisplaced as refusal:
        return misplaced(refusal)
    except NoRoom as refusal:
        return refused(str(refusal), status=507)
    except FileRefused as refusal:
        return refused(str(refusal))
    return state(upload)


@role_required(Role.CANDIDATE)
@require_POST
def upload_finish(request: AuthedRequest, reference: UUID) -> JsonResponse:
    """Make evidence of what is here; asked again, the answer is the same and nothing is added."""
    upload = own_upload(request, reference)
    try:
        evidence = finish_upload(upload=upload, by=request.user, now=timezone.now())
    except PieceMisplaced as refusal:
        return misplaced(refusal)
    except NoRoom as refusal:
        return refused(str(refusal), status=507)
    except (FileRefused, EvidenceRefused) as refusal:
        return refused(str(refusal))
    return JsonResponse({"added": [evidence.title], "message": ""})


def own_upload(request: AuthedRequest, reference: UUID) -> PiecewiseUpload:
    """An upload the person began."""
    mine = PiecewiseUpload.objects.filter(owner=request.user)
    return get_object_or_404(mine, reference=reference)


def whole_piece(request: HttpRequest) -> bytes:
    """The piece, all of it: of one that the line broke in, nothing is kept."""
    try:
        content = request.body
    except RequestDataTooBig:
        raise FileRefused(f"A piece has at most {pieces.MOST_PIECE_BYTES} bytes.") from None
    except UnreadablePostError:
        content = b""
    if str(len(content)) != (request.headers.get("Content-Length") or "0"):
        raise FileRefused("The piece did not arrive whole. Send it again.")
    return content


def state(upload: PiecewiseUpload) -> JsonResponse:
    """Where an upload stands."""
    finish = reverse("assessments:upload_finish", args=[upload.reference])
    return JsonResponse(
        {
            "address": upload.get_absolute_url(),
            "finish": finish,
            "received": pieces.received(upload),
            "length": upload.length,
        }
    )


def misplaced(refusal: PieceMisplaced) -> JsonResponse:
    """Go on from there instead."""
    return JsonResponse({"received": refusal.received, "message": str(refusal)}, status=409)


def refused(message: str, *, status: int = 422) -> JsonResponse:
    """Why not, to be said beside the file."""
    return JsonResponse({"message": message}, status=status)
