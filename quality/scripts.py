"""A candidate's work as others judge it: its files under neutral names, its text without names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.choices import EvidenceKind
from assessments.models import EvidenceFile, EvidenceRecord, Submission
from assessments.record_pages import written_of
from quality.neutral import ASSESSOR, neutral_name, without_names

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment

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
    return without_names(submission.narrative, names_of(submission.enrolment))


def neutral_record(record: EvidenceRecord) -> str:
    """What a record says, without who the candidate is and without who wrote it down.

    Its paper names both; so it is written anew from what was recorded.
    """
    enrolment = record.paper.evidence.enrolment
    names = names_of(enrolment)
    if record.kind == EvidenceKind.WITNESS_TESTIMONY:
        names.append(record.testimony.candidate_name)
    text = without_names(written_of(record).as_text, names)
    if record.made_by_id == enrolment.candidate.user_id:
        return text
    return without_names(text, names_of_user(record.made_by), stand_in=ASSESSOR)


def names_of(enrolment: Enrolment) -> list[str]:
    """By what somebody could tell whose work it is."""
    candidate = enrolment.candidate
    return [*names_of_user(candidate.user), candidate.uln, enrolment.registration_number]


def names_of_user(user: User) -> list[str]:
    """By what somebody could tell who a person is."""
    return [str(user), user.given_name, user.family_name, user.email]
