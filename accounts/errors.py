"""What this app refuses, in words fit for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.errors import DomainError

if TYPE_CHECKING:
    from accounts.models import User


class PersonExists(DomainError):
    """Somebody has an account with that address already; `person` is who."""

    def __init__(self, person: User) -> None:
        super().__init__(f"{person} has an account with this e-mail address already.")
        self.person = person


class PersonRefused(DomainError):
    """An account cannot be changed in this way."""


class RoleRefused(DomainError):
    """A role cannot be given, or taken away."""


class InvitationRefused(DomainError):
    """An invitation cannot be sent, or used."""


class TooManyGuesses(DomainError):
    """Guessed too often; `seconds` says when the next guess is heard."""

    def __init__(self, *, seconds: int) -> None:
        super().__init__("Too many tries in a short time.")
        self.seconds = seconds
