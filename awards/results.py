"""Reading a candidate's results for a statement: from the decisions, not from the progress rows.

A statement is the one paper that must never say too much, so it asks the past itself: every
criterion of every unit of the version, as released and corrected (R5, P5.12, P7.11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assessments.choices import Grade, UnitState
from assessments.grading import is_complete
from assessments.progress import standings
from awards.readiness import disputes
from courses.models import Unit
from enrolments.models import Enrolment
from quality.holds import holds_of


@dataclass(frozen=True, slots=True)
class UnitPass:
    """A unit, and when it was passed; None while it is not."""

    unit: Unit
    passed_at: datetime | None


def unit_passes(enrolment: Enrolment) -> list[UnitPass]:
    """Every unit of the enrolment's version, in order, with when it was passed."""
    found = standings(enrolment_ids=[enrolment.pk])
    passes = []
    for unit in enrolment.version.units.order_by("position"):
        standing = found.get((enrolment.pk, unit.pk))
        is_passed = standing is not None and standing.state == UnitState.PASSED
        passes.append(UnitPass(unit, standing.passed_at if standing and is_passed else None))
    return passes


def disputes_of(enrolments: Sequence[Enrolment], *, today: date) -> dict[int, tuple[str, ...]]:
    """What of the results of each is disputed today, in words, by primary key (R20)."""
    return {
        key: disputes(disagreements=held.disagreements, cases=held.cases, appeals=held.appeals)
        for key, held in holds_of(enrolments, today=today).items()
    }


def are_complete(passes: list[UnitPass]) -> bool:
    """Whether every unit of the version is passed."""
    grades = {one.unit.pk: Grade.PASS if one.passed_at else None for one in passes}
    return is_complete(grades, required=list(grades))
