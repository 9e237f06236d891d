"""The token of the public form: one form makes one enquiry, and not in the blink of an eye.

It is signed and carries when the form was shown, so nothing is kept for a form that is only
looked at.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

SALT = "enrolments.interest"
LEAST_TIME = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class FormToken:
    """What a token says: which form, and how long ago it was shown."""

    name: str
    age: timedelta

    @property
    def is_too_quick(self) -> bool:
        """Whether nobody can have read the form in that time."""
        return self.age < LEAST_TIME


def issue_token(*, now: datetime) -> str:
    """A token for a form shown now."""
    return signing.dumps([secrets.token_urlsafe(24), now.timestamp()], salt=SALT)


def read_token(text: str, *, now: datetime) -> FormToken | None:
    """What a token says, or nothing when it is not one of ours."""
    try:
        name, shown = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return FormToken(name=name, age=timedelta(seconds=now.timestamp() - shown))
