"""Whether somebody may decide on a submission today, and whether it would be final (R16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from enrolments.assessors import competence_of, is_approved
from enrolments.competence import Competence

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Submission


@dataclass(frozen=True, slots=True)
class Right:
    """What an assessor is today, and why they may decide nothing here; empty when they may."""

    competence: Competence
    refusal: str = ""

    @property
    def is_final(self) -> bool:
        """Whether a decision stands without a countersignature."""
        return self.competence.is_qualified


def right_to_decide(user: User, submission: Submission, *, on: date) -> Right:
    """Who is past the time for qualifying, or not approved for the unit, decides nothing (R16)."""
    competence = competence_of(user, on=on)
    if competence.is_lapsed and competence.limit_on is not None:
        day = f"{competence.limit_on.day} {competence.limit_on:%b %Y}"
        return Right(competence, f"The time for {user} to qualify as an assessor ended on {day}.")
    if not is_approved(user, enrolment=submission.enrolment, unit=submission.unit, on=on):
        return Right(competence, f"{user} is not approved for unit {submission.unit.code}.")
    return Right(competence)
