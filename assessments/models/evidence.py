"""Evidence: what a candidate shows, the files behind it, and the criteria it is claimed for."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.choices import RECORDED, EvidenceKind, FileAccess
from assessments.evidence_querysets import EvidenceFileQuerySet, EvidenceQuerySet


class Evidence(models.Model):
    """One item of a candidate's portfolio; its file may be replaced, never overwritten."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="evidence"
    )
    kind = models.CharField(max_length=24, choices=EvidenceKind, default=EvidenceKind.DOCUMENT)
    title = models.CharField(max_length=255)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    has_record = models.BooleanField(
        default=False, help_text="Written down here: its files are drawn from its records."
    )
    created_on = models.DateField(
        null=True, blank=True, help_text="When it came about, as its candidate says."
    )
    prompt = models.CharField(
        max_length=300, blank=True, help_text="The scenario that a response answers."
    )
    is_anonymised = models.BooleanField(
        default=False, help_text="Declared: nobody else can be recognised from it."
    )
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="Taken out of the portfolio; submissions keep it."
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_kind_is_known", condition=Q(kind__in=EvidenceKind.values)
            ),
            models.CheckConstraint(
                name="evidence_prompt_is_of_a_scenario",
                condition=Q(prompt="") | Q(kind=EvidenceKind.SCENARIO),
            ),
            models.CheckConstraint(
                name="evidence_with_a_record_is_of_a_kind_that_has_one",
                condition=Q(has_record=False) | Q(kind__in=RECORDED),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceFile(models.Model):
    """A file as received. Stored under a generated name; the original name is only data."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="files")
    version = models.PositiveSmallIntegerField(default=1)
    original_name = models.CharField(max_length=255)
    stored_name = models.CharField(max_length=80, unique=True)
    media_type = models.CharField(max_length=100, help_text="As sniffed, from the allowed list.")
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64, db_index=True)
    received_at = models.DateTimeField()
    access = models.CharField(max_length=11, choices=FileAccess, default=FileAccess.OPEN)
    is_clean = models.BooleanField(default=False, help_text="The virus scanner found nothing.")

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                name="evidence_file_version_once", fields=["evidence", "version"]
            ),
            models.CheckConstraint(name="evidence_file_is_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="evidence_file_access_is_known", condition=Q(access__in=FileAccess.values)
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("assessments:evidence_file", args=[self.reference])

    @property
    def is_open(self) -> bool:
        """Whether whoever may see it may open it."""
        return self.access == FileAccess.OPEN

    @property
    def is_taken_away(self) -> bool:
        """Whether it is in quarantine."""
        return self.access == FileAccess.QUARANTINED


class Quarantine(models.Model):
    """A file was taken away, or given back, and why; the newest row counts. Never edited."""

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="quarantines")
    is_taken_away = models.BooleanField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty when the virus scanner found something.",
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="quarantine_has_a_reason", condition=~Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.file}: {'taken away' if self.is_taken_away else 'given back'}"


class EvidenceClaim(models.Model):
    """The candidate says: this item shows that criterion, there."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="claims")
    criterion = models.ForeignKey(
        "courses.AssessmentCriterion", on_delete=models.PROTECT, related_name="claims"
    )
    location = models.CharField(max_length=60, blank=True, help_text="Page or time: p. 4–6, 12:30.")

    class Meta:
        constraints = [models.UniqueConstraint(name="claim_once", fields=["evidence", "criterion"])]

    def __str__(self) -> str:
        return f"{self.evidence} for {self.criterion.number}"


class Narrative(models.Model):
    """What a candidate writes for a unit: a server draft, saved as they type."""

    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="narratives"
    )
    unit = models.ForeignKey("courses.Unit", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="narrative_once_per_unit", fields=["enrolment", "unit"])
        ]

    def __str__(self) -> str:
        return f"Narrative for {self.unit}"
