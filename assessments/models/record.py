"""Records: evidence that is written down here. Each version is kept, with the paper drawn from it.

What a record of one kind says is in a row of that kind. None of them is ever edited: a correction
is another version, and what was submitted stays what it was.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.choices import MADE_BY_CANDIDATES, RECORDED, EvidenceKind
from assessments.models.evidence import EvidenceFile


class EvidenceRecord(models.Model):
    """One version of a record: who wrote it down and when, its paper, and what came with it."""

    paper = models.OneToOneField(EvidenceFile, on_delete=models.PROTECT, related_name="record")
    kind = models.CharField(max_length=24, choices=EvidenceKind)
    version = models.PositiveSmallIntegerField(help_text="That of its paper.")
    attachment = models.ForeignKey(
        EvidenceFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attached_to",
        help_text="The recording, or the signed paper: evidence of its own.",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was corrected.")
    form_token = models.UUIDField(unique=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_record_is_of_a_kind_that_has_one", condition=Q(kind__in=RECORDED)
            ),
            models.CheckConstraint(
                name="evidence_record_of_a_tutor_is_corrected_for_a_reason",
                condition=Q(version=1) | Q(kind__in=MADE_BY_CANDIDATES) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper.evidence}, version {self.version}"


class RecordConfirmation(models.Model):
    """The other side says that a record is right: the candidate of the tutor's, and the tutor of
    the candidate's. Never edited.
    """

    record = models.OneToOneField(
        EvidenceRecord, on_delete=models.PROTECT, related_name="confirmation"
    )
    comment = models.TextField(blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="record_is_confirmed_by_somebody_else", condition=~Q(by=F("made_by"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.record}: confirmed"
