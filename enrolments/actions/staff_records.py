"""Keeping what staff hold: awards, development, and the units they may judge (R16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses.models import Unit
from enrolments.choices import StaffAward
from enrolments.errors import StaffRecordRefused
from enrolments.models import CPDEntry, StaffQualification, UnitApproval
from enrolments.permissions import can_administer, can_keep_development_of
from ledger import audit

if TYPE_CHECKING:
    from courses.models import Qualification


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is known of an award: begun, awarded, or both."""

    award: StaffAward
    working_since: date | None = None
    awarded_on: date | None = None
    certificate_number: str = ""


@transaction.atomic
def record_qualification(
    *, person: User, held: Held, by: User | None, now: datetime
) -> StaffQualification:
    """Keep what somebody works towards or holds; what was not known of an award is filled in.

    Nothing that is recorded is written over: it is taken back first. The same again changes
    nothing, and what was decided before stays as it was decided. `by` is None for the system.
    """
    _need_administrator(by, person)
    locked = User.objects.select_for_update().get(pk=person.pk)
    if not locked.works_here:
        raise StaffRecordRefused(f"{locked} is not a member of staff.")
    row = locked.staff_qualifications.standing().filter(award=held.award).first()
    before = _told(row) if row else None
    row = row or StaffQualification(person=locked, award=held.award)
    for name in ("working_since", "awarded_on", "certificate_number"):
        kept, said = getattr(row, name), getattr(held, name)
        if kept and said and kept != said:
            raise StaffRecordRefused(
                "This award is recorded otherwise. Take that record back first, and say why.",
                field=name,
            )
        setattr(row, name, kept or said)
    _need_days(row, today=timezone.localdate(now))
    if before == _told(row):
        return row
    row.recorded_by, row.recorded_at = by, now
    row.save()
    audit.record(by, "recorded", row, before=before, after=_told(row), at=now)
    return row


def _told(row: StaffQualification) -> dict[str, str]:
    """An award as the trail keeps it."""
    days = {"working_since": row.working_since, "awarded_on": row.awarded_on}
    kept = {name: day.isoformat() if day else "" for name, day in days.items()}
    return {"award": row.award, **kept, "certificate_number": row.certificate_number}


def _need_days(held: StaffQualification, *, today: date) -> None:
    """An award has a day, no day is to come, and nothing is awarded before it was begun."""
    days = [day for day in (held.working_since, held.awarded_on) if day is not None]
    if not days:
        raise StaffRecordRefused("Give the day it was begun or awarded.", field="awarded_on")
    if max(days) > today:
        raise StaffRecordRefused("Give a day that has been.", field="awarded_on")
    if held.working_since and held.awarded_on and held.awarded_on < held.working_since:
        raise StaffRecordRefused("It was awarded after it was begun.", field="awarded_on")


@transaction.atomic
def take_back_qualification(
    *, qualification: StaffQualification, reason: str, by: User, now: datetime
) -> StaffQualification:
    """Let an award that was recorded by mistake count no more. Taken back already: no change."""
    person = User.objects.select_for_update().get(pk=qualification.person_id)
    row = StaffQualification.objects.get(pk=qualification.pk)
    _need_administrator(by, person)
    if row.taken_back_at is not None:
        return row
    if not reason.strip():
        raise StaffRecordRefused("Say why it is taken back.", field="reason")
    row.taken_back_at, row.taken_back_reason = now, reason.strip()
    row.save(update_fields=["taken_back_at", "taken_back_reason"])
    audit.record(by, "took back", row, reason=row.taken_back_reason, at=now)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """Something somebody did to stay good at their work; hours with one decimal."""

    done_on: date
    hours: Decimal
    what: str
    reflection: str = ""


@transaction.atomic
def log_development(
    *, person: User, development: Development, form_token: UUID, by: User, now: datetime
) -> CPDEntry:
    """Add an entry, for oneself or by an administrator. Sent twice, it is kept once."""
    if not can_keep_development_of(by, person):
        raise PermissionDenied
    User.objects.select_for_update().get(pk=person.pk)
    twin = CPDEntry.objects.filter(form_token=form_token).first()
    if twin is not None:
        if twin.person_id != person.pk:
            raise PermissionDenied
        return twin
    if development.done_on > timezone.localdate(now):
        raise StaffRecordRefused("Give a day that has been.", field="done_on")
    entry = CPDEntry.objects.create(
        person=person,
        done_on=development.done_on,
        hours=development.hours,
        what=development.what.strip(),
        reflection=development.reflection.strip(),
        form_token=form_token,
        recorded_by=by,
        recorded_at=now,
    )
    after = {"done_on": entry.done_on.isoformat(), "hours": str(entry.hours)}
    audit.record(by, "logged development", entry, after=after, at=now)
    return entry


@transaction.atomic
def approve_for_unit(
    *,
    person: User,
    qualification: Qualification,
    unit_code: str,
    starts_on: date,
    by: User | None,
    now: datetime,
) -> UnitApproval:
    """Let somebody judge a unit, or with no code every unit of a diploma (R16).

    Approved already: the approval there is. From the first approval on, they judge nothing else.
    """
    _need_administrator(by, person)
    locked = User.objects.select_for_update().get(pk=person.pk)
    if not locked.works_here:
        raise StaffRecordRefused(f"{locked} is not a member of staff.")
    units = Unit.objects.filter(version__qualification=qualification, code=unit_code)
    if unit_code and not units.exists():
        raise StaffRecordRefused("Choose a unit of this diploma.", field="unit")
    standing = UnitApproval.objects.filter(
        person=locked, qualification=qualification, unit_code=unit_code, ends_on=None
    ).first()
    if standing is not None:
        return standing
    approval = UnitApproval.objects.create(
        person=locked,
        qualification=qualification,
        unit_code=unit_code,
        starts_on=starts_on,
        approved_by=by,
        approved_at=now,
    )
    audit.record(by, "approved", approval, after={"starts_on": starts_on.isoformat()}, at=now)
    return approval


@transaction.atomic
def end_approval(*, approval: UnitApproval, by: User, now: datetime) -> UnitApproval:
    """End an approval with today; one that never began ends where it would have begun.

    Ended already: nothing changes.
    """
    held = UnitApproval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    _need_administrator(by, held.person)
    if held.ends_on is not None:
        return held
    held.ends_on = max(timezone.localdate(now), held.starts_on)
    held.save(update_fields=["ends_on"])
    audit.record(by, "ended", held, after={"ends_on": held.ends_on.isoformat()}, at=now)
    return held


def _need_administrator(by: User | None, person: User) -> None:
    """An administrator keeps the records of others; nobody makes themselves an assessor."""
    if by is not None and (not can_administer(by) or by.pk == person.pk):
        raise PermissionDenied
