"""What somebody would leave behind: said before a role is withdrawn or an account turned off."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User

# A sentence about what waits for a person in their role as a tutor, or nothing.
Concern = Callable[["User"], str]

CONCERNS: list[Concern] = []


def register(concern: Concern) -> Concern:
    """Add a concern; apps above this one know what they entrust to people."""
    if concern not in CONCERNS:
        CONCERNS.append(concern)
    return concern


def left_behind(person: User) -> str:
    """Everything that would be without its person, in sentences."""
    return " ".join(said for concern in CONCERNS if (said := concern(person)))
