"""Which judgements are marked a second time: 1 in n, drawn so that anybody can draw again. Pure.

The draw is a hash, not a throw: SHA-256 of the policy's version and the submission's public
reference, taken modulo n; remainder nought is drawn. So

- nobody chooses, and whoever doubts a draw repeats it with what is printed on any page;
- each judgement is drawn or not by itself, on any day and in any order, so that a late or an early
  one moves no other;
- the version is the one in force when the work was judged: a new version of the policy draws among
  what is judged from then on, and nobody can try versions until a judgement is spared.

References are random (UUID 4), so over many judgements the share comes to 1 in n.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version of the policy says of second marking; `every` is n, or None for none."""

    key: int
    version: int
    every: int | None
    since: datetime


def is_drawn(reference: UUID, *, version: int, every: int | None) -> bool:
    """Whether a judgement with that public reference is one of the 1 in `every`."""
    if every is None:
        return False
    digest = sha256(f"{version}:{reference}".encode()).digest()
    return int.from_bytes(digest[:8]) % every == 0


def in_force_at(terms: Iterable[Terms], moment: datetime) -> Terms | None:
    """The newest version that was there at a moment."""
    there = [one for one in terms if one.since <= moment]
    return max(there, key=lambda one: one.version, default=None)


def drawn_by(terms: Iterable[Terms], *, reference: UUID, judged_at: datetime) -> Terms | None:
    """The version by which a judgement is drawn; None where it is not."""
    found = in_force_at(terms, judged_at)
    if found is not None and is_drawn(reference, version=found.version, every=found.every):
        return found
    return None
