"""What was sampled, what the assurer thought of each decision, and what was asked for."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from quality.choices import View
from quality.querysets import (
    IQASampleQuerySet,
    QualityActionQuerySet,
    SampleJudgementQuerySet,
)


class IQASample(models.Model):
    """One look at one submission as it stood then. Added once concluded, never changed.

    The people are copied so that the database refuses an assurer of their own work (R15).
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(
        "assessments.Submission", on_delete=models.PROTECT, related_name="samples"
    )
    sequence = models.PositiveSmallIntegerField(help_text="1, 2 … of the submission.")
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
    is_valid = models.BooleanField()
    is_authentic = models.BooleanField()
    is_current = models.BooleanField()
    is_sufficient = models.BooleanField()
    is_reliable = models.BooleanField()
    snapshot = models.JSONField(help_text="Decisions, outcomes and file hashes as sampled.")
    snapshot_sha256 = models.CharField(max_length=64)
    concluded_at = models.DateTimeField()

    objects = IQASampleQuerySet.as_manager()

    class Meta:
        ordering = ["-sequence"]
        constraints = [
            models.UniqueConstraint(name="sample_sequence_once", fields=["submission", "sequence"]),
            models.CheckConstraint(
                name="sample_is_not_of_own_judgement", condition=~Q(assurer=F("assessor"))
            ),
            models.CheckConstraint(
                name="sample_is_not_of_own_countersigning",
                condition=Q(countersigner=None) | ~Q(assurer=F("countersigner")),
            ),
            models.CheckConstraint(
                name="sample_is_not_of_own_work", condition=~Q(assurer=F("candidate"))
            ),
        ]

    def __str__(self) -> str:
        return f"Sample {self.sequence} of {self.submission}"


class SampleJudgement(models.Model):
    """What the assurer thinks of one decision. Never edited."""

    sample = models.ForeignKey(IQASample, on_delete=models.PROTECT, related_name="judgements")
    decision = models.ForeignKey(
        "assessments.CriterionDecision", on_delete=models.PROTECT, related_name="assured"
    )
    assurer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    view = models.CharField(max_length=8, choices=View)
    comment = models.TextField(blank=True)

    objects = SampleJudgementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sample_judgement_once", fields=["sample", "decision"]),
            models.CheckConstraint(
                name="sample_judgement_is_not_of_own_decision",
                condition=~Q(assurer=F("assessor")),
            ),
            models.CheckConstraint(
                name="sample_judgement_says_why",
                condition=Q(view=View.AGREE)
                | (Q(view__in=[View.DISAGREE, View.ACTION]) & ~Q(comment="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.get_view_display()}"


class QualityAction(models.Model):
    """Something an assurer asks of an assessor: answered, then looked at again and settled."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    judgement = models.OneToOneField(
        SampleJudgement, on_delete=models.PROTECT, related_name="action"
    )
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = QualityActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="quality_action_answered_says_what",
                condition=Q(answered_at=None) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="quality_action_settled_after_its_answer",
                condition=Q(settled_at=None) | Q(settled_at__gte=F("answered_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Action on {self.judgement.decision.criterion.number}"

    def get_absolute_url(self) -> str:
        return reverse("quality:action_list")
