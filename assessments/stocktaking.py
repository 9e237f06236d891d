"""Comparing what the rows say of evidence with what lies in the store, both ways (G13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import F

from assessments import storage
from assessments.declarations import fingerprint
from assessments.integrity import fault_of
from assessments.models import EvidenceFile, Submission, SubmittedFile

# Younger files may belong to an upload that is under way.
SETTLED = timedelta(hours=1)
SET_ASIDE = "set-aside"


def faults(*, with_hashes: bool) -> Iterator[str]:
    """What should never be: a row whose file is gone or changed, work that differs as sent."""
    for file in EvidenceFile.objects.order_by("pk").iterator():
        fault = fault_of(file, with_hash=with_hashes)
        if fault:
            yield f"{file.reference}: {fault}"
    changed = SubmittedFile.objects.exclude(sha256=F("file__sha256")).select_related("file")
    for sent in changed.iterator():
        yield f"{sent.file.reference}: not the file that was submitted"
    for submission in Submission.objects.exclude(narrative_sha256="").iterator():
        if fingerprint(submission.narrative) != submission.narrative_sha256:
            yield f"submission {submission.reference}: not the narrative that was submitted"


def strays(*, now: datetime) -> list[Path]:
    """Files that no row names, and what was left unfinished: nothing is missing without them."""
    named = set(EvidenceFile.objects.values_list("stored_name", flat=True))
    found = [storage.path_of(name) for name in storage.stored_names() if name not in named]
    settled = (now - SETTLED).timestamp()
    both = [*found, *storage.unfinished_files()]
    return [place for place in both if place.stat().st_mtime < settled]


def set_aside(place: Path) -> Path:
    """Move a stray out of the way. Nothing is ever deleted: a restored database may name it."""
    folder = settings.EVIDENCE_ROOT / SET_ASIDE
    folder.mkdir(mode=0o700, exist_ok=True)
    return place.rename(folder / place.name)
