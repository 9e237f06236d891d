"""Questions asked of what staff hold: awards of assessing, and approvals for units."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from enrolments.choices import ASSESSOR_AWARDS

if TYPE_CHECKING:
    from enrolments.models import StaffQualification, UnitApproval


class StaffQualificationQuerySet(models.QuerySet["StaffQualification"]):
    """Awards of staff."""

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(taken_back_at__isnull=True)

    def to_assess(self, *, on: date) -> Self:
        """Awards that make somebody a qualified assessor on a day (R16)."""
        return self.standing().filter(award__in=ASSESSOR_AWARDS, awarded_on__lte=on)


class UnitApprovalQuerySet(models.QuerySet["UnitApproval"]):
    """Approvals of staff for units."""

    def in_force(self, *, on: date) -> Self:
        """Begun, and not over."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)

    def covering(self, *, qualification: Any, unit_code: Any) -> Self:
        """Approvals for a unit, or for all of its qualification; values or expressions."""
        return self.filter(
            Q(unit_code="") | Q(unit_code=unit_code),
            qualification=qualification,
        )
