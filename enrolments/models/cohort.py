"""Cohorts: who starts together, and learns together (P7.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from enrolments.querysets import CohortQuerySet


class Cohort(models.Model):
    """Candidates of one qualification who start together: a learning community."""

    reference = models.SlugField(unique=True, help_text="For addresses, for example l5-2026-03.")
    name = models.CharField(max_length=80, help_text="For example Spring 2026.")
    qualification = models.ForeignKey(
        "courses.Qualification", on_delete=models.PROTECT, related_name="cohorts"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    capacity = models.PositiveSmallIntegerField(default=20)

    objects = CohortQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cohort_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="A cohort must end after it starts.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.qualification.short_title}"

    def get_absolute_url(self) -> str:
        return reverse("reports:cohort_report", args=[self.reference])
