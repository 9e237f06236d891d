"""Keeping a version of a record: its paper, what came with it, and the criteria it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from assessments import storage
from assessments.actions.custody import check_first
from assessments.actions.evidence import look_at, write_claims
from assessments.actions.unit_work import stand_in
from assessments.choices import EvidenceKind, FileAccess
from assessments.errors import FileRefused, NoRoom, RecordRefused
from assessments.file_types import BY_EXTENSION
from assessments.models import (
    Evidence,
    EvidenceClaim,
    EvidenceFile,
    EvidenceRecord,
    RecordConfirmation,
)
from assessments.names import LONGEST, clean_name, without_path
from assessments.permissions import can_confirm
from assessments.progress import refresh_progress
from assessments.record_pages import Written, written_of
from courses.models import AssessmentCriterion
from enrolments.actions.lifecycle import lock
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment

TEXT = BY_EXTENSION["txt"].media_type
COMES_AGAIN = (
    "This is, word for word, what was taken away. Leave out what is wrong with it, or ask an "
    "administrator to give it back."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToKeep:
    """What a version of a record is made from.

    `claims` says where each criterion is shown; those of `among` that it leaves out are not. Where
    there are no `claims`, a new record is claimed for all of `among`, and the candidate says later
    what it does not show. `draw` makes the page of the record, which is not in the database yet.
    """

    enrolment: Enrolment
    kind: EvidenceKind
    title: str
    claims: Mapping[AssessmentCriterion, str] | None = None
    among: tuple[AssessmentCriterion, ...]
    draw: Callable[[EvidenceRecord], Written]
    evidence: Evidence | None = None
    upload: UploadedFile[bytes] | None = None
    attached_as: str = ""
    reason: str = ""
    form_token: UUID


def keep_record(kept: ToKeep, *, files: ExitStack, by: User, now: datetime) -> EvidenceRecord:
    """Make the rows of a version, and its paper.

    Within a transaction that locks the enrolment; `files` goes around that transaction, so that
    what is written down stays only if it is committed. What says the same as a record of the
    portfolio that stands taken away is refused (R26).
    """
    evidence = kept.evidence or Evidence.objects.create(
        enrolment=kept.enrolment,
        kind=kept.kind,
        title=kept.title[:LONGEST],
        added_by=by,
        added_at=now,
        has_record=True,
    )
    last = evidence.files.order_by("-version").first()
    record = EvidenceRecord(
        kind=kept.kind,
        version=last.version + 1 if last else 1,
        made_by=by,
        made_at=now,
        reason=kept.reason,
        form_token=kept.form_token,
    )
    page = kept.draw(record)
    _refuse_what_was_taken_away(kept, page)
    record.paper = _paper(evidence, record, page, files=files)
    record.attachment = _attachment(kept, last, files=files, by=by, now=now)
    record.save(force_insert=True)
    shown = [evidence, *([record.attachment.evidence] if record.attachment else [])]
    _claim(kept, shown, now=now)
    audit.record(
        by,
        "corrected the record of" if last else "recorded",
        evidence,
        after={
            "kind": kept.kind,
            "version": record.version,
            "sha256": record.paper.sha256,
            "criteria": [claim.criterion.number for claim in _claims_of(evidence)],
        },
        reason=kept.reason,
        at=now,
    )
    return record


def made_with(form_token: UUID, enrolment: Enrolment) -> EvidenceRecord | None:
    """The record that a form sent before has made."""
    rows = EvidenceRecord.objects.filter(paper__evidence__enrolment=enrolment)
    return rows.select_related("paper__evidence").filter(form_token=form_token).first()


def look_at_attachment(upload: UploadedFile[bytes] | None) -> None:
    """Refuse an upload that is no evidence, beside its field."""
    if upload is None:
        return
    try:
        look_at(upload)
    except NoRoom:
        raise
    except FileRefused as refusal:
        raise RecordRefused(str(refusal), field="attachment") from refusal


@transaction.atomic
def confirm_record(
    *, record: EvidenceRecord, comment: str, by: User, now: datetime
) -> RecordConfirmation:
    """Say that what the other side recorded is right, with a comment if there is one.

    Confirmed already: nothing changes. A corrected record is confirmed anew.
    """
    enrolment = lock(record.paper.evidence.enrolment)
    if not can_confirm(by, record):
        raise PermissionDenied
    before = RecordConfirmation.objects.filter(record=record).first()
    if before is not None:
        return before
    newest = record.paper.evidence.files.order_by("-version").values_list("version", flat=True)
    if newest[0] != record.version:
        raise RecordRefused("It was corrected since. Look at the newest version.")
    confirmation = RecordConfirmation.objects.create(
        record=record, comment=comment.strip(), made_by=record.made_by, by=by, at=now
    )
    audit.record(
        by,
        "confirmed",
        record.paper.evidence,
        after={"version": record.version},
        about=enrolment,
        at=now,
    )
    return confirmation


def _refuse_what_was_taken_away(kept: ToKeep, page: Written) -> None:
    """The same words make another paper, with its own moment: so the words are compared (R26)."""
    taken = EvidenceRecord.objects.filter(
        kind=kept.kind,
        paper__evidence__enrolment=kept.enrolment,
        paper__access=FileAccess.QUARANTINED,
    ).select_related(
        "made_by",
        "paper__evidence__enrolment__candidate__user",
        "paper__evidence__enrolment__qualification",
    )
    if any(written_of(record).says_the_same_as(page) for record in taken):
        raise RecordRefused(COMES_AGAIN)


def _paper(
    evidence: Evidence, record: EvidenceRecord, page: Written, *, files: ExitStack
) -> EvidenceFile:
    """The paper of a version. Nobody sent it to us, so there is nothing to scan."""
    stored = files.enter_context(storage.keeping(BytesIO(page.as_text.encode())))
    return EvidenceFile.objects.create(
        evidence=evidence,
        version=record.version,
        original_name=clean_name(f"{without_path(evidence.title)}.txt"),
        stored_name=stored.name,
        media_type=TEXT,
        size=stored.size,
        sha256=stored.sha256,
        received_at=record.made_at,
        is_clean=True,
    )


def _attachment(
    kept: ToKeep, last: EvidenceFile | None, *, files: ExitStack, by: User, now: datetime
) -> EvidenceFile | None:
    """What comes with this version; without anything new, what came with the one before."""
    if kept.upload is None:
        return last.record.attachment if last else None
    name = clean_name(kept.upload.name or "")
    stored = files.enter_context(storage.keeping(cast(BinaryIO, kept.upload)))
    evidence = Evidence.objects.create(
        enrolment=kept.enrolment,
        kind=kept.kind,
        title=f"{kept.attached_as}: {kept.title}"[:LONGEST],
        added_by=by,
        added_at=now,
    )
    file = EvidenceFile.objects.create(
        evidence=evidence,
        original_name=name,
        stored_name=stored.name,
        media_type=look_at(kept.upload).media_type,
        size=stored.size,
        sha256=stored.sha256,
        received_at=now,
    )
    check_first(file, now=now)
    audit.record(
        by, "added", evidence, after={"sha256": stored.sha256, "size": stored.size}, at=now
    )
    return file


def _claim(kept: ToKeep, shown: list[Evidence], *, now: datetime) -> None:
    """Claim it for what it shows; what was passed before stays as it was judged (R14)."""
    said = dict.fromkeys(kept.among, "") if kept.claims is None else kept.claims
    for unit in {criterion.unit for criterion in kept.among}:
        open_now = {one.pk: one for one in stand_in(kept.enrolment, unit).open_criteria}
        among = {one.pk: one for one in kept.among if one.pk in open_now}
        claims = {one.pk: place for one, place in said.items() if one.pk in among}
        for evidence in shown:
            if kept.claims is not None or not evidence.claims.exists():
                write_claims(evidence, claims, among=among)
        refresh_progress(enrolment=kept.enrolment, unit=unit, now=now)


def _claims_of(evidence: Evidence) -> QuerySet[EvidenceClaim]:
    rows = evidence.claims.select_related("criterion")
    return rows.order_by("criterion__unit__position", "criterion__position")
