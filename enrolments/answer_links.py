"""The word in a mail that lets a candidate answer for one tutorial without signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core import signing

if TYPE_CHECKING:
    from enrolments.models import Attendance

SALT = "enrolments.answering"
GOOD_FOR = timedelta(days=60)


def answer_token(attendance: Attendance) -> str:
    """A signed word for one attendance, good for sixty days."""
    about = [attendance.tutorial.reference.hex, attendance.enrolment.reference.hex]
    return signing.dumps(about, salt=SALT, compress=True)


def read_answer_token(token: str) -> tuple[str, str] | None:
    """The references of tutorial and enrolment; None when too old or not made here."""
    try:
        tutorial, enrolment = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return tutorial, enrolment
