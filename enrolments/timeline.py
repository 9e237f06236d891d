"""Who did what when, put in words for a page: audit events and notes, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.dateformat import format as format_date

from enrolments.choices import EnquiryStatus, EnrolmentStatus

if TYPE_CHECKING:
    from enrolments.models import EnquiryNote
    from ledger.models import AuditEvent

BY_THE_SENDER = ("registered interest", "amended by the sender")
NAMES = {
    "status": "Status",
    "owner": "Owner",
    "next_action_on": "Next action",
    "qualification": "Diploma",
    "tutor": "Tutor",
    "cohort": "Cohort",
    "version": "Specification",
    "starts_on": "Start",
    "planned_end_on": "Planned end",
    "number": "Registration number",
    "on": "Registered",
}
LABELS: dict[str, str] = {
    str(choice): choice.label for choice in (*EnquiryStatus, *EnrolmentStatus)
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline."""

    at: datetime
    who: str
    what: str
    changes: tuple[str, ...] = ()
    text: str = ""


def timeline(events: Iterable[AuditEvent], notes: Iterable[EnquiryNote] = ()) -> list[Moment]:
    """Events and notes together; the event of a note is left to the note."""
    moments = [of_event(event) for event in events if event.verb != "noted"]
    moments += [
        Moment(at=note.at, who=str(note.author), what="noted", text=note.text) for note in notes
    ]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def of_event(event: AuditEvent) -> Moment:
    """An audit event in words."""
    return Moment(
        at=event.at,
        who="The enquirer" if event.verb in BY_THE_SENDER else event.actor_name,
        what=event.verb.removesuffix(" of"),  # the page itself is about the thing
        changes=tuple(changes(event.before or {}, event.after or {})),
        text=event.reason,
    )


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> Iterable[str]:
    """What changed to what, for the values a person knows a name for."""
    for key, name in NAMES.items():
        if key not in after:
            continue
        new, old = shown(after[key]), shown(before.get(key))
        yield f"{name}: {old} → {new}" if key in before else f"{name}: {new}"


def shown(value: object) -> str:
    """A kept value as people read it: labels for codes, days as days."""
    text = "" if value is None else str(value)
    if not text:
        return "none"
    if text in LABELS:
        return LABELS[text]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return str(format_date(day, "j M Y"))
