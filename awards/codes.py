"""The codes statements are verified by: hard to guess, easy to read aloud. Pure."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks or sounds like its neighbour
GROUP = 4
LENGTH = 28


def new_code() -> str:
    """A code nobody can guess, "7K3M-…" in seven groups: 137 random bits."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def tidy(typed: str) -> str:
    """A code as we keep it, however it was typed: in small letters, with spaces, ungrouped.

    What is no such code comes back as it is, since older statements carry codes of another
    kind, in which case and hyphens count.
    """
    bare = "".join(typed.split()).replace("-", "").upper()
    if len(bare) == LENGTH and set(bare) <= set(ALPHABET):
        return _grouped(bare)
    return typed.strip()


def _grouped(bare: str) -> str:
    return "-".join(bare[start : start + GROUP] for start in range(0, len(bare), GROUP))
