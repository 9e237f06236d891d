"""What this app owes by mail. Each handler looks again whether the letter is still called for."""

from __future__ import annotations

from datetime import datetime

from accounts import emails
from accounts.choices import SecurityEvent
from accounts.models import Invitation, User
from ledger import mail
from ledger.jobs import handler
from ledger.models import Job


@handler("invitation_mail", mail=True)
def send_invitation(job: Job, *, now: datetime, invitation: int) -> str | None:
    """Send the link, if it still works."""
    good = Invitation.objects.good(now=now).select_related("user").filter(pk=invitation).first()
    if good is None:
        return "The invitation was used, replaced or out of time."
    mail.deliver(job, emails.invitation_letter(good), now=now)
    return None


@handler("password_reset_mail", mail=True)
def send_password_reset(job: Job, *, now: datetime) -> str | None:
    """Send a link to whoever goes by the address that was typed, if anybody does."""
    user = User.objects.filter(email=job.address, is_active=True).first()
    if user is None:
        return "Nobody with an active account goes by this address."
    letter = (
        emails.password_reset_letter(user)
        if user.has_usable_password()
        else emails.not_joined_letter(user)
    )
    mail.deliver(job, letter, now=now)
    return None


@handler("security_notice_mail", mail=True)
def send_security_notice(
    job: Job, *, now: datetime, user: int, event: str, happened_at: str
) -> str | None:
    """Tell somebody that their way of signing in was changed."""
    person = User.objects.get(pk=user)
    letter = emails.security_notice(
        person, SecurityEvent(event), datetime.fromisoformat(happened_at)
    )
    mail.deliver(job, letter, now=now)
    return None
