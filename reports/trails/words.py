"""What an event changed, in words: codes by their names, days as days, no brackets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.dateformat import format as format_date

from accounts.roles import Role
from assessments.choices import CaseKind, CaseOutcome, EvidenceKind, FollowsFrom, Grade, Outcome
from enrolments.choices import (
    ActivityKind,
    AttendanceResponse,
    EnquiryStatus,
    EnrolmentStatus,
    Mode,
)
from ledger.models import AuditEvent

NAMES = {
    "sha256": "SHA-256",
    "files": "Files, by SHA-256",
    "narrative": "Narrative, by SHA-256",
    "declaration": "Wording of the declaration",
    "not_yet_met": "Not yet met",
    "size": "Size in bytes",
    "on": "On",
    "resubmit_by": "Resubmit by",
    "starts_on": "Start",
    "starts_at": "Start",
    "planned_end_on": "Planned end",
    "weekly_minutes": "Minutes a week",
    "is_guided": "Guided",
    "is_on": "On",
    "is_offered": "Offered",
    "version": "Specification",
}
CODES: Mapping[str, tuple[type[TextChoices], ...]] = {
    "grade": (Grade,),
    "outcome": (Outcome,),
    "kind": (EvidenceKind, ActivityKind),
    "mode": (Mode,),
    "status": (EnrolmentStatus, EnquiryStatus),
    "response": (AttendanceResponse,),
    "role": (Role,),
    "follows": (FollowsFrom,),
    "case": (CaseKind,),
    "case_outcome": (CaseOutcome,),
}
# Rows of other tables: how many says more than which.
COUNTED = ("attended", "missed", "actions")
# Numbers of rows, for whoever reads the database; a page says nothing with them.
UNSAID = ("attendance", "action", "note", "job")


@dataclass(frozen=True, slots=True)
class Change:
    """One value: what it was, and what it became."""

    name: str
    old: str | None
    new: str | None


def changes(event: AuditEvent) -> list[Change]:
    """What changed to what, in the order it was kept."""
    return list(_changes(_mapping(event.before), _mapping(event.after)))


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Change]:
    for key in dict.fromkeys([*before, *after]):
        if key in UNSAID and not isinstance(after.get(key), str):
            continue
        old = shown(key, before[key]) if key in before else None
        new = shown(key, after[key]) if key in after else None
        name = NAMES.get(key) or key.replace("_", " ").capitalize()
        yield Change(name, None if old == new else old, new)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def shown(key: str, value: object) -> str:
    """A kept value as people read it."""
    if value is None or value == "" or value == [] or value == {}:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        if key in COUNTED:
            return str(len(value))
        return ", ".join(shown(key, item).replace("_", " ") for item in value)
    if isinstance(value, Mapping):
        return "; ".join(
            f"{name}: {shown('', item)}" if item else str(name) for name, item in value.items()
        )
    return _said(key, str(value))


def _said(key: str, text: str) -> str:
    for codes in CODES.get(key, ()):
        if text in codes.values:
            return str(codes(text).label)
    if len(text) < len("2026-11-03"):
        return text
    try:
        return str(format_date(date.fromisoformat(text), "j M Y"))
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return str(format_date(timezone.localtime(moment), "j M Y, H:i")) if moment.tzinfo else text
