"""Pages made of an office file, to read beside the criteria: derived, and never evidence."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from assessments.choices import PreviewOutcome


class EvidencePreview(models.Model):
    """What came of making pages of a file. It can be made again at any time, and then says so."""

    file = models.OneToOneField(
        "assessments.EvidenceFile", on_delete=models.PROTECT, related_name="preview"
    )
    outcome = models.CharField(max_length=12, choices=PreviewOutcome)
    source_sha256 = models.CharField(max_length=64, help_text="Of the file the pages show.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the pages, a PDF.")
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes of the pages.")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="preview_outcome_is_known", condition=Q(outcome__in=PreviewOutcome.values)
            ),
            models.CheckConstraint(
                name="preview_has_pages_when_made",
                condition=Q(outcome=PreviewOutcome.MADE, size__gt=0)
                | (~Q(outcome=PreviewOutcome.MADE) & Q(size=0, sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Pages of {self.file}"
