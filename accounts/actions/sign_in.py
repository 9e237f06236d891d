"""What is written down about signing in, and what its owner is told."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.actions.sessions import close_sessions
from accounts.choices import SecurityEvent
from accounts.errors import PersonRefused
from accounts.models import User
from accounts.permissions import require_manager
from ledger import audit, jobs


def note_sign_in(*, user: User, now: datetime) -> None:
    """Somebody signed in."""
    audit.record(user, "signed in", user, at=now)


@transaction.atomic
def note_security_event(*, user: User, event: SecurityEvent, now: datetime) -> None:
    """A password or second factor changed: its owner gets a letter, in case it was not them."""
    audit.record(user, f"sign-in: {event.value}", user, at=now)
    owe_notice(user=user, event=event, now=now)


@transaction.atomic
def request_password_reset(*, email: str, now: datetime) -> None:
    """Owe an answer to whoever typed an address, known or not.

    Whether anybody goes by it is only looked up by the job, so asking takes the same work and
    gives the same page in either case.
    """
    jobs.owe("password_reset_mail", key=uuid4().hex, now=now, address=email.strip().lower())


@transaction.atomic
def remove_second_factor(*, user: User, reason: str, by: User, now: datetime) -> User:
    """Take a lost second factor off an account, once the person has proved who they are."""
    require_manager(by)
    if user.pk == by.pk:
        raise PersonRefused("Change your own second factor on your own page.")
    if not reason.strip():
        raise PersonRefused("Say how you made sure who is asking; it stays in the history.")
    user = User.objects.locked(user)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise PersonRefused(f"{user} has no second factor.")
    close_sessions(user)
    audit.record(by, "removed the second factor", user, at=now, reason=reason.strip())
    owe_notice(user=user, event=SecurityEvent.FACTOR_REMOVED, now=now)
    return user


def owe_notice(*, user: User, event: SecurityEvent, now: datetime) -> None:
    """The letter about a change of sign-in."""
    jobs.owe(
        "security_notice_mail",
        key=uuid4().hex,
        now=now,
        recipient=user,
        user=user.pk,
        event=event.value,
        happened_at=now.isoformat(),
    )
