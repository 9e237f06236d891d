"""Giving roles and taking them away: history, never edited."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.actions.sessions import close_sessions
from accounts.errors import RoleRefused
from accounts.models import RoleGrant, User
from accounts.permissions import require_manager
from accounts.roles import Role
from ledger import audit


@transaction.atomic
def grant_role(*, user: User, role: Role, by: User | None, now: datetime) -> RoleGrant:
    """Give a role. A role held already stays as it is, and keeps its date."""
    require_manager(by)
    user = User.objects.locked(user)
    if not user.is_active:
        raise RoleRefused(f"{user} is deactivated. Reactivate the account first.")
    standing = user.role_grants.standing().filter(role=role).first()
    if standing:
        return standing
    keep_visitors_apart(user, role)
    grant = RoleGrant.objects.create(user=user, role=role, granted_by=by, granted_at=now)
    audit.record(by, "granted role", user, at=now, after={"role": role})
    return grant


@transaction.atomic
def withdraw_role(*, grant: RoleGrant, reason: str, by: User, now: datetime) -> RoleGrant:
    """Take a role away: the grant stays as history, and the person's sessions end."""
    require_manager(by)
    if not reason.strip():
        raise RoleRefused("Say why the role is withdrawn; it stays in the history.")
    if grant.role == Role.ADMINISTRATOR:
        keep_an_administrator(without=grant.user)
    user = User.objects.locked(grant.user)
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    if grant.withdrawn_at is not None:
        raise RoleRefused(f"{user} does not hold this role any more.")
    grant.withdrawn_at, grant.withdrawn_by, grant.reason = now, by, reason.strip()
    grant.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    close_sessions(user)
    audit.record(
        by, "withdrew role", user, at=now, before={"role": grant.role}, reason=grant.reason
    )
    return grant


def keep_visitors_apart(user: User, role: Role) -> None:
    """An external quality assurer works for somebody else: no other role goes with theirs (R25).

    `user` is a locked row, so that two roles given at the same moment are seen one by one.
    """
    held = set(user.role_grants.standing().values_list("role", flat=True))
    if held and (role == Role.EQA or Role.EQA in held):
        raise RoleRefused(
            "An external quality assurer reads what the centre does, and has no other role in it. "
            f"{user} needs an account of their own for that, with another address."
        )


def keep_an_administrator(*, without: User) -> None:
    """Refuse what would leave the centre without an administrator who can sign in.

    Every standing grant of the role is locked first, so two administrators who turn each other
    away at the same moment cannot both be heard.
    """
    grants = RoleGrant.objects.standing().filter(role=Role.ADMINISTRATOR).order_by("pk")
    list(grants.select_for_update())
    if not User.objects.holding(Role.ADMINISTRATOR).exclude(pk=without.pk).exists():
        raise RoleRefused(
            f"{without} is the only administrator. Give somebody else the role first."
        )
