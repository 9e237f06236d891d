"""Judgements: drafts while marking, then rows that are added and never changed."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from assessments.choices import Grade, Outcome
from assessments.models.submission import Submission
from assessments.querysets import CriterionDecisionQuerySet, UnitResultQuerySet


class MarkingDraft(models.Model):
    """What a tutor has typed for one criterion so far. Its version guards against overwriting."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="drafts")
    criterion = models.ForeignKey(
        "courses.AssessmentCriterion", on_delete=models.PROTECT, related_name="+"
    )
    mark = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    feedback = models.TextField(blank=True)
    reopened_reason = models.CharField(
        max_length=300, blank=True, help_text="Why a criterion met before is judged again (R14)."
    )
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="marking_draft_once", fields=["submission", "criterion"]),
            models.CheckConstraint(
                name="marking_draft_mark_not_negative",
                condition=Q(mark__isnull=True) | Q(mark__gte=Decimal(0)),
            ),
        ]

    def __str__(self) -> str:
        return f"Draft for {self.criterion.number}"


class CriterionDecision(models.Model):
    """What an assessor decided for one criterion of one submission.

    A correction is another row with a reason; the newest row of a submission and criterion
    is the one that stands. On a resubmission, criteria met before are carried over (R14).
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    criterion = models.ForeignKey(
        "courses.AssessmentCriterion", on_delete=models.PROTECT, related_name="decisions"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions"
    )
    outcome = models.CharField(max_length=12, choices=Outcome)
    mark = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    maximum = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True, help_text="The criterion's, then."
    )
    feedback = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    sequence = models.PositiveSmallIntegerField(
        default=1, help_text="1 for the decision, 2, 3 … for its corrections."
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was corrected.")
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CriterionDecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="decision_sequence_once", fields=["submission", "criterion", "sequence"]
            ),
            models.CheckConstraint(
                name="decision_outcome_is_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="decision_mark_within_maximum",
                condition=Q(mark__isnull=True, maximum__isnull=True)
                | Q(mark__gte=Decimal(0), mark__lte=F("maximum")),
            ),
            models.CheckConstraint(
                name="decision_met_exactly_from_half_the_marks",
                condition=Q(mark__isnull=True)
                | Q(GreaterThanOrEqual(F("mark") * 2, F("maximum")), outcome=Outcome.MET)
                | Q(LessThan(F("mark") * 2, F("maximum")), outcome=Outcome.NOT_YET_MET),
            ),
            models.CheckConstraint(
                name="decision_correction_has_a_reason",
                condition=Q(sequence=1) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.number}: {self.get_outcome_display()}"


class UnitResult(models.Model):
    """What a submission came to. The newest row of a submission stands; none is ever changed.

    A provisional one is told to nobody until another assessor countersigned it (R16).
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="results")
    grade = models.CharField(max_length=8, choices=Grade)
    resubmit_by = models.DateField(null=True, blank=True)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    sequence = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was corrected.")
    is_provisional = models.BooleanField(
        default=False, help_text="Its assessor was not qualified that day: it waits for another."
    )

    is_current = models.BooleanField(
        default=False,
        help_text="Prior learning: its assessor confirmed that the evidence is valid and current.",
    )

    objects = UnitResultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="unit_result_sequence_once", fields=["submission", "sequence"]
            ),
            models.CheckConstraint(
                name="unit_result_grade_is_known", condition=Q(grade__in=Grade.values)
            ),
            models.CheckConstraint(
                name="unit_result_referral_has_a_date",
                condition=~Q(grade=Grade.REFERRED) | Q(resubmit_by__isnull=False),
                violation_error_message="A referral needs a day to resubmit by.",
            ),
            models.CheckConstraint(
                name="unit_result_correction_has_a_reason",
                condition=Q(sequence=1) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_grade_display()}"
