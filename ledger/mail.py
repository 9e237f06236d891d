"""Sending the mail that a job owes, and keeping what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from ledger.models import Job, SentMail


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to go: plain text, no personal detail beyond a name, no results."""

    address: str
    subject: str
    body: str
    stop_url: str = ""
    withheld: str = ""  # a secret in the body, like the token of a one-use link: sent, never kept

    @property
    def headers(self) -> dict[str, str]:
        """For mail programs: made by a machine, and how to stop it where that is possible."""
        made = {"Auto-Submitted": "auto-generated"}
        if self.stop_url:
            made["List-Unsubscribe"] = f"<{self.stop_url}>"
            made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return made


def write(
    template: str, *, address: str, subject: str, withheld: str = "", **context: object
) -> Letter:
    """Make a letter from `templates/emails/<template>.txt`, with the site's address at hand."""
    values = {"site_url": settings.SITE_URL, "centre_name": settings.CENTRE_NAME, **context}
    body = render_to_string(f"emails/{template}.txt", values)
    return Letter(address=address, subject=subject, body=body, withheld=withheld)


def deliver(job: Job, letter: Letter, *, now: datetime) -> None:
    """Send a job's letter, once: a job whose letter already left sends nothing.

    The Message-ID is made from the job, so that the rare repeat after a crash between the
    mail server's answer and our commit is recognised by mail programs as the same message.
    """
    if SentMail.objects.filter(job=job).exists():
        return
    domain = settings.SITE_URL.partition("//")[2].partition(":")[0]
    message_id = f"<job-{job.pk}@{domain}>"
    EmailMessage(
        subject=letter.subject,
        body=letter.body,
        to=[letter.address],
        headers={"Message-ID": message_id} | letter.headers,
    ).send()
    kept = letter.body.replace(letter.withheld, "…") if letter.withheld else letter.body
    SentMail.objects.create(
        job=job,
        address=letter.address,
        subject=letter.subject,
        body=kept,
        message_id=message_id,
        sent_at=now,
    )
