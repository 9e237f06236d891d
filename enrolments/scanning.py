"""The skills scan, pure: where earlier learning could be credited (P5.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from enrolments.choices import SelfRating


@dataclass(frozen=True, slots=True)
class Scanned:
    """What both say of one outcome."""

    outcome: int
    unit: int
    own: str = ""
    tutor: str = ""
    prior_learning: str = ""

    @property
    def is_creditable(self) -> bool:
        """Both see evidence, or earlier learning is named that the tutor does not call new."""
        if SelfRating.EVIDENCE == self.own == self.tutor:
            return True
        return bool(self.prior_learning) and self.tutor in (
            SelfRating.CONFIDENT,
            SelfRating.EVIDENCE,
        )


# How the tutor says the same of the candidate.
TUTORS_WORDS = {
    SelfRating.NEW: "New to them",
    SelfRating.SOME: "Some experience",
    SelfRating.CONFIDENT: "Confident",
    SelfRating.EVIDENCE: "Confident, and could show evidence",
}


def in_words(rating: str, *, column: str) -> str:
    """A rating as whoever gave it would say it; nothing for none."""
    if not rating:
        return ""
    known = SelfRating(rating)
    return TUTORS_WORDS[known] if column == "tutor" else known.label


def creditable_units(scan: Iterable[Scanned]) -> list[int]:
    """Units of which every outcome could be credited: prior learning is claimed by whole unit."""
    by_unit: dict[int, bool] = {}
    for one in scan:
        by_unit[one.unit] = by_unit.get(one.unit, True) and one.is_creditable
    return [unit for unit, is_whole in by_unit.items() if is_whole]
