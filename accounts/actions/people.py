"""Adding people, putting them right, and turning accounts off and on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.actions.invitations import invite_user
from accounts.actions.roles import grant_role, keep_an_administrator
from accounts.actions.sessions import close_sessions
from accounts.errors import PersonExists, PersonRefused
from accounts.models import User
from accounts.permissions import require_manager
from accounts.roles import Role
from ledger import audit
from ledger.versions import Standing, need_version


@transaction.atomic
def create_person(
    *, email: str, given_name: str, family_name: str, by: User | None, now: datetime
) -> User:
    """Add a person, who can sign in once they have used an invitation.

    `by` is an administrator, or nobody when the system itself acts.
    """
    require_manager(by)
    address = email.strip().lower()
    refuse_known_address(address)
    user = User(email=address, given_name=given_name.strip(), family_name=family_name.strip())
    user.set_unusable_password()
    user.full_clean()
    user.save()
    audit.record(by, "added", user, at=now)
    return user


@transaction.atomic
def add_colleague(
    *,
    email: str,
    given_name: str,
    family_name: str,
    roles: Collection[Role],
    by: User,
    now: datetime,
) -> User:
    """Add somebody who works at the centre: the person, their roles and the invitation."""
    user = create_person(
        email=email, given_name=given_name, family_name=family_name, by=by, now=now
    )
    for role in roles:
        grant_role(user=user, role=role, by=by, now=now)
    invite_user(user=user, by=by, now=now)
    return user


@transaction.atomic
def correct_person(
    *,
    user: User,
    email: str,
    given_name: str,
    family_name: str,
    version: str,
    by: User,
    now: datetime,
) -> User:
    """Put a name or an address right. A new address ends an open invitation to the old one.

    `version` is the fingerprint of both as the administrator's page had them (`details_of`): what
    was saved since is not written over (`StaleVersion`).
    """
    require_manager(by)
    user = User.objects.locked(user)
    address = email.strip().lower()
    refuse_known_address(address, but=user)
    wanted = {
        "email": address,
        "given_name": given_name.strip(),
        "family_name": family_name.strip(),
    }
    changed = [field for field, value in wanted.items() if getattr(user, field) != value]
    if not changed:
        return user
    need_version(version, stands=details_of(user))
    for field in changed:
        setattr(user, field, wanted[field])
    user.full_clean()
    user.save(update_fields=changed)
    if "email" in changed:
        user.invitations.open().update(ended_at=now)
    audit.record(by, "corrected", user, at=now, after={"fields": changed})
    return user


def details_of(user: User) -> Standing:
    """Name and address as people read them."""
    return {
        "Given name": user.given_name,
        "Family name": user.family_name,
        "E-mail address": user.email,
    }


@transaction.atomic
def deactivate_person(*, user: User, reason: str, by: User, now: datetime) -> User:
    """Turn an account off: sessions and invitations end, roles rest, records stay."""
    require_manager(by)
    if user.pk == by.pk:
        raise PersonRefused("You cannot deactivate your own account. Ask another administrator.")
    if not reason.strip():
        raise PersonRefused("Say why the account is deactivated; it stays in the history.")
    keep_an_administrator(without=user)
    user = User.objects.locked(user)
    if not user.is_active:
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.invitations.open().update(ended_at=now)
    close_sessions(user)
    audit.record(by, "deactivated", user, at=now, reason=reason.strip())
    return user


@transaction.atomic
def reactivate_person(*, user: User, by: User, now: datetime) -> User:
    """Turn an account on again, with the password and the roles it had."""
    require_manager(by)
    user = User.objects.locked(user)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.record(by, "reactivated", user, at=now)
    return user


@transaction.atomic
def end_sessions(*, user: User, by: User, now: datetime) -> User:
    """Sign a person out everywhere, at their next click."""
    require_manager(by)
    user = User.objects.locked(user)
    close_sessions(user)
    audit.record(by, "ended sessions", user, at=now)
    return user


@transaction.atomic
def set_key_shortcuts(*, user: User, is_on: bool, now: datetime) -> User:
    """Switch the single-letter keys of marking pages on or off for oneself."""
    user = User.objects.locked(user)
    if user.has_key_shortcuts != is_on:
        user.has_key_shortcuts = is_on
        user.save(update_fields=["has_key_shortcuts"])
        audit.record(user, "set key shortcuts", user, at=now, after={"is_on": is_on})
    return user


def refuse_known_address(address: str, *, but: User | None = None) -> None:
    """One person, one account."""
    known = User.objects.filter(email=address).exclude(pk=but.pk if but else None).first()
    if known:
        raise PersonExists(known)
