"""Visits of external quality assurers: whose work they may read, from when to when."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from enrolments.choices import RatingCode, VisitKind, VisitState
from enrolments.querysets import EQAVisitQuerySet


class EQAVisit(models.Model):
    """An assurer of the awarding organisation reads a part of one qualification for a time (R25).

    The part is all of it, or some cohorts, or the candidates named one by one.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    qualification = models.ForeignKey(
        "courses.Qualification", on_delete=models.PROTECT, related_name="eqa_visits"
    )
    assurer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="eqa_visits"
    )
    kind = models.CharField(max_length=7, choices=VisitKind)
    covers_all = models.BooleanField(help_text="Every candidate of the qualification.")
    cohorts = models.ManyToManyField("enrolments.Cohort", related_name="eqa_visits", blank=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(help_text="The last second in which anything is shown.")
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was closed, before its time or after."
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    rating_before = models.CharField(max_length=2, choices=RatingCode)
    rating_after = models.CharField(max_length=2, choices=RatingCode, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = EQAVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "visit"
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="visit_once", fields=["assurer", "qualification", "opens_at"]
            ),
            models.CheckConstraint(
                name="visit_closes_after_it_opens",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="A visit closes after it opens.",
            ),
            models.CheckConstraint(
                name="visit_kind_is_known", condition=Q(kind__in=VisitKind.values)
            ),
            models.CheckConstraint(
                name="visit_ratings_are_known",
                condition=Q(rating_before__in=RatingCode.values)
                & Q(rating_after__in=["", *RatingCode.values]),
            ),
        ]

    def __str__(self) -> str:
        return f"Visit of {self.assurer}, {self.qualification.short_title}"

    def get_absolute_url(self) -> str:
        return reverse("reports:visit_pack", args=[self.reference])

    @property
    def last_moment(self) -> datetime:
        """When it is over, or was."""
        return min(self.ended_at, self.closes_at) if self.ended_at else self.closes_at

    def state(self, *, now: datetime) -> VisitState:
        """Whether it is yet to come, open, or over at a moment; the closing second is open."""
        if self.ended_at is not None or now > self.closes_at:
            return VisitState.CLOSED
        return VisitState.OPEN if now >= self.opens_at else VisitState.COMING


class VisitCandidate(models.Model):
    """An enrolment a visit may read: named when it was opened, or picked by the assurer later."""

    visit = models.ForeignKey(EQAVisit, on_delete=models.PROTECT, related_name="candidates")
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="visit_candidates"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    is_picked = models.BooleanField(help_text="By the assurer, during the visit.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="visit_candidate_once", fields=["visit", "enrolment"])
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.candidate}, in a visit"
