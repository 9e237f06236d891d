"""Showing a script in a frame, and its files, under neutral names."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.roles import AuthedRequest
from assessments.file_types import BY_MEDIA_TYPE
from assessments.models import EvidenceFile
from assessments.permissions import can_open
from assessments.views.files import served, served_text
from assessments.views.records import record_of
from assessments.views.viewing import extract_of
from quality.neutral import neutral_name
from quality.scripts import neutral_record


def show_sheet(
    request: AuthedRequest, file: EvidenceFile, *, number: int, address: str
) -> HttpResponse:
    """A file in a frame: shown when browsers can, offered when they cannot.

    A record is shown as text without names, as it is written down here with them.
    """
    kind = BY_MEDIA_TYPE.get(file.media_type)
    may_open = can_open(request.user, file)
    record = record_of(file) if may_open else None
    if record is not None:
        name = neutral_name(number, file.media_type)
        return show_text(request, neutral_record(record), name=name)
    context = {
        "name": neutral_name(number, file.media_type),
        "size": file.size,
        "kind": kind,
        "family": file.media_type.partition("/")[0],
        "address": address,
        "may_open": may_open,
        "extract": extract_of(file) if may_open else None,
    }
    return render(request, "quality/sheet.html", context, status=200 if may_open else 403)


def show_text(request: AuthedRequest, text: str, *, name: str = "Text") -> HttpResponse:
    """What was written, in a frame."""
    return render(request, "quality/sheet_text.html", {"text": text, "name": name})


def serve_sheet(request: AuthedRequest, file: EvidenceFile, *, number: int) -> HttpResponseBase:
    """The bytes of a file, unless it is withheld (R26); of a record, what it says without names."""
    name = neutral_name(number, file.media_type)
    if not can_open(request.user, file):
        return render(request, "quality/sheet.html", {"name": name}, status=403)
    record = record_of(file)
    if record is not None:
        return served_text(request, file, neutral_record(record), name=name)
    return served(request, file, name=name)
