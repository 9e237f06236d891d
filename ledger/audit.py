"""Writing down who did what, in the transaction that does it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from ledger.chain import event_digest, new_salt
from ledger.models import AuditEvent
from ledger.subjects import subject_of

if TYPE_CHECKING:
    from accounts.models import User

SYSTEM = "The system"


def record(
    actor: User | None,
    verb: str,
    thing: models.Model,
    *,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    about: models.Model | None = None,
) -> AuditEvent:
    """Add an event: `actor` (None for the system) did `verb` to `thing`, for `reason`.

    `before` and `after` hold JSON-able values of what changed. Personal texts do not belong
    in them: name the row instead. The event shows on the trail of the enrolment that `thing`
    is or points to; `about` names one that it does not point to. The database links the event
    to the one before (R25).
    """
    event = AuditEvent(
        at=at,
        actor=actor,
        actor_name=str(actor) if actor else SYSTEM,
        verb=verb,
        thing_type=thing._meta.label_lower,
        thing_id=str(thing.pk),
        thing_label=str(thing)[:200],
        before=before,
        after=after,
        reason=reason,
        subject=subject_of(about or thing),
        salt=new_salt(),
    )
    event.digest = event_digest(event)
    event.save(force_insert=True)
    return event


def trail(thing: models.Model) -> models.QuerySet[AuditEvent]:
    """Everything recorded about one thing, newest first."""
    return AuditEvent.objects.filter(
        thing_type=thing._meta.label_lower, thing_id=str(thing.pk)
    ).order_by("-at", "-pk")
