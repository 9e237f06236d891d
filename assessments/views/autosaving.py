"""What one person's page and `autosave.js` say to each other; see the top of `saving.js`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from ledger.errors import DomainError

# Only one person writes on such a page, so whoever was quicker was the same person.
OTHER_WINDOW = "You, in another window or on another device,"


def is_autosave(request: HttpRequest) -> bool:
    """Whether the page itself is asking, and not a person with a button."""
    return request.headers.get("X-Requested-With") == "autosave"


def saved(version: object, at: datetime) -> JsonResponse:
    """All of it is kept."""
    return JsonResponse({"version": version, "saved_at": _clock(at)})


def unsaved(form: forms.Form) -> JsonResponse:
    """Something needs another look first."""
    wrong = [text for errors in form.errors.values() for text in errors]
    return not_saved(str(wrong[0]))


def not_saved(why: str) -> JsonResponse:
    """This cannot be kept as it is."""
    return JsonResponse({"message": f"Not saved: {why}"}, status=422)


def gone(refusal: DomainError) -> JsonResponse:
    """This takes no changes any more: a message, and no other side to choose."""
    return JsonResponse({"message": str(refusal)}, status=409)


def conflict(
    theirs: Mapping[str, str], *, version: object, at: datetime, yours: Mapping[str, str]
) -> JsonResponse:
    """Both sides, for the person to choose from."""
    answer = {
        "theirs": theirs,
        "their_version": version,
        "their_name": OTHER_WINDOW,
        "their_time": _clock(at),
        "yours": yours,
    }
    return JsonResponse(answer, status=409)


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M:%S}"
