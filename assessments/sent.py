"""What a submission holds, file by file: as it was sent, whatever the portfolio says now."""

from __future__ import annotations

from dataclasses import dataclass, field

from assessments.file_types import BY_MEDIA_TYPE
from assessments.models import EvidenceFile, Submission


@dataclass(slots=True)
class SentFile:
    """One file of a submission, and the criteria it was sent for."""

    file: EvidenceFile
    sha256: str
    places: list[tuple[str, str]] = field(default_factory=list)  # ("1.2", "p. 4")

    @property
    def short_kind(self) -> str:
        """What its badge says: "PDF"."""
        kind = BY_MEDIA_TYPE.get(self.file.media_type)
        return kind.extension if kind else "file"


def sent_files(submission: Submission) -> list[SentFile]:
    """The files in the order of the first criterion each was sent for: one query."""
    found: dict[int, SentFile] = {}
    rows = submission.files.select_related("file__evidence", "criterion")
    for row in rows.order_by("criterion__position", "pk"):
        sent = found.setdefault(row.file_id, SentFile(row.file, row.sha256))
        sent.places.append((row.criterion.number, row.location))
    return list(found.values())
