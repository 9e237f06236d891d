"""Browsers that somebody has signed in from before, told by a signed cookie.

Such a browser is not held up while others guess at the same account from elsewhere. The cookie
names nobody: it holds keyed hashes of the addresses signed in with.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SALT = "accounts.known_browsers"
AGE = timedelta(days=180)
REMEMBERED = 5


def cookie_name() -> str:
    """With the prefix that ties it to this host, where there is TLS."""
    return "__Host-known" if settings.SESSION_COOKIE_SECURE else "known"


def mark_of(email: str) -> str:
    """What stands for an address in the cookie."""
    return salted_hmac(SALT, email.lower(), algorithm="sha256").hexdigest()[:24]


def marks(request: HttpRequest) -> list[str]:
    """Those of the addresses this browser has signed in with."""
    try:
        held = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return []
    return [str(mark) for mark in held]


def is_known(request: HttpRequest, email: str) -> bool:
    """Whether somebody with this address has signed in from this browser."""
    return mark_of(email) in marks(request)


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Let this browser be known for an address."""
    held = [mark_of(email), *(mark for mark in marks(request) if mark != mark_of(email))]
    response.set_cookie(
        cookie_name(),
        signing.dumps(held[:REMEMBERED], salt=SALT),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
