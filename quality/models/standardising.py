"""Standardisation: candidates' leave, an exercise on one script, and what each assessor judged."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.urls import reverse

from assessments.choices import Outcome
from quality.standardising_querysets import ExerciseQuerySet, StandardisationChoiceQuerySet


class StandardisationChoice(models.Model):
    """Whether a candidate lets assessors practise on their work; the newest counts. Never edited.

    Without one they may, but for work whose declaration refused it.
    """

    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="standardisation_choices"
    )
    is_refused = models.BooleanField()
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    chosen_at = models.DateTimeField()

    objects = StandardisationChoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return "Refused" if self.is_refused else "Allowed"


class StandardisationExercise(models.Model):
    """One script that all assessors of a qualification judge on their own, then together.

    The script is shown without names; what is written here is fixed, and a closed one takes
    nothing more.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_token = models.UUIDField(unique=True, help_text="Sent twice, it is opened once.")
    title = models.CharField(max_length=120)
    qualification = models.ForeignKey(
        "courses.Qualification", on_delete=models.PROTECT, related_name="exercises"
    )
    unit = models.ForeignKey("courses.Unit", on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(
        "assessments.Submission", on_delete=models.PROTECT, related_name="exercises"
    )
    held_on = models.DateField(help_text="When the assessors meet.")
    has_narrative = models.BooleanField(help_text="What the candidate wrote is part of it.")
    declaration = models.TextField(help_text="What was declared of names inside the files.")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ExerciseQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="exercise_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="exercise_declares_what_was_looked_at", condition=~Q(declaration="")
            ),
            models.CheckConstraint(
                name="exercise_closed_says_by_whom",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__gte=F("opened_at"), closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("quality:exercise_detail", args=[self.reference])


class ExerciseFile(models.Model):
    """A file of the script that was looked into and taken in; shown as "Evidence 1". Never edited.

    What is left out has no row.
    """

    exercise = models.ForeignKey(
        StandardisationExercise, on_delete=models.PROTECT, related_name="files"
    )
    file = models.ForeignKey("assessments.EvidenceFile", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="exercise_file_once", fields=["exercise", "file"]),
            models.UniqueConstraint(
                name="exercise_file_number_once", fields=["exercise", "number"]
            ),
            models.CheckConstraint(
                name="exercise_file_number_from_one", condition=Q(number__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"Evidence {self.number}"


class ExerciseMarking(models.Model):
    """One assessor's part in an exercise: invited, typing, handed in."""

    exercise = models.ForeignKey(
        StandardisationExercise, on_delete=models.PROTECT, related_name="markings"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exercise_markings"
    )
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    draft = models.JSONField(default=dict, help_text="What is typed so far, as it was typed.")
    handed_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="exercise_marking_once", fields=["exercise", "assessor"]),
            models.CheckConstraint(
                name="exercise_marking_is_not_of_own_work", condition=~Q(assessor=F("candidate"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessor} in {self.exercise}"


class ExerciseJudgement(models.Model):
    """What one assessor judged of one criterion, on their own. Never edited."""

    marking = models.ForeignKey(
        ExerciseMarking, on_delete=models.PROTECT, related_name="judgements"
    )
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
            models.UniqueConstraint(
                name="exercise_judgement_once", fields=["marking", "criterion"]
            ),
            models.CheckConstraint(
                name="exercise_judgement_outcome_is_known", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(
                name="exercise_judgement_mark_within_maximum",
                condition=Q(mark__isnull=True, maximum__isnull=True)
                | Q(mark__gte=Decimal(0), mark__lte=F("maximum")),
            ),
            models.CheckConstraint(
                name="exercise_judgement_met_exactly_from_half_the_marks",
                condition=Q(mark__isnull=True)
                | Q(GreaterThanOrEqual(F("mark") * 2, F("maximum")), outcome=Outcome.MET)
                | Q(LessThan(F("mark") * 2, F("maximum")), outcome=Outcome.NOT_YET_MET),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.number}: {self.get_outcome_display()}"
