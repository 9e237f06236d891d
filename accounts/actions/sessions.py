"""Ending sessions."""

from __future__ import annotations

from allauth.usersessions.models import UserSession

from accounts.models import User


def close_sessions(user: User) -> None:
    """End every session of a person (a locked row): none is recognised at its next request."""
    user.session_round += 1
    user.save(update_fields=["session_round"])
    for session in UserSession.objects.filter(user=user):
        session.end()
