"""A whole portfolio on its way into one archive, for its candidate to keep."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class PortfolioExport(models.Model):
    """An archive that was asked for: what goes into it, how far it is, whether it is kept."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="portfolio_exports"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    entries = models.JSONField(help_text="File, name in the archive, and why it was left out.")
    files_total = models.PositiveIntegerField()
    files_done = models.PositiveIntegerField(default=0)
    step = models.PositiveIntegerField(default=0, help_text="How often a job worked on it.")
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes written so far.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the whole archive.")
    finished_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True, help_text="Its file is gone.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="portfolio_export_one_under_way",
                fields=["enrolment"],
                condition=Q(finished_at__isnull=True, removed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="portfolio_export_done_within_total",
                condition=Q(files_done__lte=F("files_total")),
            ),
        ]

    def __str__(self) -> str:
        return f"Portfolio of {self.asked_at:%d %b %Y}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:portfolio_file", args=[self.reference])

    @property
    def is_under_way(self) -> bool:
        """Whether jobs still work on it."""
        return self.finished_at is None and self.removed_at is None

    @property
    def is_there(self) -> bool:
        """Whether it can be downloaded."""
        return self.finished_at is not None and self.removed_at is None
