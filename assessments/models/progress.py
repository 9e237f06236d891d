"""The read model of a candidate's units: written with the decision that changes it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from assessments.choices import UnitState, shown_state
from assessments.querysets import UnitProgressQuerySet


class UnitProgress(models.Model):
    """Where an enrolment stands in one unit. Derivable from submissions and decisions alone.

    Only what is released shows: while a submission is being marked, or is marked and not
    released, the unit stays "with tutor".
    """

    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.CASCADE, related_name="progress"
    )
    unit = models.ForeignKey("courses.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=UnitState, default=UnitState.NOT_STARTED)
    since = models.DateTimeField(help_text="When the state began.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Submitted, not withdrawn.")
    criteria_total = models.PositiveSmallIntegerField()
    criteria_met = models.PositiveSmallIntegerField(default=0, help_text="Released and met.")
    criterion_states = models.JSONField(
        default=list, help_text="A UnitState per criterion, in the unit's order."
    )
    passed_at = models.DateTimeField(null=True, blank=True)
    resubmit_by = models.DateField(null=True, blank=True)

    is_prior_learning = models.BooleanField(
        default=False, help_text="Sent, or passed, by what was learnt before (R23)."
    )

    objects = UnitProgressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "unit progress"
        constraints = [
            models.UniqueConstraint(name="unit_progress_once", fields=["enrolment", "unit"]),
            models.CheckConstraint(
                name="unit_progress_state_is_known", condition=Q(state__in=UnitState.values)
            ),
            models.CheckConstraint(
                name="unit_progress_met_within_total",
                condition=Q(criteria_met__lte=F("criteria_total")),
            ),
            models.CheckConstraint(
                name="unit_progress_passed_means_all_met",
                condition=~Q(state=UnitState.PASSED)
                | Q(
                    criteria_met=F("criteria_total"),
                    criteria_total__gt=0,
                    passed_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.code}: {self.get_state_display()}"

    @property
    def shown_state(self) -> str:
        """The state as it is shown inside the centre: a pass by prior learning says so (R23)."""
        return shown_state(self.state, is_prior_learning=self.is_prior_learning)
