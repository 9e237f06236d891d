"""Whether somebody is a qualified assessor on a day, from what is recorded of them. Pure.

A person who works towards an assessor award has so many months from the day they began; what they
decide meanwhile is provisional. The earliest beginning counts: another award starts no new clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enrolments.choices import ASSESSOR_AWARDS, AssessorStanding
from enrolments.plan import default_end


@dataclass(frozen=True, slots=True)
class Award:
    """One award, with the days that are known of it."""

    award: str
    working_since: date | None = None
    awarded_on: date | None = None


@dataclass(frozen=True, slots=True)
class Competence:
    """What somebody is as an assessor; `limit_on` is the last day of working towards it."""

    standing: AssessorStanding
    limit_on: date | None = None

    @property
    def is_qualified(self) -> bool:
        """Whether what they decide is final."""
        return self.standing == AssessorStanding.QUALIFIED

    @property
    def is_lapsed(self) -> bool:
        """Whether the time for qualifying is over: they decide nothing."""
        return self.standing == AssessorStanding.LAPSED


def competence(awards: Iterable[Award], *, on: date, months: int) -> Competence:
    """What the awards make somebody on a day, with `months` to qualify in (R16)."""
    assessing = [one for one in awards if one.award in ASSESSOR_AWARDS]
    if any(one.awarded_on is not None and one.awarded_on <= on for one in assessing):
        return Competence(AssessorStanding.QUALIFIED)
    begun = [one.working_since for one in assessing if one.working_since is not None]
    if not begun or min(begun) > on:
        return Competence(AssessorStanding.UNRECORDED)
    limit_on = default_end(min(begun), months=months)
    standing = AssessorStanding.LAPSED if on > limit_on else AssessorStanding.WORKING_TOWARDS
    return Competence(standing, limit_on)
