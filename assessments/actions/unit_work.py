"""Taking up work on a unit: who may, and whether the unit takes changes at the moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from assessments.choices import UnitState
from assessments.errors import EvidenceRefused
from assessments.permissions import can_assess, can_submit
from assessments.progress import standings
from assessments.standing import Standing
from courses.models import AssessmentCriterion, Unit
from enrolments.actions.lifecycle import lock
from enrolments.choices import EnrolmentStatus
from enrolments.models import Enrolment

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class HeldUnit:
    """A unit of an enrolment that is locked until the transaction ends."""

    enrolment: Enrolment
    unit: Unit
    standing: Standing
    criteria: tuple[AssessmentCriterion, ...]

    @property
    def open_criteria(self) -> tuple[AssessmentCriterion, ...]:
        """Those still to be shown: what was passed before stays passed (R14)."""
        states = zip(self.criteria, self.standing.criterion_states, strict=True)
        return tuple(criterion for criterion, state in states if state != UnitState.PASSED)


def hold_enrolment(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Lock the candidate's own live enrolment."""
    held = lock(enrolment)
    if not can_submit(by, held):
        raise PermissionDenied
    if held.status == EnrolmentStatus.COMPLETED:
        raise EvidenceRefused("Your diploma is complete, so its units can only be read.")
    if not held.is_live:
        raise EvidenceRefused("This enrolment has ended, so its units can only be read.")
    return held


def hold_for_tutor(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Lock a live enrolment for its tutor of today."""
    held = lock(enrolment)
    if not can_assess(by, held):
        raise PermissionDenied
    if not held.is_live:
        raise EvidenceRefused("This enrolment has ended, so its units can only be read.")
    return held


def hold_unit(enrolment: Enrolment, unit: Unit, *, by: User) -> HeldUnit:
    """Lock the enrolment, and say where it stands in the unit."""
    return stand_in(hold_enrolment(enrolment, by=by), unit)


def stand_in(held: Enrolment, unit: Unit) -> HeldUnit:
    """Where an enrolment that is locked stands in a unit."""
    standing = standings(enrolment_ids=[held.pk], unit_id=unit.pk).get((held.pk, unit.pk))
    if standing is None:
        raise EvidenceRefused(f"{unit.code} is not a unit of this enrolment.")
    return HeldUnit(
        enrolment=held,
        unit=unit,
        standing=standing,
        criteria=tuple(unit.criteria.order_by("position")),
    )


def take_up(enrolment: Enrolment, unit: Unit, *, by: User) -> HeldUnit:
    """Lock a unit that takes changes: neither with the tutor nor passed."""
    held = hold_unit(enrolment, unit, by=by)
    if held.standing.state == UnitState.SUBMITTED:
        raise EvidenceRefused(
            f"{unit.short_code} is with {held.enrolment.tutor}. "
            "To change something, withdraw the submission first."
        )
    if held.standing.state == UnitState.PASSED:
        raise EvidenceRefused(f"{unit.short_code} is passed, so its evidence stays as it is.")
    return held
