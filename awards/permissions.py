"""Who may do what with statements and claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enrolments.choices import EnrolmentStatus

if TYPE_CHECKING:
    from accounts.models import User
    from awards.models import StatementOfResults
    from enrolments.models import Enrolment


def can_claim(user: User) -> bool:
    """Administrators claim certificates and keep what is answered."""
    return user.is_administrator


def can_issue(user: User, enrolment: Enrolment) -> bool:
    """Administrators issue, for complete enrolments, and never for themselves."""
    return (
        user.is_administrator
        and enrolment.status == EnrolmentStatus.COMPLETED
        and enrolment.candidate.user_id != user.pk
    )


def can_withdraw(user: User, statement: StatementOfResults) -> bool:
    """Administrators withdraw a statement that still holds, other than their own."""
    return (
        user.is_administrator
        and statement.is_live
        and statement.enrolment.candidate.user_id != user.pk
    )
