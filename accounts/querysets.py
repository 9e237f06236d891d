"""Questions asked of people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils import timezone

from accounts.invitations import fingerprint
from accounts.roles import Role

if TYPE_CHECKING:
    from accounts.models import Invitation, RoleGrant, User


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Grants of roles, standing and withdrawn."""

    def standing(self) -> Self:
        """Those in force."""
        return self.filter(withdrawn_at__isnull=True)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, used or not."""

    def open(self) -> Self:
        """Neither used nor ended, though their time may be over."""
        return self.filter(used_at=None, ended_at=None)

    def good(self, *, now: datetime) -> Self:
        """Those whose link still works."""
        return self.open().filter(expires_at__gt=now, user__is_active=True)

    def of_token(self, token: str) -> Self:
        """The one that a link belongs to."""
        return self.filter(token_hash=fingerprint(token))


class UserQuerySet(models.QuerySet["User"]):
    """People with an account."""

    def holding(self, *roles: Role) -> Self:
        """Active people who hold any of `roles` today."""
        return self.filter(
            role_grants__role__in=roles, role_grants__withdrawn_at=None, is_active=True
        ).distinct()

    def granted(self, role: Role) -> Self:
        """People who hold `role`, whether or not their account is on."""
        return self.filter(role_grants__role=role, role_grants__withdrawn_at=None)

    def found(self, words: str) -> Self:
        """Those whose names or address hold every one of `words`."""
        people = self
        for word in words.split():
            people = people.filter(
                Q(given_name__icontains=word)
                | Q(family_name__icontains=word)
                | Q(email__icontains=word)
            )
        return people

    def in_state(self, state: str) -> Self:
        """Those who are here (the default), invited but not yet here, or turned off."""
        not_joined = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        match state:
            case "all":
                return self
            case "away":
                return self.filter(is_active=False)
            case "invited":
                return self.filter(not_joined, is_active=True)
        return self.filter(is_active=True)

    def with_presence(self) -> Self:
        """Annotate `is_here`: whether they have used an invitation and chosen a password."""
        not_joined = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return self.annotate(is_here=ExpressionWrapper(~not_joined, models.BooleanField()))

    def locked(self, user: User) -> User:
        """A person as they are now, held until the transaction ends."""
        return self.select_for_update().get(pk=user.pk)

    def by_name(self) -> Self:
        """In the order of a register: family name, then given name."""
        return self.order_by("family_name", "given_name", "pk")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people; addresses are kept in lower case, so that one person has one account."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """A person, without a usable password unless one is given."""
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> User:
        """For `manage.py createsuperuser`: an administrator, with the administration site."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        user.role_grants.create(role=Role.ADMINISTRATOR, granted_at=timezone.now())
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        """Sign-in does not mind how an address is capitalised."""
        user: User = self.get(email=(email or "").lower())
        return user
