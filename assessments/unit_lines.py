"""Every unit of an enrolment with where it stands: what the mark book and the lists are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from assessments.attempt_limit import may_attempt
from assessments.choices import UnitState, shown_state
from assessments.models import AttemptOverride, EvidenceClaim, UnitProgress
from courses.models import Unit
from enrolments.models import Enrolment, UnitTarget


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit, as the mark-book strip and the unit list show it."""

    unit: Unit
    state: UnitState
    states: tuple[UnitState, ...]  # one for each criterion, in order
    evidenced: int  # criteria for which something in the portfolio is claimed
    url: str
    is_marked: bool
    since: datetime | None = None
    passed_at: datetime | None = None
    attempts: int = 0
    target_on: date | None = None
    resubmit_by: date | None = None
    may_submit: bool = True  # an attempt is left, or was allowed
    is_prior_learning: bool = False  # sent as what was learnt before (R23)

    @property
    def shown_state(self) -> str:
        """The state as it is shown: a pass by prior learning says so (R23)."""
        return shown_state(self.state, is_prior_learning=self.is_prior_learning)

    @property
    def shown_states(self) -> tuple[str, ...]:
        """The criteria as the mark book shows them: each as the unit it is passed with."""
        is_told_apart = self.shown_state != self.state
        return (self.shown_state,) * len(self.states) if is_told_apart else self.states

    @property
    def code(self) -> str:
        """The short code: "P07"."""
        return self.unit.short_code

    @property
    def title(self) -> str:
        """The unit's title."""
        return self.unit.title

    @property
    def name(self) -> str:
        """Both: "P07 Communication: knowledge"."""
        return f"{self.code} {self.title}"

    @property
    def met(self) -> int:
        """Criteria released and met."""
        return self.states.count(UnitState.PASSED)

    @property
    def is_ready(self) -> bool:
        """Drafted, with something for every criterion: evidence, or a narrative where that does."""
        if self.state != UnitState.DRAFTING:
            return False
        is_written = self.is_marked and UnitState.NOT_STARTED not in self.states
        return is_written or self.evidenced >= len(self.states)

    @property
    def to_do(self) -> int:
        """Criteria for which the candidate still has something to do."""
        if self.state == UnitState.REFERRED:
            return self.states.count(UnitState.REFERRED)
        if self.state in (UnitState.DRAFTING, UnitState.NOT_STARTED):
            return max(0, len(self.states) - self.evidenced)
        return 0

    @property
    def needs_you(self) -> bool:
        """Whether the tutor asked for something that the candidate may send."""
        return self.state == UnitState.REFERRED and self.may_submit

    @property
    def needs_centre(self) -> bool:
        """Whether the attempts are used up, and the centre decides on another (R11)."""
        return self.state == UnitState.REFERRED and not self.may_submit


def unit_lines(enrolment: Enrolment) -> list[UnitLine]:
    """The units of an enrolment's version, in order: two queries for any number, and a third
    where attempts are used up."""
    rows = UnitProgress.objects.filter(enrolment=enrolment)
    progress = {row.unit_id: row for row in rows}
    is_marked = enrolment.version.is_marked
    is_used_up = any(row.attempts >= settings.ATTEMPTS_PER_UNIT for row in progress.values())
    allowed = _allowed(enrolment) if is_used_up else {}
    return [
        line_of(
            unit,
            progress.get(unit.pk),
            enrolment,
            is_marked=is_marked,
            allowed=allowed.get(unit.pk, ()),
        )
        for unit in _units(enrolment)
    ]


def _allowed(enrolment: Enrolment) -> dict[int, set[int]]:
    """The numbers of attempts above the limit that were allowed, by unit."""
    allowed: dict[int, set[int]] = defaultdict(set)
    overrides = AttemptOverride.objects.filter(enrolment=enrolment)
    for unit_id, attempt in overrides.values_list("unit_id", "attempt"):
        allowed[unit_id].add(attempt)
    return allowed


def line_of(
    unit: Any,
    row: UnitProgress | None,
    enrolment: Enrolment,
    *,
    is_marked: bool,
    allowed: Collection[int] = (),
) -> UnitLine:
    """One line; a unit without a progress row is not started."""
    blank = (UnitState.NOT_STARTED,) * unit.criteria_count
    states = tuple(UnitState(state) for state in row.criterion_states) if row else blank
    attempts = row.attempts if row else 0
    return UnitLine(
        unit=unit,
        state=UnitState(row.state) if row else UnitState.NOT_STARTED,
        states=states,
        evidenced=unit.evidenced_count,
        url=reverse("assessments:unit_detail", args=[enrolment.reference, unit.code]),
        is_marked=is_marked,
        since=row.since if row else None,
        passed_at=row.passed_at if row else None,
        attempts=attempts,
        target_on=unit.target_on,
        resubmit_by=row.resubmit_by if row else None,
        is_prior_learning=row.is_prior_learning if row else False,
        may_submit=may_attempt(attempts + 1, limit=settings.ATTEMPTS_PER_UNIT, allowed=allowed),
    )


def _units(enrolment: Enrolment) -> Any:
    target = UnitTarget.objects.filter(enrolment=enrolment, unit=OuterRef("pk"))
    evidenced = (
        EvidenceClaim.objects.filter(
            criterion__unit=OuterRef("pk"),
            evidence__enrolment=enrolment,
            evidence__removed_at__isnull=True,
        )
        .order_by()
        .values("criterion__unit")
        .values(number=Count("criterion", distinct=True))
    )
    return (
        Unit.objects.filter(version=enrolment.version_id)
        .select_related("heading")
        .annotate(
            criteria_count=Count("criteria"),
            evidenced_count=Coalesce(Subquery(evidenced), 0),
            target_on=Subquery(target.values("target_on")[:1]),
        )
        .order_by(F("position"))
    )
