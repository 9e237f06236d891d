"""What quality assurance refuses, in words fit for the person who asked."""

from ledger.errors import DomainError


class PolicyRefused(DomainError):
    """A sampling policy, or the risk of an assessor, cannot be so."""


class SampleRefused(DomainError):
    """A submission cannot be sampled so, or not any more."""


class VisitRefused(DomainError):
    """A visit cannot be opened so, or takes nothing more."""


class PlanRefused(DomainError):
    """A sampling plan cannot be made or changed so."""


class AppealRefused(DomainError):
    """An appeal cannot be lodged, answered or taken on so, or not any more."""


class SecondMarkingRefused(DomainError):
    """A judgement cannot be marked a second time so, or not any more."""


class ExerciseRefused(DomainError):
    """A standardisation exercise cannot be opened, answered or written up so, or not any more."""
