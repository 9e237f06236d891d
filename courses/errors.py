"""Refusals about the catalogue, in words fit to show."""

from __future__ import annotations

from courses.specification import Fault
from ledger.errors import DomainError


class FaultySpecification(DomainError):
    """A text that is no specification yet; `faults` says where and why, in order of lines."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        count = "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"
        super().__init__(f"The specification has {count}; nothing was imported.")


class AddressTaken(DomainError):
    """Two qualifications cannot have the same page."""
