"""Refusals about statements and claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.errors import DomainError

if TYPE_CHECKING:
    from awards.models import StatementOfResults


class ClaimRefused(DomainError):
    """A certificate cannot be claimed, or its award recorded, as asked."""


class StatementRefused(DomainError):
    """A statement cannot be issued, or withdrawn, as asked."""


class NothingToReplace(StatementRefused):
    """The statement that was to be replaced no longer holds; `statement` is that one."""

    def __init__(self, statement: StatementOfResults) -> None:
        super().__init__(f"{statement} no longer holds, so it is not replaced again.")
        self.statement = statement


class StatementAltered(Exception):
    """What is kept of a statement is not what was issued: somebody changed it by hand."""
