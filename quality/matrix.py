"""A plan as a page shows it: candidates by units, each cell with its reasons, and the lights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from assessments.choices import EvidenceKind
from courses.models import Unit
from enrolments.models import Enrolment
from quality.choices import Stage, Why
from quality.coverage import Coverage, coverage
from quality.models import AssessorRisk, PlannedSample, SamplePlan
from quality.pool import cycle_start, enrolments_of, policy_of, pool_of
from quality.sampling import Decided


@dataclass(frozen=True, slots=True)
class Square:
    """One candidate's unit: planned, judged and not planned, or not judged."""

    cell: PlannedSample | None
    decided: Decided | None

    @property
    def title(self) -> str:
        """What is said when it has the focus."""
        if self.cell is not None:
            return f"{self.cell.get_stage_display()}: {'; '.join(self.cell.said)}"
        return "Judged, not in the plan" if self.decided else "Not judged in this cycle"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One candidate."""

    enrolment: Enrolment
    squares: Sequence[Square]


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of lights and shortfalls are called."""

    people: Mapping[int, User]

    def of(self, kind: str, key: str) -> str:
        """An assessor's name, a unit's code, a method's or stage's word."""
        if kind in (Why.ASSESSOR, Why.RANDOM, Why.FIRST_DECISIONS, Why.PRIOR_LEARNING):
            return str(self.people.get(int(key), "An assessor"))
        if kind == Why.METHOD:
            return str(EvidenceKind(key).label)
        return str(Stage(key).label) if kind == Why.STAGE else key


@dataclass(frozen=True, slots=True)
class PlanPage:
    """All that the page of a plan shows."""

    plan: SamplePlan
    units: Sequence[str]
    rows: Sequence[MatrixRow]
    cells: Sequence[PlannedSample]
    removed: Sequence[PlannedSample]
    coverage: Coverage
    names: Names
    choices: Sequence[tuple[str, str]]

    @property
    def lights(self) -> list[tuple[str, list[tuple[str, object]]]]:
        """The lights by group, each with its name."""
        groups = (
            ("Assessors", Why.ASSESSOR, self.coverage.assessors),
            ("Units", Why.UNIT, self.coverage.units),
            ("Methods", Why.METHOD, self.coverage.methods),
            ("Stages", Why.STAGE, self.coverage.stages),
        )
        return [
            (title, [(self.names.of(kind, light.key), light) for light in lights])
            for title, kind, lights in groups
        ]

    @property
    def candidates_seen(self) -> int:
        """How many candidates something is sampled of."""
        return sum(light.sampled > 0 for light in self.coverage.candidates)

    @property
    def shortfalls(self) -> list[str]:
        """What the plan cannot give, in sentences."""
        return [self._said(short) for short in self.plan.shortfalls]

    def _said(self, short: Mapping[str, object]) -> str:
        kind, need = str(short["kind"]), short["need"]
        name = self.names.of(kind, str(short["what"]))
        if kind == Why.RANDOM:
            return (
                f"{name}: {short['have']} of the {need} samples the rate asks for. "
                "Another assurer must take the rest."
            )
        if kind == Why.FIRST_DECISIONS:
            return f"{name}: {need} first decisions that you may not assure yourself."
        if kind == Why.PRIOR_LEARNING:
            return (
                f"{name}: {need} of prior learning that you may not assure yourself. "
                "It is always sampled: another assurer must take it."
            )
        return f"{name}: nothing that you may assure covers it."


def plan_page(plan: SamplePlan) -> PlanPage:
    """Read a plan with everything beside it, in a fixed number of queries."""
    cells = list(
        plan.cells.with_submissions()
        .select_related("enrolment__candidate__user", "unit", "assessor")
        .order_by("enrolment__candidate__user__family_name", "enrolment", "unit__position")
    )
    standing = [cell for cell in cells if cell.removed_at is None]
    since = cycle_start(plan.policy, today=timezone.localdate(plan.made_at))
    pool = pool_of(plan.qualification, since=since)
    enrolments = enrolments_of(pool)
    units = list(
        Unit.objects.filter(
            version__qualification=plan.qualification, code__in={one.unit for one in pool}
        )
        .order_by("position", "code")
        .values_list("code", flat=True)
    )
    units = list(dict.fromkeys(units))
    planned = {(cell.enrolment_id, cell.unit.code): cell for cell in standing}
    judged = {(one.enrolment, one.unit): one for one in pool}
    rows = [
        MatrixRow(
            enrolment,
            [Square(planned.get((pk, unit)), judged.get((pk, unit))) for unit in units],
        )
        for pk, enrolment in enrolments.items()
    ]
    assessors = {one.assessor for one in pool}
    return PlanPage(
        plan=plan,
        units=units,
        rows=rows,
        cells=standing,
        removed=[cell for cell in cells if cell.removed_at is not None],
        coverage=coverage(
            pool,
            chosen=planned.keys(),
            policy=policy_of(plan.policy),
            bands=AssessorRisk.objects.bands(assessors),
        ),
        names=Names(
            people={person.pk: person for person in User.objects.filter(pk__in=assessors)},
        ),
        choices=[
            (f"{one.enrolment}:{one.unit}", f"{enrolments[one.enrolment].candidate}, {one.unit}")
            for one in sorted(pool, key=lambda one: (one.enrolment, one.unit))
            if plan.made_by_id not in one.people and (one.enrolment, one.unit) not in planned
        ],
    )
