"""What a tutor who leaves would leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.leaving import register
from accounts.roles import Role
from enrolments.models import Enrolment

if TYPE_CHECKING:
    from accounts.models import User


@register
def candidates_of(tutor: User) -> str:
    """How many candidates have this tutor today, and what becomes of them."""
    number = Enrolment.objects.live().taught_by(tutor).count()
    if not number or Role.TUTOR not in tutor.role_names:
        return ""
    people = "1 candidate has" if number == 1 else f"{number} candidates have"
    return (
        f"{people} {tutor} as their tutor: reassign them first, or nobody can mark or correct "
        "their work."
    )
