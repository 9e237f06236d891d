"""A newer file for a piece of evidence, and one piece instead of two with the same content."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assessments import storage
from assessments.actions.custody import check_first
from assessments.actions.evidence import look_at, own_standing
from assessments.actions.unit_work import take_up
from assessments.errors import EvidenceRefused
from assessments.file_types import FileType
from assessments.models import Evidence, EvidenceClaim, EvidenceFile, SubmittedFile
from assessments.names import clean_name
from assessments.progress import refresh_progress
from courses.models import Unit
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User


def add_version(
    *, evidence: Evidence, unit: Unit, upload: UploadedFile[bytes], by: User, now: datetime
) -> EvidenceFile:
    """Keep a newer file beside the older ones of a piece of evidence; nothing is overwritten (G13).

    A transaction of its own, as `add_evidence` is. What was submitted stays what it was: the
    newer file is part of the next submission only.
    """
    kind = look_at(upload)
    with storage.keeping(cast(BinaryIO, upload)) as stored, transaction.atomic(durable=True):
        return record_version(
            evidence=evidence,
            unit=unit,
            name=upload.name or "",
            file_type=kind,
            stored=stored,
            by=by,
            now=now,
        )


@transaction.atomic
def record_version(
    *,
    evidence: Evidence,
    unit: Unit,
    name: str,
    file_type: FileType,
    stored: storage.StoredFile,
    by: User,
    now: datetime,
) -> EvidenceFile:
    """Make the row of a newer file that is in the store already."""
    held = take_up(evidence.enrolment, unit, by=by)
    found = own_standing(evidence, held.enrolment)
    if found.has_record:
        raise EvidenceRefused(
            f"“{found.title}” was written down here, so it is not replaced by a file."
        )
    same = found.files.filter(sha256=stored.sha256).first()
    if same is not None:
        raise EvidenceRefused(
            f"This is the very file that “{found.title}” holds already, as version {same.version}."
        )
    newest = newest_file(found)
    file = EvidenceFile.objects.create(
        evidence=found,
        version=newest.version + 1,
        original_name=clean_name(name),
        stored_name=stored.name,
        media_type=file_type.media_type,
        size=stored.size,
        sha256=stored.sha256,
        received_at=now,
    )
    check_first(file, now=now)
    refresh_progress(enrolment=held.enrolment, unit=unit, now=now)
    audit.record(
        by,
        "added a version of",
        found,
        before={"version": newest.version, "sha256": newest.sha256},
        after={"version": file.version, "sha256": file.sha256, "size": file.size},
        at=now,
    )
    return file


@transaction.atomic
def use_instead(
    *, evidence: Evidence, twin: Evidence, unit: Unit, by: User, now: datetime
) -> Evidence:
    """Let a piece of evidence that holds the same file take over all claims of another.

    The other one leaves the portfolio, and can be put back with its claims as they were.
    """
    held = take_up(evidence.enrolment, unit, by=by)
    first, second = sorted([evidence, twin], key=lambda one: one.pk)
    locked = {one.pk: own_standing(one, held.enrolment) for one in (first, second)}
    found, kept = locked[evidence.pk], locked[twin.pk]
    is_same = newest_file(found).sha256 == newest_file(kept).sha256
    if found == kept or found.enrolment_id != kept.enrolment_id or not is_same:
        raise EvidenceRefused("These two do not hold the same file.")
    if SubmittedFile.objects.standing().filter(file__evidence=found).exists():
        raise EvidenceRefused(f"“{found.title}” was submitted, so it stays in your portfolio.")
    EvidenceClaim.objects.bulk_create(
        [
            EvidenceClaim(evidence=kept, criterion_id=criterion, location=location)
            for criterion, location in found.claims.values_list("criterion_id", "location")
        ],
        ignore_conflicts=True,
    )
    found.removed_at = now
    found.save(update_fields=["removed_at"])
    for touched in Unit.objects.filter(criteria__claims__evidence=found).distinct():
        refresh_progress(enrolment=held.enrolment, unit=touched, now=now)
    audit.record(by, "removed", found, reason=f"The same file as “{kept.title}”.", at=now)
    audit.record(by, "claimed again", kept, after={"unit": unit.code}, at=now)
    return kept


def newest_file(evidence: Evidence) -> EvidenceFile:
    """The file that counts from now on."""
    return evidence.files.order_by("-version")[0]
