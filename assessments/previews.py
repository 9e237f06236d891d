"""Pages of office files on the disk, one PDF for each file, in a folder that holds no evidence."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from assessments import converting, storage
from assessments.choices import PreviewOutcome
from assessments.file_types import BY_MEDIA_TYPE
from assessments.models import EvidenceFile, EvidencePreview

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of drawing pages: hashes of source and PDF, and the PDF's size in bytes."""

    outcome: PreviewOutcome
    source_sha256: str
    sha256: str = ""
    size: int = 0


def longest() -> timedelta:
    """How long drawing takes at most."""
    return timedelta(seconds=settings.SOFFICE_SECONDS)


def path_of(reference: UUID) -> Path:
    """Where the pages of a file lie."""
    return Path(settings.PREVIEWS_ROOT) / reference.hex[:2] / f"{reference.hex}.pdf"


def draw_pages(*, file_id: int) -> Drawn | None:
    """Make a PDF of an office file that is open; None for any other.

    Changes no row. Drawing again writes the same file anew.
    """
    file = EvidenceFile.objects.get(pk=file_id)
    kind = BY_MEDIA_TYPE.get(file.media_type)
    if kind is None or not kind.becomes_pages or not file.is_open:
        return None
    if not converting.program():
        return Drawn(PreviewOutcome.NO_CONVERTER, file.sha256)
    target = path_of(file.reference)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        converting.to_pdf(storage.path_of(file.stored_name), kind.extension, target)
    except converting.NotConverted as trouble:
        log.warning("No pages of evidence file %s: %s", file.reference, trouble)
        return Drawn(PreviewOutcome.FAILED, file.sha256)
    with target.open("rb") as content:
        sha256 = storage.digest_of(content)
    return Drawn(PreviewOutcome.MADE, file.sha256, sha256, target.stat().st_size)


def preview_of(file: EvidenceFile) -> EvidencePreview | None:
    """What came of making pages of a file, if that was tried."""
    return EvidencePreview.objects.filter(file=file).first()


def is_there(preview: EvidencePreview | None, file: EvidenceFile) -> bool:
    """Whether there are pages to show: made of this very file, and still on the disk."""
    if preview is None or preview.outcome != PreviewOutcome.MADE:
        return False
    if preview.source_sha256 != file.sha256:
        return False
    try:
        return path_of(file.reference).stat().st_size == preview.size
    except OSError:
        return False


def discard(reference: UUID) -> None:
    """Take the pages of a file off the disk."""
    try:
        path_of(reference).unlink(missing_ok=True)
    except OSError:
        log.exception("The pages of evidence file %s could not be removed", reference)
