"""What changes in awards: statements issued and withdrawn, certificates claimed."""

from awards.actions.issuing import issue_statement, withdraw_statement

__all__ = ["issue_statement", "withdraw_statement"]
