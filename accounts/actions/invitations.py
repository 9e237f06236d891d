"""Inviting people, and their saying yes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.errors import InvitationRefused
from accounts.invitations import fingerprint, new_seed, token_from
from accounts.models import Invitation, User
from accounts.permissions import require_manager
from ledger import audit, jobs


@transaction.atomic
def invite_user(*, user: User, by: User | None, now: datetime) -> Invitation | None:
    """Owe a mail with a one-use link to choose a password, good for `INVITATION_DAYS`.

    Earlier links of the same person end. Somebody who has a password already needs no
    invitation, and gets none.
    """
    require_manager(by)
    user = User.objects.locked(user)
    if not user.is_active:
        raise InvitationRefused(f"{user} is deactivated. Reactivate the account first.")
    if user.has_usable_password():
        return None
    user.invitations.open().update(ended_at=now)
    seed = new_seed()
    invitation = Invitation.objects.create(
        user=user,
        seed=seed,
        token_hash=fingerprint(token_from(seed)),
        invited_by=by,
        invited_at=now,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    until = invitation.expires_at.isoformat()
    audit.record(by, "invited", user, at=now, after={"expires_at": until})
    jobs.owe(
        "invitation_mail",
        key=str(invitation.pk),
        now=now,
        recipient=user,
        invitation=invitation.pk,
    )
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, password: str, now: datetime) -> User:
    """Use a link: the person chooses a password, and the link is spent."""
    user: User = User.objects.locked(invitation.user)
    good = Invitation.objects.select_for_update().good(now=now).filter(pk=invitation.pk).first()
    if good is None or user.has_usable_password():
        raise InvitationRefused("This invitation has been used, or its time is over.")
    user.set_password(password)
    user.save(update_fields=["password"])
    good.used_at = now
    good.save(update_fields=["used_at"])
    audit.record(user, "accepted the invitation", user, at=now)
    return user
