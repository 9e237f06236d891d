"""People and their roles. What a candidate is beyond a person lives in `enrolments`."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from accounts.querysets import InvitationQuerySet, RoleGrantQuerySet, UserManager
from accounts.roles import STAFF_ROLES, Role


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in, known by e-mail address."""

    email = models.EmailField(unique=True)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May reach the administration site.")
    date_joined = models.DateTimeField(auto_now_add=True)
    has_key_shortcuts = models.BooleanField(
        default=True, help_text="Single-letter keys on marking pages."
    )
    session_round = models.PositiveIntegerField(
        default=0, help_text="Raised to end all of a person's sessions at once."
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_email_is_lower_case", condition=Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="user_staff_is_superuser",
                condition=Q(is_staff=False) | Q(is_superuser=True),
                violation_error_message="Only superusers reach the administration site.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_absolute_url(self) -> str:
        """The person's page, for administrators."""
        return reverse("accounts:person_detail", args=[self.pk])

    def get_full_name(self) -> str:
        """Given name, then family name: "Ruth Okafor"."""
        return f"{self.given_name} {self.family_name}".strip()

    def get_short_name(self) -> str:
        """What a mail says after "Dear"."""
        return self.given_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know to go on: changes with the password and the round."""
        known = f"{self.password}:{self.session_round}"
        return salted_hmac(
            "accounts.sessions", known, secret=secret, algorithm="sha256"
        ).hexdigest()

    @property
    def register_name(self) -> str:
        """As in a register: "Okafor, Ruth"."""
        return f"{self.family_name}, {self.given_name}" if self.family_name else self.given_name

    @cached_property
    def role_names(self) -> frozenset[Role]:
        """Roles held today. Asks the database once per object."""
        if not self.is_active:
            return frozenset()
        standing = self.role_grants.standing().values_list("role", flat=True)
        return frozenset(Role(role) for role in standing)

    @property
    def is_centre_staff(self) -> bool:
        """Whether any role held is a staff role."""
        return not self.role_names.isdisjoint(STAFF_ROLES)

    @property
    def works_here(self) -> bool:
        """Whether the centre keeps a staff record of the person: external assurers have none."""
        return not self.role_names.isdisjoint(STAFF_ROLES - {Role.EQA})

    @property
    def is_administrator(self) -> bool:
        """Whether the person administers the centre."""
        return Role.ADMINISTRATOR in self.role_names


class RoleGrant(models.Model):
    """A role given to a person, and when it was taken away again: history, never edited."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=14, choices=Role)
    granted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was withdrawn.")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="role_held_once", fields=["user", "role"], condition=Q(withdrawn_at=None)
            ),
            models.CheckConstraint(
                name="role_grant_role_is_known", condition=Q(role__in=Role.values)
            ),
            models.CheckConstraint(
                name="role_withdrawn_after_granted",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("granted_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Invitation(models.Model):
    """A one-use link to set a first password, kept only as a hash, good for seven days."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    seed = models.CharField(
        max_length=43, help_text="Random; the link is made from it and the site's secret key."
    )
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    invited_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When a newer invitation or a deactivation ended it."
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_expires_after_it_is_made",
                condition=Q(expires_at__gt=models.F("invited_at")),
            ),
            models.UniqueConstraint(
                name="invitation_one_open_per_person",
                fields=["user"],
                condition=Q(used_at=None, ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation for {self.user}"


class GuessCounter(models.Model):
    """How often a password or code was guessed wrongly of late (see `guesses`)."""

    key = models.CharField(max_length=64, unique=True, help_text="A hash: it names nobody.")
    moments = models.JSONField(default=list, help_text="Of the guesses, in seconds since 1970.")
    stale_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{len(self.moments)} guesses"
