"""The cohort report: one value, from a fixed number of queries, that every rendering shows.

Screen, CSV, XLSX and JSON are drawn from `CohortReport` and from nothing else, so that they
agree to the figure. It reads the progress rows kept with each decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from assessments.choices import (
    PASSED_BY_PRIOR_LEARNING,
    PRIOR_LEARNING_SAID,
    UnitState,
    shown_state,
)
from assessments.contact import with_last_heard
from assessments.models import UnitProgress
from courses.models import Unit
from enrolments.choices import EnrolmentStatus
from enrolments.models import Cohort
from enrolments.pace import in_words, is_behind, weeks_behind
from enrolments.querysets import EnrolmentQuerySet

# States whose age is worth saying: something is waiting for somebody.
AGED = frozenset({UnitState.SUBMITTED, UnitState.REFERRED})


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one candidate stands in one unit. `state` is None when the unit is not theirs."""

    state: UnitState | None
    days: int | None
    is_prior_learning: bool = False

    @property
    def shown_state(self) -> str | None:
        """The state as its square shows it: a pass by prior learning has its own letter (R23)."""
        if self.state is None:
            return None
        return shown_state(self.state, is_prior_learning=self.is_prior_learning)

    @property
    def said(self) -> str:
        """In words, for exports: "With tutor, 4 d"."""
        if self.state is None:
            return ""
        if self.shown_state == PASSED_BY_PRIOR_LEARNING:
            return PRIOR_LEARNING_SAID
        label = UnitState(self.state).label
        return label if self.days is None else f"{label}, {self.days} d"


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate of the cohort."""

    reference: str
    name: str
    tutor: str
    tutor_key: str  # two tutors may share a name
    status: EnrolmentStatus
    cells: tuple[Cell, ...]
    units_passed: int
    units_total: int
    one_to_one_minutes: int | None
    weeks_behind: int
    last_heard_on: date
    planned_end_on: date
    is_silent: bool

    @property
    def is_away(self) -> bool:
        """Withdrawn: shown grey, counted nowhere."""
        return self.status == EnrolmentStatus.WITHDRAWN

    @property
    def is_studying(self) -> bool:
        """Whether a pace means anything: neither complete, withdrawn nor on a break."""
        return self.status == EnrolmentStatus.ACTIVE

    @property
    def waits_on_us(self) -> bool:
        """Whether work of theirs is with a tutor."""
        return not self.is_away and any(cell.state == UnitState.SUBMITTED for cell in self.cells)

    @property
    def pace(self) -> str:
        """How they stand against the plan, or why that does not apply."""
        return in_words(self.weeks_behind) if self.is_studying else self.status.label


@dataclass(frozen=True, slots=True)
class Figure:
    """A number above the matrix, and which rows are behind it."""

    key: str
    label: str
    holds: Callable[[Row], bool]
    is_warning: bool = False


FIGURES: Mapping[str, Figure] = {
    figure.key: figure
    for figure in (
        Figure(
            "on-plan",
            "on plan or nearly",
            lambda r: r.is_studying and not is_behind(r.weeks_behind),
        ),
        Figure(
            "behind",
            "behind by over 2 weeks",
            lambda r: r.is_studying and is_behind(r.weeks_behind),
            is_warning=True,
        ),
        Figure("waiting", "waiting on us", lambda r: r.waits_on_us, is_warning=True),
        Figure(
            "silent",
            f"no contact for {settings.NO_CONTACT_DAYS} days",
            lambda r: r.is_studying and r.is_silent,
            is_warning=True,
        ),
        Figure("complete", "complete", lambda r: r.status == EnrolmentStatus.COMPLETED),
    )
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows to show: the people behind one figure, of one tutor, with the withdrawn or not."""

    figure: str = ""
    tutor: str = ""  # the key of one
    has_withdrawn: bool = True


