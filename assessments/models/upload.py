"""A file on its way in pieces: how much of it is here, and what became of it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

KEPT = timedelta(days=1)  # how long an upload waits for its next piece


class PiecewiseUpload(models.Model):
    """An upload that was begun: whose, for which unit, and how many bytes are here.

    Never evidence itself. Once it is finished it names the evidence it became, for a day, so that
    finishing it again adds nothing (G13).
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads"
    )
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="uploads"
    )
    unit = models.ForeignKey("courses.Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    length = models.PositiveBigIntegerField(help_text="Bytes, as announced.")
    changed_ms = models.PositiveBigIntegerField(
        help_text="When the file was last changed where it is, in milliseconds."
    )
    received = models.PositiveBigIntegerField(default=0, help_text="Bytes that are here.")
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField(help_text="When the last piece came.")
    evidence = models.OneToOneField(
        "assessments.Evidence",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What it became.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="upload_of_a_file_once",
                fields=["owner", "enrolment", "unit", "name", "length", "changed_ms"],
                condition=Q(evidence__isnull=True),
            ),
            models.CheckConstraint(name="upload_is_not_empty", condition=Q(length__gt=0)),
            models.CheckConstraint(
                name="upload_received_within_length", condition=Q(received__lte=F("length"))
            ),
            models.CheckConstraint(
                name="upload_is_whole_before_it_is_evidence",
                condition=Q(evidence__isnull=True) | Q(received=F("length")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assessments:upload_piece", args=[self.reference])

    @property
    def kept_until(self) -> datetime:
        """When it is dropped, unless another piece comes."""
        return self.touched_at + KEPT
