"""What a candidate says of a piece of evidence: its title, kind, and what it shows where. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from assessments.choices import EvidenceKind

LONGEST_PLACE = 60


@dataclass(frozen=True, slots=True)
class Described:
    """Title, kind, and the page or time at which each criterion (by key) is shown."""

    title: str
    kind: EvidenceKind
    claims: Mapping[int, str]

    @property
    def version(self) -> str:
        """Short, and the same for the same content: what a page was made from."""
        claims = [f"{key}={place}" for key, place in sorted(self.claims.items())]
        content = "\x00".join([self.title, self.kind, *claims])
        return sha256(content.encode()).hexdigest()[:16]
