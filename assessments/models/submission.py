"""Submissions: an attempt at a unit, frozen as it was sent, with its declaration."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assessments.choices import OPEN, SubmissionStage
from assessments.evidence_querysets import SubmittedFileQuerySet
from assessments.querysets import AttemptOverrideQuerySet, SubmissionQuerySet


class Submission(models.Model):
    """One attempt at one unit. A withdrawn one gives its attempt number back (R11)."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="submissions"
    )
    unit = models.ForeignKey("courses.Unit", on_delete=models.PROTECT, related_name="submissions")
    attempt = models.PositiveSmallIntegerField()
    stage = models.CharField(
        max_length=10, choices=SubmissionStage, default=SubmissionStage.SUBMITTED
    )
    is_prior_learning = models.BooleanField(
        default=False, help_text="Assessed by what was learnt before, without marks (R23)."
    )
    narrative = models.TextField(blank=True, help_text="As it was when submitted.")
    narrative_sha256 = models.CharField(max_length=64, blank=True)
    submitted_at = models.DateTimeField()
    due_back_on = models.DateField(help_text="Submitted plus the marking turnaround (D7).")
    marking_started_at = models.DateTimeField(null=True, blank=True)
    draft_resubmit_by = models.DateField(
        null=True, blank=True, help_text="Typed while marking; a referral keeps its own."
    )
    marked_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="submission_attempt_once",
                fields=["enrolment", "unit", "attempt"],
                condition=~Q(stage=SubmissionStage.WITHDRAWN),
            ),
            models.UniqueConstraint(
                name="submission_one_open_per_unit",
                fields=["enrolment", "unit"],
                condition=Q(stage__in=[*OPEN]),
            ),
            models.CheckConstraint(name="submission_attempt_from_one", condition=Q(attempt__gte=1)),
            models.CheckConstraint(
                name="submission_stage_is_known", condition=Q(stage__in=SubmissionStage.values)
            ),
            models.CheckConstraint(
                name="submission_released_says_when",
                condition=Q(stage=SubmissionStage.RELEASED, released_at__isnull=False)
                | (~Q(stage=SubmissionStage.RELEASED) & Q(released_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="submission_withdrawn_before_marking",
                condition=~Q(stage=SubmissionStage.WITHDRAWN)
                | Q(withdrawn_at__isnull=False, marking_started_at__isnull=True),
            ),
            models.CheckConstraint(
                name="submission_released_after_submitted",
                condition=Q(released_at__isnull=True) | Q(released_at__gte=F("submitted_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.code}, attempt {self.attempt}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:submission_detail", args=[self.reference])


class SubmittedFile(models.Model):
    """A file as submitted for a criterion, with its hash then: what is judged is what was sent."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(
        "assessments.EvidenceFile", on_delete=models.PROTECT, related_name="submitted_as"
    )
    criterion = models.ForeignKey(
        "courses.AssessmentCriterion", on_delete=models.PROTECT, related_name="+"
    )
    location = models.CharField(max_length=60, blank=True)
    sha256 = models.CharField(max_length=64)

    objects = SubmittedFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="submitted_file_once", fields=["submission", "file", "criterion"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.file} for {self.criterion.number}"


class Declaration(models.Model):
    """The candidate's own word that the work is theirs, for that attempt (R6). Never edited."""

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="declaration"
    )
    text_version = models.CharField(max_length=20)
    text = models.TextField()
    has_refused_standardisation = models.BooleanField(
        help_text="Keeps the script out of the awarding organisation's standardisation."
    )
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Declaration for {self.submission}"


class AttemptOverride(models.Model):
    """An administrator allowed an attempt above the limit, and said why (R11). Never edited."""

    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="attempt_overrides"
    )
    unit = models.ForeignKey("courses.Unit", on_delete=models.PROTECT, related_name="+")
    attempt = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    allowed_at = models.DateTimeField()

    objects = AttemptOverrideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="attempt_override_once", fields=["enrolment", "unit", "attempt"]
            ),
            models.CheckConstraint(name="attempt_override_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.attempt} at {self.unit} allowed"
