"""The files of a submission as a marking page shows them: tabs, and the places claimed in them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from assessments.locations import jump_to
from assessments.models import EvidenceFile, Submission, SubmittedFile


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file is said to show a criterion; the address opens it there."""

    file: EvidenceFile
    position: int
    location: str
    url: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the submission, as a tab."""

    file: EvidenceFile
    url: str
    attempt: int  # the newest it was sent with


@dataclass(frozen=True, slots=True)
class Papers:
    """All that was sent: the files once each, and the places they are claimed for."""

    documents: tuple[Document, ...]
    places: tuple[Place, ...]

    def at(self, position: int) -> tuple[Place, ...]:
        """The places claimed for one criterion."""
        return tuple(place for place in self.places if place.position == position)


def papers_of(submission: Submission) -> Papers:
    """The files of a submission in the order they were claimed, in one query.

    Then those of earlier attempts that were not sent again: what carries over rests on them.
    """
    sent = (
        SubmittedFile.objects.sent_up_to(submission)
        .select_related("file__evidence", "criterion", "submission")
        .order_by("-submission__attempt", "file__evidence__added_at", "file", "criterion__position")
    )
    documents: dict[int, Document] = {}
    places: dict[tuple[int, int], Place] = {}
    for claimed in sent:
        file, attempt = claimed.file, claimed.submission.attempt
        documents.setdefault(file.pk, Document(file=file, url=view_address(file), attempt=attempt))
        jump = jump_to(claimed.location, file.media_type)
        places.setdefault(
            (file.pk, claimed.criterion_id),
            Place(
                file=file,
                position=claimed.criterion.position,
                location=claimed.location,
                url=view_address(file, jump),
                attempt=attempt,
            ),
        )
    return Papers(documents=tuple(documents.values()), places=tuple(places.values()))


def view_address(file: EvidenceFile, jump: str = "") -> str:
    """The address of the page that shows a file, opened at a place when there is one."""
    address = reverse("assessments:evidence_view", args=[file.reference])
    return f"{address}?{urlencode({'at': jump})}" if jump else address
