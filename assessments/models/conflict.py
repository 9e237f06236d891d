"""Two versions of one criterion that met while marking: both are kept, whichever was chosen."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from assessments.choices import Outcome
from assessments.models.submission import Submission


class DraftConflict(models.Model):
    """What was saved, and what somebody typed over an older version of it. Never edited."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="draft_conflicts"
    )
    criterion = models.ForeignKey(
        "courses.AssessmentCriterion", on_delete=models.PROTECT, related_name="+"
    )
    saved_version = models.PositiveIntegerField(help_text="Of the draft that stood.")
    saved_mark = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    saved_outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    saved_feedback = models.TextField(blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()
    typed_mark = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    typed_outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    typed_feedback = models.TextField(blank=True)
    typed_digest = models.CharField(max_length=12)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    met_at = models.DateTimeField()

    class Meta:
        ordering = ["met_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="draft_conflict_once",
                fields=["submission", "criterion", "saved_version", "typed_digest"],
            )
        ]

    def __str__(self) -> str:
        return f"Two versions of {self.criterion.number}"
