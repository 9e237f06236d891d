"""Where a candidate stands in one unit, from what has been sent and released. Pure.

Only what is released counts. While work is with the tutor, marked or not, it is "with tutor".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assessments.choices import Grade, Outcome, UnitState
from assessments.grading import unit_grade


@dataclass(frozen=True, slots=True)
class GradeEntry:
    """One result of a submission; a correction is another entry after it."""

    grade: Grade
    decided_at: datetime
    resubmit_by: date | None = None


@dataclass(frozen=True, slots=True)
class ReleasedAttempt:
    """The newest attempt whose result was released: it stands for the whole unit.

    Criteria met in earlier attempts were carried over into it (R14).
    """

    released_at: datetime
    outcomes: Mapping[int, Outcome]
    grades: Sequence[GradeEntry]


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is known of one enrolment in one unit. Criteria by primary key, in order."""

    criteria: Sequence[int]
    attempts: int = 0
    open_since: datetime | None = None
    released: ReleasedAttempt | None = None
    claimed: Collection[int] = field(default_factory=frozenset)
    has_narrative: bool = False
    is_prior_learning: bool = False  # the way its attempts were sent


@dataclass(frozen=True, slots=True)
class Standing:
    """What a progress row says. `since` is None where no row of the past tells it."""

    state: UnitState
    since: datetime | None
    attempts: int
    criterion_states: tuple[UnitState, ...]
    passed_at: datetime | None = None
    resubmit_by: date | None = None
    is_prior_learning: bool = False

    @property
    def criteria_total(self) -> int:
        """How many criteria the unit has."""
        return len(self.criterion_states)

    @property
    def criteria_met(self) -> int:
        """Released and met."""
        return self.criterion_states.count(UnitState.PASSED)


def standing_of(facts: UnitFacts) -> Standing:
    """Derive where a candidate stands in a unit."""
    state = unit_state(facts)
    released = facts.released
    grade_since = _grade_since(released) if released else None
    since = None
    if state == UnitState.SUBMITTED:
        since = facts.open_since
    elif state in (UnitState.PASSED, UnitState.REFERRED):
        since = grade_since
    told = released.grades[-1] if released and released.grades else None
    return Standing(
        state=state,
        since=since,
        attempts=facts.attempts,
        criterion_states=tuple(criterion_state(facts, key) for key in facts.criteria),
        passed_at=grade_since if state == UnitState.PASSED else None,
        resubmit_by=told.resubmit_by if told and state == UnitState.REFERRED else None,
        is_prior_learning=facts.is_prior_learning,
    )


def unit_state(facts: UnitFacts) -> UnitState:
    """The state of the unit. Passed only when its result and every single criterion say so."""
    if facts.open_since is not None:
        return UnitState.SUBMITTED
    if facts.released is not None:
        decided = unit_grade(facts.released.outcomes, required=facts.criteria)
        told = facts.released.grades[-1].grade if facts.released.grades else None
        is_passed = decided == Grade.PASS and told == Grade.PASS
        return UnitState.PASSED if is_passed else UnitState.REFERRED
    if facts.claimed or facts.has_narrative:
        return UnitState.DRAFTING
    return UnitState.NOT_STARTED


def criterion_state(facts: UnitFacts, criterion: int) -> UnitState:
    """The state of one criterion: what is released and met stays passed, whatever else is open."""
    outcome = facts.released.outcomes.get(criterion) if facts.released else None
    if outcome == Outcome.MET:
        return UnitState.PASSED
    if facts.open_since is not None:
        return UnitState.SUBMITTED
    if outcome == Outcome.NOT_YET_MET:
        return UnitState.REFERRED
    if criterion in facts.claimed or facts.has_narrative:
        return UnitState.DRAFTING
    return UnitState.NOT_STARTED


def _grade_since(released: ReleasedAttempt) -> datetime:
    """When the grade that stands was first told: at release, or by a later correction."""
    began = released.released_at
    for earlier, later in zip(released.grades, released.grades[1:], strict=False):
        if later.grade != earlier.grade:
            began = max(released.released_at, later.decided_at)
    return began
