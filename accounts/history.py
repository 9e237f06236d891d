"""What was done to a person, as their page says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from ledger.models import AuditEvent

# Without the person's name these would read as done to whoever did them.
DONE_TO = frozenset({"added", "invited", "corrected", "deactivated", "reactivated"})


def sentence(event: AuditEvent, *, about: User) -> str:
    """ "Invited by Grace Holt" on the page of whom she invited; "Grace Holt signed in" on hers."""
    if event.verb in DONE_TO and event.actor_id != about.pk:
        return f"{event.verb.capitalize()} by {event.actor_name}"
    return f"{event.actor_name} {event.verb}"
