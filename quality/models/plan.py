"""Sampling plans: what an assurer means to look into in a period, and why each cell is there."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from quality.choices import Origin, Stage, Why
from quality.querysets import PlannedSampleQuerySet, SamplePlanQuerySet


class SamplePlan(models.Model):
    """A plan for one qualification; with its policy, pool and seed it could be proposed again."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    qualification = models.ForeignKey(
        "courses.Qualification", on_delete=models.PROTECT, related_name="sample_plans"
    )
    policy = models.ForeignKey(
        "quality.SamplingPolicy", on_delete=models.PROTECT, related_name="plans"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    seed = models.PositiveBigIntegerField(help_text="What was drawn at random was drawn with it.")
    shortfalls = models.JSONField(
        default=list, help_text="What the policy asks for and the plan cannot give."
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sample_plans"
    )
    made_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = SamplePlanQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="sample_plan_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))
            ),
            models.CheckConstraint(
                name="sample_plan_accepted_after_it_was_made",
                condition=Q(accepted_at=None) | Q(accepted_at__gte=F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Sampling plan for {self.qualification.short_title}"

    def get_absolute_url(self) -> str:
        return reverse("quality:plan_detail", args=[self.reference])


class PlannedSample(models.Model):
    """One candidate's unit to be sampled. The people are copied so that the database can say no."""

    plan = models.ForeignKey(SamplePlan, on_delete=models.CASCADE, related_name="cells")
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="planned_samples"
    )
    unit = models.ForeignKey("courses.Unit", on_delete=models.PROTECT, related_name="+")
    assurer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    countersigner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who countersigned the result, where it was provisional.",
    )
    stage = models.CharField(max_length=10, choices=Stage)
    reasons = models.JSONField(default=list, help_text="Each a Why; none when added by hand.")
    origin = models.CharField(max_length=8, choices=Origin)
    added_reason = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.CharField(max_length=300, blank=True)

    objects = PlannedSampleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="planned_sample_once_per_plan", fields=["plan", "enrolment", "unit"]
            ),
            models.CheckConstraint(
                name="planned_sample_is_not_of_own_judgement", condition=~Q(assurer=F("assessor"))
            ),
            models.CheckConstraint(
                name="planned_sample_is_not_of_own_countersigning",
                condition=Q(countersigner=None) | ~Q(assurer=F("countersigner")),
            ),
            models.CheckConstraint(
                name="planned_sample_is_not_of_own_work", condition=~Q(assurer=F("candidate"))
            ),
            models.CheckConstraint(
                name="planned_sample_stage_is_known", condition=Q(stage__in=Stage.values)
            ),
            models.CheckConstraint(
                name="planned_sample_added_has_a_reason",
                condition=Q(origin=Origin.PROPOSED)
                | (Q(origin=Origin.ADDED) & ~Q(added_reason="")),
            ),
            models.CheckConstraint(
                name="planned_sample_removed_has_a_reason",
                condition=Q(removed_at=None) | ~Q(removed_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.code} of {self.enrolment.candidate}"

    @property
    def said(self) -> list[str]:
        """Why it is there, in words."""
        if self.origin == Origin.ADDED:
            return [f"Added by hand: {self.added_reason}"]
        return [Why(reason).label for reason in self.reasons]
