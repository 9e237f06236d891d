"""Reading from the staff records what somebody may judge on a day (R16)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from enrolments.competence import Award, Competence, competence

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Unit
    from enrolments.models import Enrolment


def competence_of(user: User, *, on: date) -> Competence:
    """What somebody is as an assessor on a day, in one query."""
    rows = user.staff_qualifications.standing().values_list("award", "working_since", "awarded_on")
    return competence(
        [Award(*row) for row in rows], on=on, months=settings.ASSESSOR_QUALIFIES_WITHIN_MONTHS
    )


def is_approved(user: User, *, enrolment: Enrolment, unit: Unit, on: date) -> bool:
    """Whether somebody may judge a unit on a day, in one query.

    Of whom no approval was ever recorded, none is asked for.
    """
    rows = list(user.unit_approvals.all())
    return not rows or any(
        row.qualification_id == enrolment.qualification_id
        and row.unit_code in ("", unit.code)
        and row.starts_on <= on
        and (row.ends_on is None or on <= row.ends_on)
        for row in rows
    )
