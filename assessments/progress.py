"""Keeping the progress rows: derived from submissions and decisions, written beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q

from assessments.choices import OPEN, Grade, Outcome, SubmissionStage, UnitState
from assessments.models import (
    CriterionDecision,
    EvidenceClaim,
    Narrative,
    Submission,
    UnitProgress,
    UnitResult,
)
from assessments.standing import (
    GradeEntry,
    ReleasedAttempt,
    Standing,
    UnitFacts,
    standing_of,
)
from courses.models import AssessmentCriterion
from enrolments.models import Enrolment

if TYPE_CHECKING:
    from courses.models import Unit

# A progress row belongs to one enrolment and one unit, by their primary keys.
Place = tuple[int, int]


def refresh_progress(*, enrolment: Enrolment, unit: Unit, now: datetime) -> UnitProgress:
    """Derive one progress row again and keep it; called in the transaction of what changed.

    The enrolment is locked before anything is read, so that of two changes at once the later
    one sees both.
    """
    Enrolment.objects.select_for_update(of=("self",)).only("pk").get(pk=enrolment.pk)
    standing = standings(enrolment_ids=[enrolment.pk], unit_id=unit.pk)[enrolment.pk, unit.pk]
    row = UnitProgress.objects.filter(enrolment=enrolment, unit=unit).first()
    if row is None:
        row = UnitProgress(enrolment=enrolment, unit=unit, since=now)
    write(standing, onto=row, now=now)
    row.save()
    return row


def write(standing: Standing, *, onto: UnitProgress, now: datetime) -> None:
    """Set a row's fields. A state that no past row dates keeps its day while it lasts."""
    row = onto
    if standing.since is not None:
        row.since = standing.since
    elif row.state != standing.state:
        row.since = now
    row.state = standing.state
    row.attempts = standing.attempts
    row.criteria_total = standing.criteria_total
    row.criteria_met = standing.criteria_met
    row.criterion_states = [str(state) for state in standing.criterion_states]
    row.passed_at = standing.passed_at
    row.resubmit_by = standing.resubmit_by
    row.is_prior_learning = standing.is_prior_learning


def standings(*, enrolment_ids: Iterable[int], unit_id: int | None = None) -> dict[Place, Standing]:
    """Where each enrolment stands in each unit of its version, in six queries for any number."""
    facts = _Facts.gather(list(enrolment_ids), unit_id)
    return {place: standing_of(facts.of(place)) for place in facts.places}


def unit_grades(standings_by_place: dict[Place, Standing]) -> dict[int, Grade | None]:
    """The grade of each unit of one enrolment, as far as it is released: a pass or nothing yet."""
    return {
        unit: Grade.PASS if standing.state == UnitState.PASSED else None
        for (_, unit), standing in standings_by_place.items()
    }


@dataclass(slots=True)
class _Facts:
    """Rows of the past, sorted by the place they speak of."""

    places: dict[Place, list[int]]
    submissions: dict[Place, list[Submission]]
    outcomes: dict[int, dict[int, Outcome]]
    grades: dict[int, list[GradeEntry]]
    claimed: dict[Place, set[int]]
    narratives: set[Place]

    @classmethod
    def gather(cls, enrolment_ids: list[int], unit_id: int | None) -> _Facts:
        of_unit = Q() if unit_id is None else Q(unit=unit_id)
        submissions: dict[Place, list[Submission]] = defaultdict(list)
        sent = Submission.objects.standing().filter(of_unit, enrolment__in=enrolment_ids)
        for submission in sent.order_by("attempt"):
            submissions[submission.enrolment_id, submission.unit_id].append(submission)
        newest_released = [
            newest.pk for tried in submissions.values() if (newest := _newest_released(tried))
        ]
        return cls(
            places=_places(enrolment_ids, unit_id),
            submissions=submissions,
            outcomes=_outcomes(newest_released),
            grades=_grades(newest_released),
            claimed=_claimed(enrolment_ids, unit_id),
            narratives=set(
                Narrative.objects.filter(of_unit, enrolment__in=enrolment_ids)
                .exclude(text="")
                .values_list("enrolment_id", "unit_id")
            ),
        )

    def of(self, place: Place) -> UnitFacts:
        tried = self.submissions.get(place, [])
        newest = _newest_released(tried)
        released = None
        if newest is not None and newest.released_at is not None:
            released = ReleasedAttempt(
                released_at=newest.released_at,
                outcomes=self.outcomes.get(newest.pk, {}),
                grades=self.grades.get(newest.pk, []),
            )
        still_open = [s.submitted_at for s in tried if s.stage in OPEN]
        return UnitFacts(
            criteria=self.places[place],
            attempts=len(tried),
            open_since=still_open[0] if still_open else None,
            released=released,
            claimed=self.claimed.get(place, set()),
            has_narrative=place in self.narratives,
            is_prior_learning=any(one.is_prior_learning for one in tried),
        )


def _newest_released(tried: list[Submission]) -> Submission | None:
    released = [s for s in tried if s.stage == SubmissionStage.RELEASED]
    return released[-1] if released else None


def _places(enrolment_ids: list[int], unit_id: int | None) -> dict[Place, list[int]]:
    """Every unit of each enrolment's version, with the unit's criteria in order."""
    of_unit = Q() if unit_id is None else Q(unit=unit_id)
    places: dict[Place, list[int]] = defaultdict(list)
    rows = AssessmentCriterion.objects.filter(
        of_unit, unit__version__enrolments__in=enrolment_ids
    ).order_by("position")
    pairs = rows.values_list("unit__version__enrolments", "unit_id", "pk")
    for enrolment_id, unit, criterion in pairs:
        places[enrolment_id, unit].append(criterion)
    return places


def _outcomes(submission_ids: list[int]) -> dict[int, dict[int, Outcome]]:
    """The outcome that stands for each criterion: the newest row of each."""
    outcomes: dict[int, dict[int, Outcome]] = defaultdict(dict)
    if not submission_ids:
        return outcomes
    decisions = CriterionDecision.objects.filter(submission__in=submission_ids).order_by("sequence")
    for submission, criterion, outcome in decisions.values_list(
        "submission_id", "criterion_id", "outcome"
    ):
        outcomes[submission][criterion] = Outcome(outcome)
    return outcomes


def _grades(submission_ids: list[int]) -> dict[int, list[GradeEntry]]:
    grades: dict[int, list[GradeEntry]] = defaultdict(list)
    if not submission_ids:
        return grades
    results = UnitResult.objects.filter(submission__in=submission_ids).order_by("sequence")
    for submission, grade, decided_at, resubmit_by in results.with_due().values_list(
        "submission_id", "grade", "decided_at", "due_on"
    ):
        grades[submission].append(GradeEntry(Grade(grade), decided_at, resubmit_by))
    return grades


def _claimed(enrolment_ids: list[int], unit_id: int | None) -> dict[Place, set[int]]:
    """Criteria for which something in the portfolio is claimed."""
    of_unit = Q() if unit_id is None else Q(criterion__unit=unit_id)
    claimed: dict[Place, set[int]] = defaultdict(set)
    claims = EvidenceClaim.objects.filter(
        of_unit, evidence__enrolment__in=enrolment_ids, evidence__removed_at__isnull=True
    ).annotate(enrolment=F("evidence__enrolment"), unit=F("criterion__unit"))
    for enrolment, unit, criterion in claims.values_list("enrolment", "unit", "criterion_id"):
        claimed[enrolment, unit].add(criterion)
    return claimed
