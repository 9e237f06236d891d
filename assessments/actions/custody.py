"""Files that nobody may open for now: taken away, given back, or being checked for viruses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments import scanner
from assessments.actions.exporting import remove_exports
from assessments.actions.previewing import owe_preview
from assessments.choices import FileAccess
from assessments.errors import QuarantineRefused
from assessments.models import EvidenceFile, Quarantine
from assessments.names import without_hidden
from assessments.permissions import can_give_back, can_quarantine
from enrolments.actions.lifecycle import lock
from ledger import audit, jobs

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment

PATIENT_DATA = "It may show who a patient is."
LONGEST_REASON = 300


@transaction.atomic
def quarantine_file(*, file: EvidenceFile, reason: str, by: User, now: datetime) -> None:
    """Take a file away from everybody but administrators (R26).

    The same content elsewhere in the candidate's portfolio goes too. The candidate is told by
    mail. Taken away already: nothing changes.
    """
    enrolment = lock(file.evidence.enrolment)
    if not can_quarantine(by, enrolment, today=timezone.localdate(now)):
        raise PermissionDenied
    said = _checked_reason(without_hidden(reason).strip() or PATIENT_DATA)
    _take_away(_same(file, enrolment), enrolment, reason=said, by=by, now=now)


@transaction.atomic
def give_back(*, file: EvidenceFile, reason: str, by: User, now: datetime) -> None:
    """Let those open a file again who could before, and say why (R26).

    One that the scanner has not answered for yet goes on being checked.
    """
    enrolment = lock(file.evidence.enrolment)
    if not can_give_back(by, enrolment):
        raise PermissionDenied
    said = _checked_reason(reason)
    rows = []
    for found in _same(file, enrolment).filter(access=FileAccess.QUARANTINED):
        was_answered = found.is_clean or found.quarantines.filter(by=None).exists()
        may_open = was_answered or not scanner.is_on()
        found.access = FileAccess.OPEN if may_open else FileAccess.CHECKING
        found.save(update_fields=["access"])
        row = _keep(found, enrolment, is_taken_away=False, reason=said, by=by, now=now)
        rows.append(row)
        if not may_open:
            jobs.owe("evidence_scan", key=f"{found.pk}:{row.pk}", now=now, file_id=found.pk)
            continue
        owe_preview(found, now=now, occasion=f":{row.pk}")
    _tell(rows, enrolment, now=now)


def check_first(file: EvidenceFile, *, now: datetime) -> None:
    """Keep a new file from being opened until the scanner, where there is one, says it is clean.

    What was taken away from the same portfolio and comes again is taken away at once (R26). Of one
    that is open pages are made, where it is of a kind that browsers do not show.
    """
    if _comes_again(file, now=now):
        return
    if not scanner.is_on():
        owe_preview(file, now=now)
        return
    file.access = FileAccess.CHECKING
    file.save(update_fields=["access"])
    jobs.owe("evidence_scan", key=str(file.pk), now=now, file_id=file.pk)


def _comes_again(file: EvidenceFile, *, now: datetime) -> bool:
    """Whether its content stands taken away here already; then it is too, for the same reason."""
    enrolment = file.evidence.enrolment
    taken = _same(file, enrolment).filter(access=FileAccess.QUARANTINED)
    last = Quarantine.objects.filter(file__in=taken, is_taken_away=True).order_by("-pk").first()
    if last is None:
        return False
    file.access = FileAccess.QUARANTINED
    file.save(update_fields=["access"])
    row = Quarantine.objects.create(
        file=file, is_taken_away=True, reason=last.reason, by=last.by, at=now
    )
    came = {"sha256": file.sha256}
    audit.record(None, "took away", file, after=came, reason=last.reason, about=enrolment, at=now)
    _tell([row], enrolment, now=now)
    return True


@transaction.atomic
def keep_verdict(*, file_id: int, found: str, now: datetime) -> str | None:
    """What the scanner said of a file: the name of what it found, or nothing for a clean one.

    Returns why nothing was kept: somebody took the file away meanwhile.
    """
    file = EvidenceFile.objects.select_related("evidence__enrolment").get(pk=file_id)
    enrolment = lock(file.evidence.enrolment)
    held = EvidenceFile.objects.filter(pk=file_id, access=FileAccess.CHECKING)
    if found:
        reason = f"The virus scanner found {found} in it."[:LONGEST_REASON]
        _take_away(held, enrolment, reason=reason, by=None, now=now)
        return None
    if not held.update(access=FileAccess.OPEN, is_clean=True):
        return "The file is not being checked any more."
    owe_preview(file, now=now)
    audit.record(None, "checked", file, about=enrolment, after={"viruses": "none"}, at=now)
    return None


def _same(file: EvidenceFile, enrolment: Enrolment) -> QuerySet[EvidenceFile]:
    """The same content wherever it is in this portfolio, and in no other."""
    return EvidenceFile.objects.filter(evidence__enrolment=enrolment, sha256=file.sha256)


def _take_away(
    files: QuerySet[EvidenceFile],
    enrolment: Enrolment,
    *,
    reason: str,
    by: User | None,
    now: datetime,
) -> None:
    rows = []
    for found in files.exclude(access=FileAccess.QUARANTINED):
        found.access = FileAccess.QUARANTINED
        found.save(update_fields=["access"])
        rows.append(_keep(found, enrolment, is_taken_away=True, reason=reason, by=by, now=now))
    if rows:
        remove_exports(enrolment=enrolment, now=now)
    _tell(rows, enrolment, now=now)


def _keep(
    file: EvidenceFile,
    enrolment: Enrolment,
    *,
    is_taken_away: bool,
    reason: str,
    by: User | None,
    now: datetime,
) -> Quarantine:
    row = Quarantine.objects.create(
        file=file, is_taken_away=is_taken_away, reason=reason, by=by, at=now
    )
    verb = "took away" if is_taken_away else "gave back"
    audit.record(
        by, verb, file, after={"sha256": file.sha256}, reason=reason, about=enrolment, at=now
    )
    return row


def _tell(rows: list[Quarantine], enrolment: Enrolment, *, now: datetime) -> None:
    """One mail, however many items held the file."""
    if rows:
        jobs.owe(
            "quarantine_mail",
            key=str(rows[0].pk),
            now=now,
            recipient=enrolment.candidate.user,
            quarantine_id=rows[0].pk,
        )


def _checked_reason(reason: str) -> str:
    said = without_hidden(reason).strip()
    if not said:
        raise QuarantineRefused("Say why the file is given back.")
    if len(said) > LONGEST_REASON:
        raise QuarantineRefused(f"Say it in at most {LONGEST_REASON} characters.")
    return said
