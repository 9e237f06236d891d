"""A candidate's work as others judge it: its files under neutral names, its text without names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assessments.models import EvidenceFile, Submission
from quality.neutral import neutral_name, without_names

NARRATIVE = 0  # the number of the text in an address; files count from 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A tab: what it is called, and the address that shows it in the frame."""

    name: str
    url: str


def sheets_of(
    files: Iterable[tuple[int, EvidenceFile]],
    *,
    has_narrative: bool,
    address: Callable[[int], str],
) -> list[Sheet]:
    """The tabs of a script: its text, then its files by number."""
    first = [Sheet("Text", address(NARRATIVE))] if has_narrative else []
    named = [Sheet(neutral_name(at, file.media_type), address(at)) for at, file in files]
    return [*first, *named]


def neutral_narrative(submission: Submission) -> str:
    """What the candidate wrote, without their names, numbers and address."""
    return without_names(submission.narrative, names_of(submission))


def names_of(submission: Submission) -> list[str]:
    """By what somebody could tell whose work it is."""
    enrolment = submission.enrolment
    candidate = enrolment.candidate
    user = candidate.user
    return [
        str(user),
        user.given_name,
        user.family_name,
        user.email,
        candidate.uln,
        enrolment.registration_number,
    ]
