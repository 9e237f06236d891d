"""The chain of the audit trail: what is hashed, and how each link follows from the one before.

Every event has a digest of what it says. Each link hashes the link before it, its own position
and the digest of its event, so nothing can be changed, taken out, put in or moved without every
later link showing it. What people wrote and their names go into the digest as a salted digest of
their own: were they ever erased, that digest could stand in their place and the chain still hold.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol

START = "0" * 64


class Recorded(Protocol):
    """An event, as far as its digest goes; migrations have a class of their own for it."""

    at: datetime
    actor_id: int | None
    actor_name: str
    verb: str
    thing_type: str
    thing_id: str
    thing_label: str
    subject: str
    before: Any
    after: Any
    reason: str
    salt: str


def new_salt() -> str:
    """128 random bits, so that a short text cannot be guessed from its digest."""
    return secrets.token_hex(16)


def canonical(value: Any) -> str:
    """JSON in one way only: sorted, without spaces, and the same before and after a database.

    PostgreSQL writes 1e3 as 1000 and 1.50 as 1.50; a number is told by its value here.
    Raises ValueError for what is no number, like NaN.
    """
    plain = json.dumps(value, allow_nan=False)
    read = json.loads(plain, parse_float=_number, parse_int=_number)
    return json.dumps(read, sort_keys=True, separators=(",", ":"))


def _number(text: str) -> int | float:
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def event_digest(event: Recorded) -> str:
    """SHA-256 of everything an event says, in hexadecimal."""
    texts = [event.actor_name, event.thing_label, event.reason, event.before, event.after]
    said = {
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "verb": event.verb,
        "thing": [event.thing_type, event.thing_id],
        "subject": event.subject,
        "texts": _sha256(canonical([event.salt, *texts])),
    }
    return _sha256(canonical(said))


def link_hash(previous: str, position: int, digest: str) -> str:
    """The hash of a link; triggers reckon the same in SQL (`ledger/linking.py`)."""
    return _sha256(f"{previous}:{position}:{digest}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
