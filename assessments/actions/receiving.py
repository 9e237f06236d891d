"""Receiving a file in pieces: begun, grown piece by piece, and accepted as any other when whole.

What a finished upload becomes is decided by the very steps that a file in one request goes
through: its size, what it really is, its hash, its rows, and the virus scanner.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from assessments import pieces, storage
from assessments.actions.evidence import look_at, record_evidence
from assessments.actions.unit_work import take_up
from assessments.errors import FileRefused, PieceMisplaced
from assessments.models import Evidence, PiecewiseUpload
from assessments.models.upload import KEPT
from assessments.names import clean_name
from assessments.sniffing import type_by_name
from courses.models import Unit
from enrolments.models import Enrolment

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def start_upload(
    *,
    enrolment: Enrolment,
    unit: Unit,
    name: str,
    length: int,
    changed_ms: int,
    by: User,
    now: datetime,
) -> PiecewiseUpload:
    """Begin an upload of `length` bytes, or take up the one of the very same file.

    Raises `FileRefused` for what could not be kept anyway, `EvidenceRefused` for a unit that takes
    no changes, `NoRoom` for a full disk.
    """
    held = take_up(enrolment, unit, by=by)
    kept_name = clean_name(name)
    type_by_name(kept_name)
    if length < 1:
        raise FileRefused("The file is empty. Nothing was added.")
    storage.check_room(length)
    file = {"name": kept_name, "length": length, "changed_ms": changed_ms}
    mine = PiecewiseUpload.objects.filter(owner=by, evidence__isnull=True)
    begun = mine.filter(enrolment=held.enrolment, unit=unit, **file).first()
    if begun is not None:
        return begun
    _make_room(mine, length)
    return PiecewiseUpload.objects.create(
        owner=by, enrolment=held.enrolment, unit=unit, begun_at=now, touched_at=now, **file
    )


@transaction.atomic
def append_piece(
    *, upload: PiecewiseUpload, offset: int, content: bytes, by: User, now: datetime
) -> PiecewiseUpload:
    """Add a piece that begins at `offset` bytes.

    Raises `PieceMisplaced` with the right offset when it does not follow what is here, and
    `FileRefused` when it is empty or leads past the length that was announced: nothing changes.
    """
    held = _held(upload, by=by)
    have = pieces.received(held)
    if offset != have:
        raise PieceMisplaced(have)
    if not content or len(content) > pieces.MOST_PIECE_BYTES:
        raise FileRefused(f"A piece has 1 to {pieces.MOST_PIECE_BYTES} bytes.")
    if have + len(content) > held.length:
        raise FileRefused(
            f"That is more than the {held.length} bytes of the file. Choose the file again."
        )
    pieces.write(held, content, at=have)
    held.received = have + len(content)
    held.touched_at = now
    held.save(update_fields=["received", "touched_at"])
    return held


def finish_upload(*, upload: PiecewiseUpload, by: User, now: datetime) -> Evidence:
    """Make evidence of an upload that is whole, once however often this is asked.

    A transaction of its own, as `add_evidence` is. Raises `PieceMisplaced` when something is
    missing; a file that is refused is not kept, and one that could not be kept just now is.
    """
    found = PiecewiseUpload.objects.select_related("evidence", "enrolment", "unit").get(
        pk=upload.pk
    )
    if found.evidence is not None:
        return found.evidence
    if pieces.received(found) != found.length:
        raise PieceMisplaced(pieces.received(found))
    try:
        return _accept(found, by=by, now=now)
    except _FinishedMeanwhile as other:
        return other.evidence
    except FileRefused:
        PiecewiseUpload.objects.filter(pk=found.pk).delete()
        pieces.discard(found.reference)
        raise


@transaction.atomic
def forget_uploads(*, now: datetime) -> int:
    """Drop the uploads that nothing was added to for a day, and pieces without one."""
    before = now - KEPT
    count = _drop(PiecewiseUpload.objects.filter(touched_at__lt=before))
    rows = set(PiecewiseUpload.objects.values_list("reference", flat=True))
    for reference in pieces.forgotten(now=now):
        if reference not in rows:
            pieces.discard(reference)
    return count


class _FinishedMeanwhile(Exception):
    """Another request was quicker; what this one wrote is not needed."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__()
        self.evidence = evidence


def _accept(upload: PiecewiseUpload, *, by: User, now: datetime) -> Evidence:
    with pieces.opened(upload) as file:
        kind = look_at(file)
        with storage.keeping(cast(BinaryIO, file)) as stored, transaction.atomic(durable=True):
            held = _held(upload, by=by)
            if held.evidence is not None:
                raise _FinishedMeanwhile(held.evidence)
            evidence = record_evidence(
                enrolment=upload.enrolment,
                unit=upload.unit,
                name=upload.name,
                file_type=kind,
                stored=stored,
                by=by,
                now=now,
            )
            held.evidence = evidence
            held.touched_at = now
            held.save(update_fields=["evidence", "touched_at"])
    pieces.discard(upload.reference)
    return evidence


def _held(upload: PiecewiseUpload, *, by: User) -> PiecewiseUpload:
    """The upload as it is now, locked until the transaction ends; its owner's alone."""
    held = PiecewiseUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if held.owner_id != by.pk:
        raise PermissionDenied
    return held


def _make_room(mine: QuerySet[PiecewiseUpload], length: int) -> None:
    """Drop what was left lying longest, until another of `length` bytes may begin."""
    most = pieces.MOST_FILES_WORTH * settings.EVIDENCE_MAX_BYTES
    number, total = 1, length
    stays = []
    for pk, size in mine.order_by("-touched_at", "-pk").values_list("pk", "length"):
        number += 1
        total += size
        if number <= pieces.MOST_UPLOADS and total <= most:
            stays.append(pk)
    _drop(mine.exclude(pk__in=stays))


def _drop(uploads: QuerySet[PiecewiseUpload]) -> int:
    """Delete uploads, and their pieces once that is certain."""
    references = list(uploads.values_list("reference", flat=True))
    uploads.delete()
    for reference in references:
        transaction.on_commit(partial(pieces.discard, reference))
    return len(references)
