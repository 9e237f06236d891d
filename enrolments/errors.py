"""What enrolments refuse, in words fit for the person who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.errors import DomainError

if TYPE_CHECKING:
    from enrolments.models import Enrolment


class EnquiryRefused(DomainError):
    """The enquiry does not allow that now."""


class TooManyEnquiries(EnquiryRefused):
    """More enquiries from one address or network than people send."""


class CandidateRefused(DomainError):
    """A candidate's details cannot be so."""


class CohortRefused(DomainError):
    """A cohort cannot be so."""


class EnrolmentRefused(DomainError):
    """Somebody cannot be enrolled so, or the enrolment does not allow that now."""


class RatingRefused(DomainError):
    """A rating cannot be recorded so."""


class DutyRefused(DomainError):
    """Somebody cannot be given that duty."""


class AlreadyEnrolled(EnrolmentRefused):
    """One live enrolment per candidate and qualification; `enrolment` is the one there is."""

    def __init__(self, message: str, *, enrolment: Enrolment) -> None:
        super().__init__(message)
        self.enrolment = enrolment


class CohortFull(EnrolmentRefused):
    """Every place of the cohort is taken."""


class WrongQualification(EnrolmentRefused):
    """The cohort is not for the diploma that was asked for."""


class EntryNotShown(EnrolmentRefused):
    """A required entry is neither met nor waived (P7.13)."""


class LearningRefused(DomainError):
    """A record of learning cannot be kept so; `field` is the answer to look at, if it is one."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class TutorialRefused(LearningRefused):
    """A tutorial cannot be recorded or changed so."""


class StaffRecordRefused(DomainError):
    """A staff record cannot be kept so; `field` is the answer to look at, if it is one."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field
