"""Where the pieces of an upload wait until all are here: one growing file each, outside the store.

The row says how much of the file counts. A piece is on the disk before the row says so, and what
lies beyond was half-written when something broke: the next piece is written over it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from assessments import storage
from assessments.errors import PieceMisplaced
from assessments.models import PiecewiseUpload
from assessments.models.upload import KEPT

log = logging.getLogger(__name__)

PIECE_BYTES = 1024 * 1024  # what a browser sends at once
MOST_PIECE_BYTES = 2 * PIECE_BYTES
MOST_UPLOADS = 10  # of one person, under way
MOST_FILES_WORTH = 5  # and no more bytes than so many of the largest files have
ENDING = ".pieces"


def path_of(reference: UUID) -> Path:
    """The file that an upload's pieces are put together in."""
    return Path(settings.FILE_UPLOAD_TEMP_DIR) / f"{reference.hex}{ENDING}"


def received(upload: PiecewiseUpload) -> int:
    """How many bytes of an upload are here: what the row counts, if the disk still has them."""
    if upload.evidence_id is not None:
        return upload.length
    try:
        return min(upload.received, path_of(upload.reference).stat().st_size)
    except FileNotFoundError:
        return 0


def write(upload: PiecewiseUpload, content: bytes, *, at: int) -> None:
    """Put a piece behind the first `at` bytes, on the disk when this returns.

    Raises `NoRoom` when the disk does not take it; the first `at` bytes stay as they were.
    """
    try:
        descriptor = os.open(path_of(upload.reference), os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            target.truncate(at)
            target.seek(at)
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
    except OSError as trouble:
        log.exception("A piece of an upload could not be written down")
        raise storage.no_room() from trouble


@contextmanager
def opened(upload: PiecewiseUpload) -> Iterator[UploadedFile[bytes]]:
    """The whole file, as one that came at once would be handed over."""
    try:
        content = path_of(upload.reference).open("rb")
    except FileNotFoundError:
        raise PieceMisplaced(received(upload)) from None
    with content:
        yield UploadedFile(file=content, name=upload.name, size=upload.length)


def discard(reference: UUID) -> None:
    """Take the pieces off the disk."""
    try:
        path_of(reference).unlink(missing_ok=True)
    except OSError:
        log.exception("The pieces of upload %s could not be removed", reference)


def forgotten(*, now: datetime) -> Iterator[UUID]:
    """Files of pieces that nothing was added to for a day."""
    before = (now - KEPT).timestamp()
    for place in Path(settings.FILE_UPLOAD_TEMP_DIR).glob(f"*{ENDING}"):
        if place.stat().st_mtime < before:
            yield UUID(place.stem)
