"""What an invitation says besides the link: why somebody is invited, as other apps know it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from ledger.models import SentMail

if TYPE_CHECKING:
    from accounts.models import User

# Lines for the letter, looked up when it leaves.
Reason = Callable[["User"], list[str]]

REASONS: list[Reason] = []


def register(reason: Reason) -> Reason:
    """Add a reason for which people are invited."""
    if reason not in REASONS:
        REASONS.append(reason)
    return reason


def reasons_for(user: User) -> list[str]:
    """Every line there is for somebody today."""
    return [line for reason in REASONS for line in reason(user)]


def was_invited_since(user: User, moment: datetime) -> bool:
    """Whether a letter with a link that is not used yet left for somebody after a moment."""
    keys = [f"invitation_mail:{invitation.pk}" for invitation in user.invitations.open()]
    return SentMail.objects.filter(job__key__in=keys, sent_at__gte=moment).exists()
