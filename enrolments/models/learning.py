"""Learning time besides tutorials, induction, skills scan and the Level 7 project."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from enrolments.choices import ActivityKind, InductionItem, SelfRating
from enrolments.tutoring_querysets import LearningActivityQuerySet


class ActivityKindDefault(models.Model):
    """Whether a kind of activity counts as guided unless said otherwise (P7.7)."""

    kind = models.CharField(max_length=24, choices=ActivityKind, unique=True)
    is_guided = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="activity_kind_is_known", condition=Q(kind__in=ActivityKind.values)
            ),
            models.CheckConstraint(
                name="activity_kind_one_to_one_is_guided",
                condition=~Q(kind=ActivityKind.ONE_TO_ONE) | Q(is_guided=True),
                violation_error_message="One-to-one tutorials are always guided.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {'guided' if self.is_guided else 'not guided'}"


class LearningActivity(models.Model):
    """Study time a candidate (or tutor) logged; tutorials count by themselves (P5.8, P7.6)."""

    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="learning_activities"
    )
    done_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=24, choices=ActivityKind)
    is_guided = models.BooleanField()
    unit = models.ForeignKey(
        "courses.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    form_token = models.UUIDField(
        null=True, blank=True, editable=False, help_text="Of the form that logged it: once each."
    )
    logged_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = LearningActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "learning activities"
        constraints = [
            models.CheckConstraint(
                name="learning_activity_lasts_within_a_day",
                condition=Q(minutes__gte=1, minutes__lte=1440),
                violation_error_message="Give between 1 minute and 24 hours.",
            ),
            models.CheckConstraint(
                name="learning_activity_kind_is_known", condition=Q(kind__in=ActivityKind.values)
            ),
            models.UniqueConstraint(
                name="learning_activity_logged_once_per_form", fields=["enrolment", "form_token"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.minutes} minutes"


class InductionRecord(models.Model):
    """One of the seven parts of the initial assessment, done (P5.4)."""

    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="induction_records"
    )
    item = models.CharField(max_length=14, choices=InductionItem)
    done_on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="induction_item_once", fields=["enrolment", "item"])
        ]

    def __str__(self) -> str:
        return self.get_item_display()


class SkillsScanEntry(models.Model):
    """How somebody stands on one outcome before they start, as they and their tutor see it."""

    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="skills_scan"
    )
    outcome = models.ForeignKey(
        "courses.LearningOutcome", on_delete=models.PROTECT, related_name="+"
    )
    own_rating = models.CharField(max_length=10, choices=SelfRating, blank=True)
    tutor_rating = models.CharField(max_length=10, choices=SelfRating, blank=True)
    prior_learning = models.CharField(
        max_length=300, blank=True, help_text="Earlier learning that could be credited."
    )
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "skills scan entries"
        constraints = [
            models.UniqueConstraint(name="skills_scan_once", fields=["enrolment", "outcome"])
        ]

    def __str__(self) -> str:
        return f"{self.outcome}"


class PriorLearning(models.Model):
    """A whole unit is to be assessed by what somebody learnt before, without a course (R23).

    The way is chosen before the first attempt and holds for the unit; ended, it stays on record.
    """

    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="prior_learning"
    )
    unit = models.ForeignKey("courses.Unit", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, help_text="What earlier learning is in sight.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name_plural = "prior learning"
        constraints = [
            models.UniqueConstraint(
                name="prior_learning_once_per_unit",
                fields=["enrolment", "unit"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="prior_learning_says_what_is_in_sight", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="prior_learning_ended_says_why_and_by_whom",
                condition=Q(ended_at=None) | (Q(ended_by__isnull=False) & ~Q(ended_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Prior learning in {self.unit.code}"


class Project(models.Model):
    """The business case or change project a Level 7 candidate builds and presents (P7.8)."""

    enrolment = models.OneToOneField(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="project"
    )
    title = models.CharField(max_length=200)
    sponsor = models.CharField(max_length=160, blank=True)
    objective = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class ProjectMilestone(models.Model):
    """A step of the project with its day."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    text = models.CharField(max_length=200)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.text
