"""Deriving every progress row again, and finding where what is kept and history disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.choices import Outcome, SubmissionStage, UnitState
from assessments.grading import is_complete, unit_grade
from assessments.models import CriterionDecision, Submission, UnitProgress, UnitResult
from assessments.progress import Place, standings, unit_grades, write
from assessments.standing import Standing
from courses.models import AssessmentCriterion, Unit
from enrolments.choices import EnrolmentStatus
from enrolments.models import Enrolment

COMPARED = (
    "state",
    "since",
    "attempts",
    "criteria_total",
    "criteria_met",
    "criterion_states",
    "passed_at",
    "resubmit_by",
    "is_prior_learning",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A progress row that is not what history makes of it."""

    enrolment: Enrolment
    unit: Unit
    kept: dict[str, Any] | None
    derived: dict[str, Any]

    def __str__(self) -> str:
        where = f"{self.enrolment.reference} {self.unit.code}"
        if self.kept is None:
            return f"{where}: no row, should be {self.derived['state']}"
        told = [
            f"{name} {self.kept[name]}, should be {self.derived[name]}"
            for name in COMPARED
            if self.kept[name] != self.derived[name]
        ]
        return f"{where}: {'; '.join(told)}"


def differences(enrolments: list[Enrolment], *, now: datetime) -> Iterator[Difference]:
    """Compare the rows of some enrolments with what is derived again."""
    by_key = {enrolment.pk: enrolment for enrolment in enrolments}
    kept = {
        (row.enrolment_id, row.unit_id): row
        for row in UnitProgress.objects.filter(enrolment__in=enrolments)
    }
    derived = standings(enrolment_ids=by_key)
    units = Unit.objects.in_bulk({unit for _, unit in derived})
    for place, standing in sorted(derived.items()):
        enrolment, unit = by_key[place[0]], units[place[1]]
        if difference := _difference(kept.get(place), standing, enrolment, unit, now=now):
            yield difference


def _difference(
    row: UnitProgress | None, standing: Standing, enrolment: Enrolment, unit: Unit, *, now: datetime
) -> Difference | None:
    if row is None and standing.state == UnitState.NOT_STARTED:
        return None
    fresh = copy(row) if row else UnitProgress(enrolment=enrolment, unit=unit, since=now)
    write(standing, onto=fresh, now=now)
    before, after = _values(row) if row else None, _values(fresh)
    if before == after:
        return None
    return Difference(enrolment=enrolment, unit=unit, kept=before, derived=after)


def _values(row: UnitProgress) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COMPARED}


def faults(enrolments: list[Enrolment]) -> Iterator[str]:
    """What no rebuilding can put right: results against decisions, completion against units."""
    yield from _result_faults(enrolments)
    derived = standings(enrolment_ids=[enrolment.pk for enrolment in enrolments])
    units: dict[int, list[int]] = defaultdict(list)
    versions = {enrolment.version_id for enrolment in enrolments}
    for version, unit in Unit.objects.filter(version__in=versions).values_list("version", "pk"):
        units[version].append(unit)
    by_enrolment: dict[int, dict[Place, Standing]] = defaultdict(dict)
    for place, standing in derived.items():
        by_enrolment[place[0]][place] = standing
    for enrolment in enrolments:
        if enrolment.status == EnrolmentStatus.WITHDRAWN:
            continue
        grades = unit_grades(by_enrolment[enrolment.pk])
        should_be = is_complete(grades, required=units[enrolment.version_id])
        if should_be != (enrolment.status == EnrolmentStatus.COMPLETED):
            told = "every unit is passed" if should_be else "not every unit is passed"
            yield f"{enrolment.reference}: {enrolment.status}, but {told}"


def _result_faults(enrolments: list[Enrolment]) -> Iterator[str]:
    judged = Submission.objects.filter(
        enrolment__in=enrolments, stage__in=[SubmissionStage.MARKED, SubmissionStage.RELEASED]
    ).select_related("enrolment", "unit")
    submissions = {submission.pk: submission for submission in judged}
    grades = dict(
        UnitResult.objects.current()
        .filter(submission__in=submissions)
        .values_list("submission", "grade")
    )
    outcomes: dict[int, dict[int, Outcome]] = defaultdict(dict)
    decisions = CriterionDecision.objects.current().filter(submission__in=submissions)
    for key, criterion, outcome in decisions.values_list("submission", "criterion", "outcome"):
        outcomes[key][criterion] = Outcome(outcome)
    required: dict[int, list[int]] = defaultdict(list)
    used = {submission.unit_id for submission in submissions.values()}
    criteria = AssessmentCriterion.objects.filter(unit__in=used)
    for unit, criterion in criteria.values_list("unit", "pk"):
        required[unit].append(criterion)
    owed = UnitResult.objects.current().awaiting_countersigning().filter(submission__in=submissions)
    untold = set(owed.values_list("submission", flat=True))
    for key, submission in sorted(submissions.items()):
        if key in untold and submission.stage == SubmissionStage.RELEASED:
            yield f"{submission.enrolment.reference} {submission}: released, but provisional"
        grade = unit_grade(outcomes[key], required=required[submission.unit_id])
        if grade != grades.get(key):
            yield (
                f"{submission.enrolment.reference} {submission}: the result says "
                f"{grades.get(key, 'nothing')}, the decisions say {grade or 'nothing'}"
            )
