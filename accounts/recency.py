"""Asking again who it is, before something that matters."""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest

RECENT_SECONDS = 600


def is_recent(request: HttpRequest) -> bool:
    """Whether the person gave a password, code or passkey within the last ten minutes."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < RECENT_SECONDS for record in records)


def require_recent_sign_in(request: HttpRequest) -> None:
    """Ask once more when it is too long ago.

    allauth keeps what was being sent, and goes on with it afterwards.
    """
    if not is_recent(request):
        raise ReauthenticationRequired
