"""Who may do what to people and their roles."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from accounts.models import User


def can_manage_people(user: User) -> bool:
    """Administrators add people, invite them, and give and withdraw roles."""
    return user.is_administrator


def require_manager(by: User | None) -> None:
    """Actions ask again what the view has asked. Nobody is the system itself, which may."""
    if by is not None and not can_manage_people(by):
        raise PermissionDenied
