"""Second marking: a judgement that is made again by somebody who does not know the first."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.urls import reverse

from assessments.choices import Outcome
from quality.querysets import SecondMarkingQuerySet


class SecondMarking(models.Model):
    """One drawn judgement in the hands of a second marker, until finished or handed back (R15).

    The people are copied so that the database refuses whoever had a part in the first. It never
    touches the candidate's result.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(
        "assessments.Submission", on_delete=models.PROTECT, related_name="second_markings"
    )
    policy = models.ForeignKey(
        "quality.SamplingPolicy",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="By which it was drawn.",
    )
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="second_markings"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    countersigner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()
    draft = models.JSONField(default=dict, help_text="What is typed so far, as it was typed.")
    finished_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    objects = SecondMarkingQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="second_marking_one_standing",
                fields=["submission"],
                condition=Q(returned_at=None),
            ),
            models.CheckConstraint(
                name="second_marking_is_not_of_own_judgement", condition=~Q(marker=F("assessor"))
            ),
            models.CheckConstraint(
                name="second_marking_is_not_of_own_countersigning",
                condition=Q(countersigner=None) | ~Q(marker=F("countersigner")),
            ),
            models.CheckConstraint(
                name="second_marking_is_not_of_own_work", condition=~Q(marker=F("candidate"))
            ),
            models.CheckConstraint(
                name="second_marking_finished_or_returned",
                condition=Q(finished_at=None) | Q(returned_at=None),
            ),
            models.CheckConstraint(
                name="second_marking_finished_after_it_was_given",
                condition=Q(finished_at=None) | Q(finished_at__gte=F("given_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Second marking of {self.submission}"

    def get_absolute_url(self) -> str:
        return reverse("quality:second_marking", args=[self.reference])


class SecondDecision(models.Model):
    """What the second marker thinks of one criterion, beside what stood then. Never edited."""

    marking = models.ForeignKey(SecondMarking, on_delete=models.PROTECT, related_name="decisions")
    criterion = models.ForeignKey(
        "courses.AssessmentCriterion", on_delete=models.PROTECT, related_name="+"
    )
    first = models.ForeignKey(
        "assessments.CriterionDecision",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What stood when the second marking was finished.",
    )
    marker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=Outcome)
    mark = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    maximum = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(name="second_decision_once", fields=["marking", "criterion"]),
            models.CheckConstraint(
                name="second_decision_is_not_of_own_decision", condition=~Q(marker=F("assessor"))
            ),
            models.CheckConstraint(
                name="second_decision_outcome_is_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="second_decision_mark_within_maximum",
                condition=Q(mark__isnull=True, maximum__isnull=True)
                | Q(mark__gte=Decimal(0), mark__lte=F("maximum")),
            ),
            models.CheckConstraint(
                name="second_decision_met_exactly_from_half_the_marks",
                condition=Q(mark__isnull=True)
                | Q(GreaterThanOrEqual(F("mark") * 2, F("maximum")), outcome=Outcome.MET)
                | Q(LessThan(F("mark") * 2, F("maximum")), outcome=Outcome.NOT_YET_MET),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.number}: {self.get_outcome_display()}"
