"""Tutorials: what a tutor logs, who attended, what was agreed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from enrolments.choices import ActionOwner, ActivityKind, AttendanceResponse, Mode
from enrolments.tutoring_querysets import (
    AttendanceQuerySet,
    TutorialActionQuerySet,
    TutorialQuerySet,
)


class Tutorial(models.Model):
    """A meeting a tutor held. One-to-one kinds have one attendance, group kinds many (P7.9)."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tutor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tutorials"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="Start plus minutes; kept for finding overlaps.")
    minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=24, choices=ActivityKind)
    mode = models.CharField(max_length=12, choices=Mode)
    is_guided = models.BooleanField(default=True)
    note = models.TextField(blank=True)
    units = models.ManyToManyField("courses.Unit", blank=True, related_name="+")
    form_token = models.UUIDField(
        null=True, blank=True, editable=False, help_text="Of the form that recorded it: once each."
    )
    recorded_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)

    objects = TutorialQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tutorial_lasts_up_to_eight_hours",
                condition=Q(minutes__gte=1, minutes__lte=480),
                violation_error_message="A tutorial lasts between 1 minute and 8 hours.",
            ),
            models.CheckConstraint(
                name="tutorial_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="tutorial_kind_is_known", condition=Q(kind__in=ActivityKind.values)
            ),
            models.CheckConstraint(
                name="tutorial_one_to_one_is_guided",
                condition=~Q(kind=ActivityKind.ONE_TO_ONE) | Q(is_guided=True),
            ),
            models.CheckConstraint(
                name="tutorial_cancelled_says_why",
                condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_reason=""),
                violation_error_message="Say why the tutorial is cancelled.",
            ),
            models.UniqueConstraint(
                name="tutorial_recorded_once_per_form", fields=["tutor", "form_token"]
            ),
        ]
        indexes = [models.Index(name="tutorial_by_tutor", fields=["tutor", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.minutes} minutes"

    def get_absolute_url(self) -> str:
        return reverse("enrolments:tutorial_detail", args=[self.reference])

    @property
    def is_standing(self) -> bool:
        """Not cancelled."""
        return self.cancelled_at is None


class TutorialRevision(models.Model):
    """A tutorial as it stood before a correction, and why it was corrected. Never edited."""

    tutorial = models.ForeignKey(Tutorial, on_delete=models.CASCADE, related_name="revisions")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=24, choices=ActivityKind)
    mode = models.CharField(max_length=12, choices=Mode)
    note = models.TextField(blank=True)
    unit_codes = models.JSONField(default=list)
    reason = models.CharField(max_length=300)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.tutorial} before {self.replaced_at}"


class Attendance(models.Model):
    """A candidate's part in a tutorial, and what they say of the record."""

    tutorial = models.ForeignKey(Tutorial, on_delete=models.CASCADE, related_name="attendances")
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="attendances"
    )
    has_attended = models.BooleanField(default=True)
    response = models.CharField(
        max_length=10, choices=AttendanceResponse, default=AttendanceResponse.NONE
    )
    response_note = models.TextField(blank=True)
    responded_at = models.DateTimeField(null=True, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="attendance_once_per_tutorial", fields=["tutorial", "enrolment"]
            ),
            models.CheckConstraint(
                name="attendance_answer_says_when",
                condition=Q(response=AttendanceResponse.NONE, responded_at__isnull=True)
                | (~Q(response=AttendanceResponse.NONE) & Q(responded_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} at {self.tutorial}"


class TutorialAction(models.Model):
    """Something agreed at a tutorial, with a day and an owner."""

    tutorial = models.ForeignKey(Tutorial, on_delete=models.CASCADE, related_name="actions")
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="agreed_actions"
    )
    text = models.CharField(max_length=300)
    due_on = models.DateField()
    owner = models.CharField(max_length=10, choices=ActionOwner)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = TutorialActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agreed_action_owner_is_known", condition=Q(owner__in=ActionOwner.values)
            )
        ]

    def __str__(self) -> str:
        return self.text
