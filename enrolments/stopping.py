"""Stopping reminders: by a link in the mail, or on the preference page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core import signing

from enrolments.choices import ReminderRule

if TYPE_CHECKING:
    from accounts.models import User

SALT = "enrolments.stopping"


def stop_token(user: User, rules: Iterable[ReminderRule]) -> str:
    """A signed word for the link in a mail: whose reminders, and which."""
    return signing.dumps([user.pk, [rule.value for rule in rules]], salt=SALT, compress=True)


def read_stop_token(token: str) -> tuple[int, list[ReminderRule]] | None:
    """Whose reminders a link stops, and which; None when it was not made here."""
    try:
        user_id, names = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return user_id, [ReminderRule(name) for name in names]
