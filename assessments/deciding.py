"""Whether somebody may decide on a submission today, and whether it is final (R7, R8, R16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from enrolments.assessors import competence_of, is_approved
from enrolments.competence import Competence
from enrolments.registration import expires_on, is_registered

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Submission
    from enrolments.models import Enrolment


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
    """Nothing is decided before the candidate is registered (R7) or once that ended (R8), nor by
    somebody who is past the time for qualifying or not approved for the unit (R16).
    """
    competence = competence_of(user, on=on)
    if missing := registration_missing(submission.enrolment, on=on):
        return Right(competence, missing)
    if over := registration_over(submission.enrolment, on=on):
        return Right(competence, over)
    if competence.is_lapsed and competence.limit_on is not None:
        day = _day(competence.limit_on)
        return Right(competence, f"The time for {user} to qualify as an assessor ended on {day}.")
    if not is_approved(user, enrolment=submission.enrolment, unit=submission.unit, on=on):
        return Right(competence, f"{user} is not approved for unit {submission.unit.code}.")
    return Right(competence)


def registration_missing(enrolment: Enrolment, *, on: date) -> str:
    """Why nothing may be decided for somebody not registered yet, and who mends it; or nothing."""
    if is_registered(
        number=enrolment.registration_number, registered_on=enrolment.registered_on, on=on
    ):
        return ""
    return (
        f"{enrolment.candidate} is not registered with the awarding organisation yet. "
        "An administrator records the registration."
    )


def registration_over(enrolment: Enrolment, *, on: date) -> str:
    """That a registration has ended, after which nothing is decided (R8); or nothing."""
    ended_on = _registration_end(enrolment)
    if ended_on is None or on <= ended_on:
        return ""
    return f"The registration of {enrolment.candidate} ended on {_day(ended_on)}."


def _registration_end(enrolment: Enrolment) -> date | None:
    """The last day of the registration; None where there is none yet."""
    if enrolment.registered_on is None:
        return None
    years = settings.REGISTRATION_VALID_YEARS
    return expires_on(registered_on=enrolment.registered_on, years=years)


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
