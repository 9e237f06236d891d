"""What is typed on a mark sheet, and what it was typed over. Pure.

A page knows for each criterion the version it was made from and a digest of what that version
said. So a save can tell what was typed here from what merely stands here unchanged, and two
people who mark different criteria never get in each other's way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from assessments.choices import Outcome

SEEN = re.compile(r"(\d{1,6}):(\d{1,9}):([0-9a-f]{12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is typed for one criterion."""

    mark: Decimal | None = None
    outcome: Outcome | None = None
    feedback: str = ""

    @property
    def digest(self) -> str:
        """Short, and the same for the same content."""
        mark = "" if self.mark is None else f"{self.mark.normalize():f}"
        content = "\x00".join([mark, self.outcome or "", self.feedback])
        return sha256(content.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page was made from: a version (0: no draft yet) and the digest of its content."""

    version: int
    digest: str = ""


def write_seen(sheet: str, seen: Mapping[int, Seen]) -> str:
    """One text for a page to carry: whose sheet it is, and what was seen of each criterion.

    Criteria go by their position in the unit.
    """
    parts = [f"{position}:{s.version}:{s.digest}" for position, s in sorted(seen.items())]
    return " ".join([sheet, *parts])


def read_seen(text: str) -> tuple[str, dict[int, Seen]]:
    """Whose sheet a page was, and what was seen; what cannot be read was not seen."""
    sheet, *parts = text.split(" ")
    found = [match for part in parts if (match := SEEN.fullmatch(part))]
    return sheet, {int(m[1]): Seen(version=int(m[2]), digest=m[3]) for m in found}
