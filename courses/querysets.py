"""Questions asked of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count

if TYPE_CHECKING:
    from courses.models import Qualification, SpecificationVersion


class QualificationQuerySet(models.QuerySet["Qualification"]):
    """Qualifications the centre offers."""

    def offered(self) -> Self:
        """Those a person may still register interest in, lowest level first."""
        return self.filter(is_offered=True).order_by("level", "code")


class SpecificationVersionQuerySet(models.QuerySet["SpecificationVersion"]):
    """Versions of specifications."""

    def current(self) -> Self:
        """The version new enrolments join, one per qualification."""
        return self.filter(is_current=True)

    def offered(self) -> Self:
        """The current versions of the qualifications on offer, lowest level first."""
        return (
            self.current()
            .filter(qualification__is_offered=True)
            .order_by("qualification__level", "qualification__code")
        )

    def with_counts(self) -> Self:
        """With the number of units, outcomes and criteria of each."""
        return self.select_related("qualification").annotate(
            unit_count=Count("units", distinct=True),
            outcome_count=Count("units__outcomes", distinct=True),
            criterion_count=Count("units__criteria", distinct=True),
        )

    def with_outcomes(self) -> Self:
        """Headings, units and outcomes in a fixed number of queries, for public pages."""
        return self.select_related("qualification__awarding_organisation").prefetch_related(
            "units__heading", "units__outcomes"
        )

    def with_specification(self) -> Self:
        """The whole tree (headings, units, outcomes, criteria) in a fixed number of queries."""
        return self.select_related("qualification__awarding_organisation").prefetch_related(
            "headings", "units__heading", "units__outcomes__criteria"
        )
