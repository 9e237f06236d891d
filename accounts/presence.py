"""How long a session lasts: two hours from click to click, and a working day in all."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User

SEEN = "seen_at"
STARTED = "signed_in_at"
NOTED_EVERY = 300  # seconds: a page view writes at most this often that somebody is there


def begin(request: HttpRequest, **signal: Any) -> None:
    """The clock starts at sign-in. Receives Django's `user_logged_in`."""
    request.session[SEEN] = request.session[STARTED] = int(time.time())


def seconds_left(request: HttpRequest) -> int:
    """Until the session ends if nobody clicks; below zero when it should have ended."""
    now = int(time.time())
    idle = now - request.session.get(SEEN, now)
    whole = now - request.session.get(STARTED, now)
    left: int = min(settings.SESSION_IDLE_SECONDS - idle, settings.SESSION_COOKIE_AGE - whole)
    return left


def only_looks_at_the_clock(request: HttpRequest) -> bool:
    """A page left open asks how long the session lasts; that is nobody's click."""
    return request.method == "GET" and request.headers.get("X-Requested-With") == "clock"


def note(request: HttpRequest, *, at_once: bool = False) -> None:
    """Somebody is there. Written down now and then, or at once when they say so."""
    now = int(time.time())
    if not at_once and now - request.session.get(SEEN, 0) <= NOTED_EVERY:
        return
    request.session[SEEN] = now
    request.session.setdefault(STARTED, now)
    UserSession.objects.filter(session_key=request.session.session_key).update(
        last_seen_at=timezone.now()
    )


def standing(user: User, *, now: datetime) -> QuerySet[UserSession]:
    """The sessions of a person that have not ended."""
    seen: QuerySet[UserSession] = UserSession.objects.filter(
        user=user,
        last_seen_at__gt=now - timedelta(seconds=settings.SESSION_IDLE_SECONDS),
        created_at__gt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
    )
    return seen
