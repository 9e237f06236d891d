"""Appeals against a result: three stages, each answered by somebody who had no part before."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from quality.appeal_querysets import AppealQuerySet, AppealStageQuerySet
from quality.choices import Part

STAGES = 3  # after the last the awarding organisation may be asked


class Appeal(models.Model):
    """A candidate disputes what they were told of a submission: once for each result (R20)."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="appeals"
    )
    submission = models.ForeignKey(
        "assessments.Submission", on_delete=models.PROTECT, related_name="appeals"
    )
    result = models.OneToOneField(
        "assessments.UnitResult", on_delete=models.PROTECT, related_name="appeal"
    )
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lodged_at = models.DateTimeField()
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="The candidate lets it rest, before or after an answer."
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-lodged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="appeal_ends_after_it_was_lodged",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("lodged_at")),
            )
        ]

    def __str__(self) -> str:
        return f"Appeal about {self.submission}"

    def get_absolute_url(self) -> str:
        return reverse("quality:appeal_detail", args=[self.reference])


class AppealStage(models.Model):
    """One of the three: what the candidate says, by when it is to be answered, and the answer."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField()
    grounds = models.TextField()
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    is_upheld = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    go_on_by = models.DateField(
        null=True, blank=True, help_text="Until when the candidate may ask for the next stage."
    )

    objects = AppealStageQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="appeal_stage_once", fields=["appeal", "number"]),
            models.CheckConstraint(
                name="appeal_has_three_stages", condition=Q(number__gte=1, number__lte=STAGES)
            ),
            models.CheckConstraint(name="appeal_stage_has_grounds", condition=~Q(grounds="")),
            models.CheckConstraint(
                name="appeal_stage_answered_says_what_and_who",
                condition=Q(answered_at=None, is_upheld=None, answered_by=None)
                | Q(
                    answered_at__isnull=False,
                    is_upheld__isnull=False,
                    answered_by__isnull=False,
                )
                & ~Q(answer=""),
            ),
            models.UniqueConstraint(
                name="appeal_nobody_answers_two_stages", fields=["appeal", "answered_by"]
            ),
        ]

    def __str__(self) -> str:
        return f"Stage {self.number} of {self.appeal}"


class AppealPart(models.Model):
    """What part somebody has in an appeal. Everybody has one only, and none is taken away.

    Whoever is the candidate, decided, assured or answered a stage therefore answers no other:
    the database has no room for a second row of theirs.
    """

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="parts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appeal_parts"
    )
    part = models.CharField(max_length=10, choices=Part)
    stage = models.ForeignKey(
        AppealStage, null=True, blank=True, on_delete=models.PROTECT, related_name="reviewers"
    )
    since = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="appeal_one_part_for_each_person", fields=["appeal", "person"]
            ),
            models.CheckConstraint(
                name="appeal_reviewer_has_a_stage",
                condition=Q(part__in=[Part.REVIEWER, Part.JUDGE], stage__isnull=False)
                | Q(part__in=[Part.CANDIDATE, Part.DECIDED, Part.ASSURED, Part.TUTOR], stage=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_part_display()}"
