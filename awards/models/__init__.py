"""Statements of results, and claims of certificates."""

from awards.codes import new_code
from awards.models.claim import Claim, ClaimLine
from awards.models.statement import StatementNumber, StatementOfResults

__all__ = ["Claim", "ClaimLine", "StatementNumber", "StatementOfResults", "new_code"]
