"""Cells that no spreadsheet runs."""

from __future__ import annotations

# A spreadsheet reads a cell that starts with one of these as a formula or a command.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00")


def inert(value: str | int) -> str | int:
    """A text that no spreadsheet runs: a quote goes before what looks like a formula."""
    if isinstance(value, str):
        clean = value.replace("\x00", "")
        return f"'{clean}" if value.startswith(DANGEROUS) else clean
    return value


def written(value: str) -> str:
    """An inert text that `read_back` turns into the very same."""
    return f"'{value}" if value.startswith("'") else str(inert(value))


def read_back(value: str) -> str:
    """What a cell made by `written` says: without the quote that kept it from being run."""
    is_quoted = value.startswith("'") and value[1:].startswith((*DANGEROUS, "'"))
    return value[1:] if is_quoted else value
