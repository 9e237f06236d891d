"""The coverage light: what a plan covers of each assessor, unit, method and stage. Pure.

CAMERA: candidates, assessors, methods, elements, records, and where work is assessed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from quality.choices import Band
from quality.sampling import Decided, Policy, required


@dataclass(frozen=True, slots=True)
class Light:
    """One assessor, unit, method or stage: how much was decided, is sampled, and is asked for."""

    key: str
    decided: int
    sampled: int
    needed: int

    @property
    def is_enough(self) -> bool:
        """Whether the policy is met there."""
        return self.sampled >= self.needed


@dataclass(frozen=True, slots=True)
class Coverage:
    """All lights of a plan."""

    candidates: tuple[Light, ...]
    assessors: tuple[Light, ...]
    units: tuple[Light, ...]
    methods: tuple[Light, ...]
    stages: tuple[Light, ...]

    @property
    def short(self) -> int:
        """How many lights the policy asks more of; candidates are shown, and asked for nothing."""
        groups = (self.assessors, self.units, self.methods, self.stages)
        return sum(not light.is_enough for group in groups for light in group)


def coverage(
    pool: Sequence[Decided],
    *,
    chosen: Collection[tuple[int, str]],
    policy: Policy,
    bands: Mapping[int, Band],
) -> Coverage:
    """The lights of a pool, for the cells of a plan: (enrolment, unit code) of each."""

    def lights(
        values: Callable[[Decided], Iterable[str]], needed: Callable[[str, int], int]
    ) -> tuple[Light, ...]:
        found: dict[str, list[Decided]] = {}
        for one in pool:
            for value in values(one):
                found.setdefault(value, []).append(one)
        return tuple(
            Light(
                key=value,
                decided=len(mine),
                sampled=sum(
                    one.sampled_on is not None or (one.enrolment, one.unit) in chosen
                    for one in mine
                ),
                needed=needed(value, len(mine)),
            )
            for value, mine in sorted(found.items())
        )

    def by_rate(assessor: str, decisions: int) -> int:
        return required(decisions, policy.rates[bands.get(int(assessor), Band.HIGH)])

    def once(value: str, decisions: int) -> int:
        return 1

    return Coverage(
        candidates=lights(lambda one: [str(one.enrolment)], lambda value, decisions: 0),
        assessors=lights(lambda one: [str(one.assessor)], by_rate),
        units=lights(lambda one: [one.unit], once),
        methods=lights(lambda one: one.methods, once),
        stages=lights(lambda one: [one.stage], once),
    )
