"""Whether the audit trail is as it was written: a walk along its chain, in constant memory.

Links are read some at a time by their position. They are added in the order in which their
transactions commit and never changed, so a walk is right while others go on writing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.chain import START, event_digest, link_hash
from ledger.models import AuditEvent, AuditHead, AuditLink

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the chain and the hash there: a head, as it is kept elsewhere."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Finding:
    """How many events hold, counted from the first, and the first fault; none when all is well."""

    holding: int
    fault: str = ""


def head() -> Place | None:
    """Where the chain ends now; None when somebody took its head away."""
    row = AuditHead.objects.first()
    return Place(row.position, row.hash) if row else None


def check(*, against: Place | None = None) -> Finding:
    """Walk the chain from its beginning to its head, and name the first fault (R25).

    `against` is a head that was kept earlier: the chain must still pass through it.
    """
    began_with = head()
    if began_with is None:
        return Finding(0, "The head of the chain is gone.")
    passed_through = {place.position: place for place in (began_with, against) if place}
    before, last = Place(-1, ""), Place(0, START)
    for link in _links():
        fault = _fault_of(link, last, before)
        if fault:
            return fault
        before, last = last, Place(link.position, link.hash)
        kept = passed_through.get(last.position)
        if kept and kept.hash != last.hash:
            return Finding(last.position - 1, _differs(kept, is_head=kept is began_with))
    for kept in passed_through.values():
        if kept.position > last.position:
            where = "its head" if kept is began_with else "the head that was kept"
            return Finding(last.position, _shortened(last, where, kept))
    ends_with = head()
    if ends_with is None or ends_with.position < last.position:
        return Finding(last.position, "The head of the chain was set back.")
    return Finding(last.position, _unlinked())


def _links(after: int = -1) -> Iterator[AuditLink]:
    """Links with their events by position; those whose event is gone are left out."""
    rows = AuditLink.objects.select_related("event").order_by("position")
    while found := list(rows.filter(position__gt=after)[:AT_ONCE]):
        yield from found
        after = found[-1].position


def _fault_of(link: AuditLink, last: Place, before: Place) -> Finding | None:
    """What is wrong with a link that should follow `last`, which follows `before`."""
    expected = last.position + 1
    if link.position != expected:
        return Finding(last.position, f"Event {expected} is gone: it was deleted.")
    digest = event_digest(link.event)
    if digest != link.event.digest:
        return Finding(
            last.position, f"{_named(link)} was changed: it does not say what was recorded."
        )
    if link_hash(last.hash, expected, digest) == link.hash:
        return None
    if last.position and link_hash(before.hash, last.position, digest) == link.hash:
        return Finding(
            before.position,
            f"Event {last.position} was put in: the one after it follows the one before it.",
        )
    return Finding(last.position, _out_of_place(link, last, digest))


def _out_of_place(link: AuditLink, last: Place, digest: str) -> str:
    """Why a link does not follow the one before, found by looking for the one that would."""
    name, here = _named(link), link.position
    for other in _links():
        wanted = link_hash(last.hash, here, other.event.digest)
        if wanted not in (link.hash, other.hash):
            continue
        is_next = other.position == here + 1 and wanted == other.hash
        if is_next and link_hash(other.hash, here + 1, digest) != link.hash:
            return f"{name} was put in: the one after it follows the one before it."
        return f"{name} was moved here: what belongs here is now at {other.position}."
    return (
        f"{name} does not follow from the one before: it was put in or written anew, "
        "or one before it was taken out."
    )


def _unlinked() -> str:
    """An event beside the chain, or nothing."""
    event = AuditEvent.objects.filter(link__isnull=True).order_by("pk").first()
    if event is None:
        return ""
    return f"Row {event.pk} ({_said(event)}) was put in: it has no place in the chain."


def _differs(kept: Place, *, is_head: bool) -> str:
    where = "the head of the chain" if is_head else "the head that was kept"
    return f"Event {kept.position} has another hash than {where}: what came before was rewritten."


def _shortened(last: Place, where: str, kept: Place) -> str:
    return (
        f"Event {last.position + 1} is gone: the chain was cut after {last.position}, "
        f"and {where} stands at {kept.position}."
    )


def _named(link: AuditLink) -> str:
    return f"Event {link.position} (row {link.event_id}, {_said(link.event)})"


def _said(event: AuditEvent) -> str:
    return f"{event.at:%Y-%m-%d %H:%M:%S} UTC, {event.verb} {event.thing_type} {event.thing_id}"
