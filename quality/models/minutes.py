"""The minutes of a standardisation exercise: versions that are added, never edited."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from assessments.choices import Outcome
from quality.models.standardising import StandardisationExercise


class ExerciseMinutes(models.Model):
    """What was discussed at the meeting. A correction is the next version, with its reason."""

    exercise = models.ForeignKey(
        StandardisationExercise, on_delete=models.PROTECT, related_name="minutes"
    )
    version = models.PositiveSmallIntegerField()
    form_token = models.UUIDField(unique=True, help_text="Sent twice, it is kept once.")
    discussed = models.TextField()
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was corrected.")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "exercise minutes"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                name="exercise_minutes_version_once", fields=["exercise", "version"]
            ),
            models.CheckConstraint(
                name="exercise_minutes_say_what_was_discussed", condition=~Q(discussed="")
            ),
            models.CheckConstraint(
                name="exercise_minutes_correction_has_a_reason",
                condition=Q(version=1) | Q(version__gt=1) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.exercise}, version {self.version}"


class MinutesAttendee(models.Model):
    """Somebody who was there. Never edited."""

    minutes = models.ForeignKey(ExerciseMinutes, on_delete=models.PROTECT, related_name="attendees")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["person__family_name", "person__given_name", "pk"]
        constraints = [
            models.UniqueConstraint(name="minutes_attendee_once", fields=["minutes", "person"])
        ]

    def __str__(self) -> str:
        return str(self.person)


class AgreedJudgement(models.Model):
    """What the assessors agreed on for one criterion. It changes no result. Never edited."""

    minutes = models.ForeignKey(ExerciseMinutes, on_delete=models.PROTECT, related_name="agreed")
    criterion = models.ForeignKey(
        "courses.AssessmentCriterion", on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=Outcome)
    mark = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    maximum = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(name="agreed_judgement_once", fields=["minutes", "criterion"]),
            models.CheckConstraint(
                name="agreed_judgement_outcome_is_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="agreed_judgement_mark_within_maximum",
                condition=Q(mark__isnull=True, maximum__isnull=True)
                | Q(mark__gte=Decimal(0), mark__lte=F("maximum")),
            ),
            models.CheckConstraint(
                name="agreed_judgement_met_exactly_from_half_the_marks",
                condition=Q(mark__isnull=True)
                | Q(GreaterThanOrEqual(F("mark") * 2, F("maximum")), outcome=Outcome.MET)
                | Q(LessThan(F("mark") * 2, F("maximum")), outcome=Outcome.NOT_YET_MET),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.number}: {self.get_outcome_display()}"


class MinutesAction(models.Model):
    """What somebody is to do after the meeting, and by when. Never edited."""

    minutes = models.ForeignKey(ExerciseMinutes, on_delete=models.PROTECT, related_name="actions")
    text = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="minutes_action_says_what", condition=~Q(text=""))
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.owner})"
