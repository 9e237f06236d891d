"""What an assurer has typed of a sample so far. It is no judgement, and gone once concluded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class SampleDraft(models.Model):
    """One assurer's sheet for one submission. Its version guards against overwriting."""

    submission = models.ForeignKey(
        "assessments.Submission", on_delete=models.CASCADE, related_name="sample_drafts"
    )
    assurer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answers = models.JSONField(help_text="By field of the sheet, as typed.")
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sample_draft_once", fields=["submission", "assurer"]),
            models.CheckConstraint(
                name="sample_draft_saved_after_it_was_begun",
                condition=Q(saved_at__gte=F("begun_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Draft of a sample of {self.submission}"
