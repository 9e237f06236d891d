"""The centre's sampling policy in versions, and the risk each assessor carries. Never edited."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from quality.choices import Band
from quality.querysets import AssessorRiskQuerySet, SamplingPolicyQuerySet

LEAST_RATE = 10  # per cent: what the awarding organisation asks of its safest centres


class SamplingPolicy(models.Model):
    """How much is sampled, and what draws attention; the newest version counts (R17)."""

    version = models.PositiveIntegerField(unique=True)
    rate_low = models.PositiveSmallIntegerField(help_text="Per cent of decisions.")
    rate_medium = models.PositiveSmallIntegerField()
    rate_high = models.PositiveSmallIntegerField()
    rate_unqualified = models.PositiveSmallIntegerField()
    first_decisions = models.PositiveSmallIntegerField(
        help_text="How many of a new assessor's first decisions are always sampled."
    )
    too_quick_minutes = models.PositiveSmallIntegerField()
    long_since_days = models.PositiveSmallIntegerField()
    cycle_months = models.PositiveSmallIntegerField(
        help_text="In which every assessor, unit and method is sampled at least once."
    )
    second_marking_every = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="One in so many judgements is marked a second time; empty for none.",
    )
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = SamplingPolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "sampling policies"
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                name="sampling_policy_rates_from_ten_to_hundred",
                condition=Q(rate_low__gte=LEAST_RATE, rate_unqualified__lte=100),
            ),
            models.CheckConstraint(
                name="sampling_policy_more_risk_is_sampled_no_less",
                condition=Q(
                    rate_medium__gte=F("rate_low"),
                    rate_high__gte=F("rate_medium"),
                    rate_unqualified__gte=F("rate_high"),
                ),
            ),
            models.CheckConstraint(
                name="sampling_policy_first_decisions_from_one",
                condition=Q(first_decisions__gte=1),
            ),
            models.CheckConstraint(
                name="sampling_policy_spans_are_positive",
                condition=Q(too_quick_minutes__gte=1, long_since_days__gte=1, cycle_months__gte=1),
            ),
            models.CheckConstraint(
                name="sampling_policy_second_marking_from_one",
                condition=Q(second_marking_every=None) | Q(second_marking_every__gte=1),
            ),
            models.CheckConstraint(name="sampling_policy_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Sampling policy, version {self.version}"


class AssessorRisk(models.Model):
    """The band somebody put an assessor in, and why; the newest row counts.

    Without a row an assessor is new, and high.
    """

    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessor_risks"
    )
    band = models.CharField(max_length=12, choices=Band)
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = AssessorRiskQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="assessor_risk_band_is_known", condition=Q(band__in=Band.values)
            ),
            models.CheckConstraint(name="assessor_risk_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="assessor_risk_is_set_by_somebody_else", condition=~Q(assessor=F("set_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor}: {self.get_band_display()}"
