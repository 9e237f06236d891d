"""What a page was made from, so that nobody writes over what they have not seen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from ledger.errors import StaleVersion

# What stands, as people read it: a label and a text.
Standing = Mapping[str, str]


def fingerprint(standing: Standing) -> str:
    """A short mark of what stands, so that a form can say what it was made from."""
    lines = "\n".join(f"{name}={standing[name]}" for name in sorted(standing))
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


def need_version(seen: str, *, stands: Standing) -> None:
    """Refuse a change made from something else than what stands; the refusal carries it."""
    if seen != fingerprint(stands):
        raise StaleVersion("Somebody saved this since you opened it.", theirs=stands)
