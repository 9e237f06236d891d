"""Professional discussions: announced with their criteria, then recorded minute by minute."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assessments.choices import Medium
from assessments.evidence_querysets import DiscussionQuerySet
from assessments.models.evidence import Evidence
from assessments.models.record import EvidenceRecord


class ProfessionalDiscussion(models.Model):
    """What a discussion is to be about, and when: told to the candidate beforehand.

    What it says stays; a change is another announcement.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="discussions"
    )
    purpose = models.CharField(max_length=300)
    planned_for = models.DateTimeField()
    place = models.CharField(max_length=120, help_text="Where, or by what means.")
    needs = models.CharField(max_length=300, blank=True, help_text="What the candidate needs.")
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    announced_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    evidence = models.OneToOneField(
        Evidence,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="discussion",
        help_text="Once it was held.",
    )
    form_token = models.UUIDField(unique=True, editable=False)

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        ordering = ["planned_for", "pk"]
        constraints = [
            models.CheckConstraint(
                name="discussion_says_what_for_and_where", condition=~Q(purpose="") & ~Q(place="")
            ),
            models.CheckConstraint(
                name="discussion_is_planned_after_it_is_announced",
                condition=Q(planned_for__gte=F("announced_at")),
            ),
            models.CheckConstraint(
                name="discussion_cancelled_was_not_held_and_has_a_reason",
                condition=Q(cancelled_at=None, cancel_reason="")
                | (Q(cancelled_at__isnull=False, evidence=None) & ~Q(cancel_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Professional discussion: {self.purpose}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:discussion_detail", args=[self.reference])

    @property
    def is_ahead(self) -> bool:
        """Still to be held."""
        return self.evidence_id is None and self.cancelled_at is None


class DiscussionCriterion(models.Model):
    """A criterion that a discussion was announced for. Never edited."""

    discussion = models.ForeignKey(
        ProfessionalDiscussion, on_delete=models.PROTECT, related_name="criteria"
    )
    criterion = models.ForeignKey(
        "courses.AssessmentCriterion", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["criterion__unit__position", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                name="discussion_criterion_once", fields=["discussion", "criterion"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.discussion} for {self.criterion.number}"


class DiscussionRecord(models.Model):
    """How a discussion went: when it began and ended, how it was kept, with whose consent."""

    record = models.OneToOneField(
        EvidenceRecord, on_delete=models.PROTECT, related_name="discussion"
    )
    discussion = models.ForeignKey(
        ProfessionalDiscussion, on_delete=models.PROTECT, related_name="records"
    )
    announced_at = models.DateTimeField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    medium = models.CharField(max_length=5, choices=Medium)
    has_consented = models.BooleanField(help_text="The candidate, to it and to its recording.")
    summary = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="discussion_starts_after_it_was_announced",
                condition=Q(started_at__gte=F("announced_at")),
            ),
            models.CheckConstraint(
                name="discussion_ends_after_it_starts", condition=Q(ended_at__gt=F("started_at"))
            ),
            models.CheckConstraint(name="discussion_has_consent", condition=Q(has_consented=True)),
            models.CheckConstraint(
                name="discussion_medium_is_known", condition=Q(medium__in=Medium.values)
            ),
        ]

    def __str__(self) -> str:
        return f"Record of {self.discussion}"


class DiscussionPoint(models.Model):
    """A question and its answer, at a minute, for a criterion that was announced."""

    record = models.ForeignKey(DiscussionRecord, on_delete=models.PROTECT, related_name="points")
    announced = models.ForeignKey(
        DiscussionCriterion, on_delete=models.PROTECT, related_name="points"
    )
    minute = models.PositiveSmallIntegerField(help_text="From the start.")
    question = models.TextField()
    answer = models.TextField()

    class Meta:
        ordering = ["minute", "pk"]
        constraints = [
            models.CheckConstraint(
                name="discussion_point_has_a_question_and_an_answer",
                condition=~Q(question="") & ~Q(answer=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.minute} min: {self.announced.criterion.number}"