@dataclass(frozen=True, slots=True)
class CohortReport:
    """Everything the report shows, as it was at `made_at`. Figures count the whole cohort."""

    reference: str
    name: str
    qualification: str
    level: int
    starts_on: date
    unit_codes: tuple[str, ...]
    unit_titles: tuple[str, ...]
    rows: tuple[Row, ...]
    figures: Mapping[str, int]
    tutors: Mapping[str, str]  # names by key, as in a register
    candidates: int
    withdrawn: int
    has_one_to_one: bool
    filters: Filters
    made_by: str
    made_at: datetime

    @property
    def headline(self) -> str:
        """The sentence the page opens with."""
        if not self.candidates:
            return f"{self.name}: nobody is enrolled yet."
        studying = self.figures["on-plan"] + self.figures["behind"]
        if not studying:
            return f"{self.name}: {self.figures['complete']} of {self.candidates} complete."
        waiting = self.figures["waiting"]
        wait = (
            "nobody waits on us" if not waiting else _counted(waiting, "waits", "wait") + " on us"
        )
        return f"{self.name}: {self.figures['on-plan']} of {studying} on plan or nearly, {wait}."

    @property
    def filters_said(self) -> str:
        """Which rows these are, in words."""
        parts = []
        if self.filters.figure:
            parts.append(FIGURES[self.filters.figure].label)
        if self.filters.tutor:
            parts.append(f"tutor {self.tutors.get(self.filters.tutor, 'unknown')}")
        if not self.filters.has_withdrawn:
            parts.append("without withdrawn candidates")
        return ", ".join(parts) or "none"

    @property
    def footer(self) -> str:
        """Who, when, which filters, how many."""
        made = timezone.localtime(self.made_at)
        shown = sum(not row.is_away for row in self.rows)
        away = len(self.rows) - shown
        return (
            f"Made by {self.made_by} on {made:%-d %b %Y, %H:%M}. Filters: {self.filters_said}. "
            + _counted(len(self.rows), "row", "rows")
            + (f", {away} of them withdrawn." if away else ".")
        )


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def cohort_report(
    *,
    cohort: Cohort,
    enrolments: EnrolmentQuerySet,
    filters: Filters,
    made_by: str,
    now: datetime,
) -> CohortReport:
    """Build the report of a cohort from the enrolments its reader may see. Three queries.

    `enrolments` must be scoped already (`Enrolment.objects.for_staff(user)`).
    """
    today = timezone.localdate(now)
    mine = list(
        with_last_heard(enrolments.filter(cohort=cohort))
        .select_related("candidate__user", "tutor", "version")
        .order_by("candidate__user__family_name", "candidate__user__given_name", "pk")
    )
    units = list(
        Unit.objects.filter(version__in={enrolment.version_id for enrolment in mine})
        .order_by("position", "pk")
        .only("pk", "version_id", "code", "title")
    )
    codes = tuple(dict.fromkeys(unit.code for unit in units))
    titles = {unit.code: unit.title for unit in units}
    by_version: dict[int, dict[str, int]] = {}
    for unit in units:
        by_version.setdefault(unit.version_id, {})[unit.code] = unit.pk
    progress = {
        (enrolment_id, unit_id): (state, since, is_prior_learning)
        for enrolment_id, unit_id, state, since, is_prior_learning in UnitProgress.objects.filter(
            enrolment__cohort=cohort, enrolment__in=enrolments
        ).values_list("enrolment_id", "unit_id", "state", "since", "is_prior_learning")
    }
    everybody = [
        _row(enrolment, codes, by_version.get(enrolment.version_id, {}), progress, today)
        for enrolment in mine
    ]
    asked = [row for row in everybody if not filters.tutor or row.tutor_key == filters.tutor]
    figures = {
        key: sum(figure.holds(row) for row in asked if not row.is_away)
        for key, figure in FIGURES.items()
    }
    shown = [row for row in asked if filters.has_withdrawn or not row.is_away]
    if filters.figure:
        shown = [row for row in shown if not row.is_away and FIGURES[filters.figure].holds(row)]
    return CohortReport(
        reference=cohort.reference,
        name=cohort.name,
        qualification=str(cohort.qualification),
        level=cohort.qualification.level,
        starts_on=cohort.starts_on,
        unit_codes=codes,
        unit_titles=tuple(titles[code] for code in codes),
        rows=tuple(shown),
        figures=figures,
        tutors=dict(
            sorted(
                {row.tutor_key: row.tutor for row in everybody}.items(),
                key=lambda tutor: (tutor[1], int(tutor[0])),
            )
        ),
        candidates=sum(not row.is_away for row in asked),
        withdrawn=sum(row.is_away for row in asked),
        has_one_to_one=any(enrolment.version.one_to_one_minutes for enrolment in mine),
        filters=filters,
        made_by=made_by,
        made_at=now,
    )


def _row(
    enrolment: Any,
    codes: tuple[str, ...],
    own_units: Mapping[str, int],
    progress: Mapping[tuple[int, int], tuple[str, datetime, bool]],
    today: date,
) -> Row:
    cells = tuple(
        _cell(progress.get((enrolment.pk, own_units[code])), today)
        if code in own_units
        else Cell(None, None)
        for code in codes
    )
    passed = sum(cell.state == UnitState.PASSED for cell in cells)
    heard_on = enrolment.last_heard_on
    return Row(
        reference=str(enrolment.reference),
        name=enrolment.candidate.user.register_name,
        tutor=str(enrolment.tutor),
        tutor_key=str(enrolment.tutor_id),
        status=EnrolmentStatus(enrolment.status),
        cells=cells,
        units_passed=passed,
        units_total=len(own_units),
        one_to_one_minutes=(
            enrolment.one_to_one_minutes if enrolment.version.one_to_one_minutes else None
        ),
        weeks_behind=weeks_behind(
            passed=passed,
            total=len(own_units),
            starts_on=enrolment.starts_on,
            ends_on=enrolment.planned_end_on,
            today=today,
        ),
        last_heard_on=heard_on,
        planned_end_on=enrolment.planned_end_on,
        is_silent=(today - heard_on).days >= settings.NO_CONTACT_DAYS,
    )


def _cell(known: tuple[str, datetime, bool] | None, today: date) -> Cell:
    if known is None:
        return Cell(UnitState.NOT_STARTED, None)
    state, since = UnitState(known[0]), known[1]
    days = (today - timezone.localdate(since)).days if state in AGED else None
    return Cell(state, days, is_prior_learning=known[2])
