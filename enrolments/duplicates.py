"""Which enquiries look like somebody already known, and why: pure.

A likeness is a hint for a person to judge. Nothing is merged and nobody is turned away by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enrolments.models import Candidate, Enquiry


@dataclass(frozen=True, slots=True)
class Likeness:
    """One reason to look twice, and the enquiry it points to, unless it is a candidate."""

    reason: str
    enquiry: Enquiry | None = None


def likenesses(
    enquiry: Enquiry, *, pool: Iterable[Enquiry], candidates: Iterable[Candidate]
) -> list[Likeness]:
    """Why an open enquiry may be somebody in `pool` or among `candidates`; one reason for each."""
    if not enquiry.is_open:
        return []
    found = [
        Likeness("already a candidate")
        for candidate in candidates
        if candidate.user.email == enquiry.email
    ]
    for other in pool:
        if other.pk != enquiry.pk and (reason := reason_between(enquiry, other)):
            found.append(Likeness(f"{reason} as {other.full_name}", other))
    return found


def reason_between(one: Enquiry, other: Enquiry) -> str:
    """What two enquiries share, strongest first; empty when nothing that counts."""
    if one.email == other.email:
        return "same e-mail"
    if one.phone and one.phone == other.phone:
        return "same phone"
    if _who_and_where(one) == _who_and_where(other):
        return "same name and employer"
    return ""


def _who_and_where(enquiry: Enquiry) -> tuple[str, str]:
    return _plain(enquiry.full_name), _plain(enquiry.employer_name)


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
