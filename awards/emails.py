"""Letters about statements: a link, never the paper or a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from ledger.mail import Letter, write

if TYPE_CHECKING:
    from awards.models import StatementOfResults


def statement_ready(statement: StatementOfResults) -> Letter:
    """To the candidate: a statement is waiting behind the sign-in."""
    user = statement.enrolment.candidate.user
    return write(
        "statement_ready",
        address=user.email,
        subject="Your statement of results is ready",
        name=user.get_short_name(),
        replaces=statement.statement.shown_superseded,
        url=settings.SITE_URL + reverse("awards:my_statements"),
    )


def statement_withdrawn(statement: StatementOfResults) -> Letter:
    """To the candidate: a statement no longer holds. Why is not for a mail."""
    user = statement.enrolment.candidate.user
    return write(
        "statement_withdrawn",
        address=user.email,
        subject="Your statement of results is withdrawn",
        name=user.get_short_name(),
        number=statement.shown_number,
        contact_email=settings.CONTACT_EMAIL,
        url=settings.SITE_URL + reverse("awards:my_statements"),
    )
