"""Pages of office files: owed when a file may be opened, kept beside it, never in its place."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from assessments import previews
from assessments.choices import PreviewOutcome
from assessments.file_types import BY_MEDIA_TYPE
from assessments.models import EvidenceFile, EvidencePreview
from assessments.previews import Drawn
from ledger import jobs


def owe_preview(file: EvidenceFile, *, now: datetime, occasion: str = "") -> bool:
    """Owe the pages of a file, where it is of a kind that pages are made of.

    Owed once for each occasion.
    """
    kind = BY_MEDIA_TYPE.get(file.media_type)
    if kind is None or not kind.becomes_pages:
        return False
    jobs.owe("evidence_preview", key=f"{file.pk}{occasion}", now=now, file_id=file.pk)
    return True


@transaction.atomic
def keep_preview(*, file_id: int, drawn: Drawn | None, now: datetime) -> str | None:
    """Keep what came of drawing the pages of a file.

    Returns why nothing was kept: the file was taken away, or is being checked, so that nobody may
    look into it (R26).
    """
    file = EvidenceFile.objects.select_for_update(of=("self",)).get(pk=file_id)
    if drawn is None or not file.is_open:
        previews.discard(file.reference)
        return "The file may not be opened."
    if drawn.outcome != PreviewOutcome.MADE:
        previews.discard(file.reference)
    EvidencePreview.objects.update_or_create(
        file=file,
        defaults={
            "outcome": drawn.outcome,
            "source_sha256": drawn.source_sha256,
            "sha256": drawn.sha256,
            "size": drawn.size,
            "made_at": now,
        },
    )
    return None
