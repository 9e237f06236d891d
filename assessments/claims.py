"""What a candidate says of a piece of evidence: its title, kind, and what it shows where. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from assessments.choices import EvidenceKind

LONGEST_PLACE = 60


@dataclass(frozen=True, slots=True)
class Described:
    """What it is, when it came about, and where each criterion (by key) is shown."""

    title: str
    kind: EvidenceKind
    claims: Mapping[int, str]
    created_on: date | None = None
    prompt: str = ""  # the scenario that a response answers
    is_anonymised: bool = False

    @property
    def refusal(self) -> str:
        """Why it is no description: a scenario is named by what answers one, and only there."""
        if self.kind == EvidenceKind.SCENARIO and not self.prompt:
            return "Say which scenario it answers."
        if self.kind != EvidenceKind.SCENARIO and self.prompt:
            return "Only a scenario response answers a scenario: choose that kind, or empty this."
        return ""

    @property
    def version(self) -> str:
        """Short, and the same for the same content: what a page was made from."""
        claims = [f"{key}={place}" for key, place in sorted(self.claims.items())]
        about = [str(self.created_on or ""), self.prompt, str(self.is_anonymised)]
        content = "\x00".join([self.title, self.kind, *about, *claims])
        return sha256(content.encode()).hexdigest()[:16]
