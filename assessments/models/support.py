"""What is agreed to make assessment fair: adjustments before it, consideration after, more time.

None of them changes what a criterion asks, nor a mark, nor when a registration with the awarding
organisation ends (R24).
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assessments.choices import FollowsFrom
from assessments.support_querysets import AdjustmentQuerySet


class ReasonableAdjustment(models.Model):
    """How a candidate is assessed otherwise, agreed before the assessment. What it says stays."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="adjustments"
    )
    what = models.CharField(max_length=300)
    why = models.TextField()
    evidence = models.CharField(max_length=300, help_text="What was seen of the need.")
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    form_token = models.UUIDField(unique=True, editable=False)

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        ordering = ["-agreed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="adjustment_says_what_why_and_on_what_evidence",
                condition=~Q(what="") & ~Q(why="") & ~Q(evidence=""),
            ),
            models.CheckConstraint(
                name="adjustment_ends_after_it_was_agreed",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("agreed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Adjustment for {self.enrolment}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:support_detail", args=[self.enrolment.reference])


class AdjustedUnit(models.Model):
    """A unit an adjustment is for, from which attempt on: only from one that was not sent yet.

    So no adjustment reaches back to work that was with the tutor when it was agreed (R24).
    """

    adjustment = models.ForeignKey(
        ReasonableAdjustment, on_delete=models.PROTECT, related_name="units"
    )
    unit = models.ForeignKey("courses.Unit", on_delete=models.PROTECT, related_name="+")
    from_attempt = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["unit__position"]
        constraints = [
            models.UniqueConstraint(name="adjusted_unit_once", fields=["adjustment", "unit"]),
            models.CheckConstraint(
                name="adjusted_unit_from_an_attempt", condition=Q(from_attempt__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.code} from attempt {self.from_attempt}"


class SpecialConsideration(models.Model):
    """Adversity that met a candidate about an assessment, and what followed. It has no mark.

    Never edited.
    """

    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="considerations"
    )
    unit = models.ForeignKey(
        "courses.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    happened = models.TextField()
    evidence = models.CharField(max_length=300)
    follows = models.CharField(max_length=8, choices=FollowsFrom)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    form_token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="consideration_says_what_happened_and_what_was_seen",
                condition=~Q(happened="") & ~Q(evidence=""),
            ),
            models.CheckConstraint(
                name="consideration_never_follows_into_a_mark",
                condition=Q(follows__in=FollowsFrom.values),
            ),
        ]

    def __str__(self) -> str:
        return f"Special consideration for {self.enrolment}"


class Extension(models.Model):
    """A deadline of the centre's, moved: a resubmission's, or without `result` the planned end.

    Never edited. The awarding organisation's own end of a registration is not among them (R24).
    """

    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="extensions"
    )
    result = models.ForeignKey(
        "assessments.UnitResult",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="extensions",
    )
    before = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()
    form_token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="extension_gives_more_time", condition=Q(until__gt=F("before"))
            ),
            models.CheckConstraint(name="extension_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        what = self.result.submission.unit.code if self.result else "planned end"
        return f"Extension for {self.enrolment}: {what}"
