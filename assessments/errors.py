"""What assessments refuse, in words fit for the person who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.errors import DomainError

if TYPE_CHECKING:
    from assessments.verdicts import Missing


class FileRefused(DomainError):
    """The file cannot be kept as evidence; the text says why and what would help."""


class NoRoom(DomainError):
    """The file could not be written down just now. Nothing was kept of it."""


class PieceMisplaced(DomainError):
    """The piece does not follow what is here; `received` says how many bytes are."""

    def __init__(self, received: int) -> None:
        super().__init__(f"{received} bytes of the file are here. Go on from there.")
        self.received = received


class EvidenceRefused(DomainError):
    """The portfolio does not allow that now."""


class RecordRefused(EvidenceRefused):
    """A record cannot be kept, corrected or confirmed so; `field` is where to look."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class QuarantineRefused(DomainError):
    """The file cannot be taken away, or given back, so."""


class ScannerDown(DomainError):
    """The virus scanner gave no answer that counts; the file goes on being checked."""


class SubmissionRefused(DomainError):
    """The unit cannot be submitted, or the submission withdrawn, as things stand."""


class NotDeclared(SubmissionRefused):
    """The candidate has not said that the work is theirs (R6)."""


class MarkingRefused(DomainError):
    """The submission cannot be marked, released or corrected so, or not any more."""


class MarkingUnfinished(MarkingRefused):
    """Something is missing before marking can be finished; `missing` names each."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__(" ".join(item.what for item in missing))
        self.missing = missing


class CountersigningRefused(DomainError):
    """A result cannot be countersigned so; `field` is the answer to look at, if it is one."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class AttemptRefused(DomainError):
    """Another attempt cannot be allowed, or need not be."""


class PhraseRefused(DomainError):
    """The phrase cannot be kept so; the text says why."""


class SupportRefused(DomainError):
    """An adjustment, a consideration or more time cannot be given so; `field` is where to look."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class PriorLearningRefused(DomainError):
    """Prior learning cannot be proposed or ended so; `field` is where to look."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class CaseRefused(DomainError):
    """A case cannot be opened or go on so; `field` is where to look."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field
