"""What this app writes to people. Tokens leave in the mail and are kept nowhere."""

from __future__ import annotations

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.choices import SecurityEvent
from accounts.invitations import token_from
from accounts.models import Invitation, User
from accounts.welcoming import reasons_for
from ledger import mail
from ledger.mail import Letter


def invitation_letter(invitation: Invitation) -> Letter:
    """The one-use link to a first password."""
    token = token_from(invitation.seed)
    return mail.write(
        "invitation",
        address=invitation.user.email,
        subject=f"Your account at {settings.CENTRE_NAME}",
        withheld=token,
        name=invitation.user.get_short_name(),
        reasons=reasons_for(invitation.user),
        link=settings.SITE_URL + reverse("accounts:invitation_accept", args=[token]),
        expires_at=invitation.expires_at,
    )


def password_reset_letter(user: User) -> Letter:
    """The link to a new password; it works until the password changes, for an hour at most."""
    token = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
    return mail.write(
        "password_reset",
        address=user.email,
        subject=f"A new password for {settings.CENTRE_NAME}",
        withheld=token,
        name=user.get_short_name(),
        link=settings.SITE_URL + path,
    )


def not_joined_letter(user: User) -> Letter:
    """For somebody who forgot a password they have never chosen."""
    return mail.write(
        "password_reset_not_joined",
        address=user.email,
        subject=f"Your account at {settings.CENTRE_NAME}",
        name=user.get_short_name(),
        contact_email=settings.CONTACT_EMAIL,
        contact_phone=settings.CONTACT_PHONE,
    )


def security_notice(user: User, event: SecurityEvent, happened_at: datetime) -> Letter:
    """That sign-in was changed, and what to do if it was not them."""
    return mail.write(
        "security_notice",
        address=user.email,
        subject=event.label,
        name=user.get_short_name(),
        what=event.label,
        happened_at=happened_at,
        reset_url=settings.SITE_URL + reverse("account_reset_password"),
        contact_phone=settings.CONTACT_PHONE,
    )
