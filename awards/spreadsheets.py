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
