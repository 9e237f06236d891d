"""The catalogue: qualifications, and the versions of their specifications.

A version in use is never edited; changed content makes a new version, and candidates
already enrolled stay on theirs (D1).
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse

from courses.choices import OutcomeKind, Regime, UnitKind
from courses.command_verbs import CommandVerb, command_verbs
from courses.querysets import QualificationQuerySet, SpecificationVersionQuerySet


class AwardingOrganisation(models.Model):
    """Who regulates and certificates; its names are data because they change."""

    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=30)
    portal_name = models.CharField(max_length=60, blank=True, help_text="Where it keeps materials.")

    def __str__(self) -> str:
        return self.name


class Qualification(models.Model):
    """A diploma the centre runs, whatever version its specification has reached."""

    awarding_organisation = models.ForeignKey(
        AwardingOrganisation, on_delete=models.PROTECT, related_name="qualifications"
    )
    code = models.CharField(max_length=12, unique=True, help_text="For example 8420-01.")
    slug = models.SlugField(unique=True, help_text="Its place in addresses, for example level-5.")
    title = models.CharField(max_length=160)
    level = models.PositiveSmallIntegerField()
    is_offered = models.BooleanField(default=True)

    objects = QualificationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    def get_absolute_url(self) -> str:
        return reverse("courses:qualification_detail", args=[self.slug])

    @property
    def short_title(self) -> str:
        """How people speak of it: "Level 5"."""
        return f"Level {self.level}"


class SpecificationVersion(models.Model):
    """One state of a qualification's specification; enrolments point here."""

    qualification = models.ForeignKey(
        Qualification, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3 … per qualification.")
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the parsed content.")
    source = models.CharField(max_length=200, help_text="Where the wording comes from.")
    is_current = models.BooleanField(default=False)
    is_provisional = models.BooleanField(
        default=False,
        help_text="The awarding organisation's own wording is not loaded yet (D1, D2).",
    )
    imported_at = models.DateTimeField()
    regime = models.CharField(max_length=8, choices=Regime)
    credits = models.PositiveSmallIntegerField(null=True, blank=True)
    guided_learning_hours = models.PositiveSmallIntegerField()
    total_qualification_time = models.PositiveSmallIntegerField(help_text="Hours.")
    total_time_is_minimum = models.BooleanField(
        default=False, help_text="The total is stated as a minimum, not as about."
    )
    one_to_one_minutes = models.PositiveSmallIntegerField(
        default=0, help_text="Least one-to-one tutorial minutes promised (P5.6)."
    )
    listed_months_least = models.PositiveSmallIntegerField()
    listed_months_most = models.PositiveSmallIntegerField()
    typical_months_least = models.PositiveSmallIntegerField()
    typical_months_most = models.PositiveSmallIntegerField()
    weekly_hours_least = models.PositiveSmallIntegerField()
    weekly_hours_most = models.PositiveSmallIntegerField()
    weekly_hours_are_minimum = models.BooleanField(
        default=False, help_text="The weekly hours are stated as a minimum, not as about."
    )

    objects = SpecificationVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="specification_version_number_once", fields=["qualification", "number"]
            ),
            models.UniqueConstraint(
                name="specification_one_current_version",
                fields=["qualification"],
                condition=Q(is_current=True),
            ),
            models.CheckConstraint(
                name="specification_regime_is_known", condition=Q(regime__in=Regime.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qualification.code} version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("courses:specification_detail", args=[self.qualification.code, self.number])

    @property
    def is_marked(self) -> bool:
        """Whether criteria carry marks (Level 7) rather than met / not yet met (Level 5)."""
        return self.regime == Regime.MARKS

    @property
    def has_one_duration(self) -> bool:
        """Whether the listed and the typical duration are the same."""
        listed = (self.listed_months_least, self.listed_months_most)
        return listed == (self.typical_months_least, self.typical_months_most)

    @property
    def one_to_one_hours(self) -> int:
        """The least one-to-one time in whole hours, for prose."""
        return self.one_to_one_minutes // 60

    @property
    def weekly_hours_text(self) -> str:
        """The study a week: "about 6 hours", "at least 6–8 hours"."""
        bound = "at least" if self.weekly_hours_are_minimum else "about"
        least, most = self.weekly_hours_least, self.weekly_hours_most
        return f"{bound} {least} hours" if least == most else f"{bound} {least}–{most} hours"


class Heading(models.Model):
    """A theme that groups units and outcomes, as the Level 5 brochure's ten do."""

    version = models.ForeignKey(
        SpecificationVersion, on_delete=models.CASCADE, related_name="headings"
    )
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="heading_number_once", fields=["version", "number"])
        ]

    def __str__(self) -> str:
        return self.title


class Unit(models.Model):
    """A unit of a version; what a candidate submits for and is passed in."""

    version = models.ForeignKey(
        SpecificationVersion, on_delete=models.CASCADE, related_name="units"
    )
    heading = models.ForeignKey(
        Heading, null=True, blank=True, on_delete=models.CASCADE, related_name="units"
    )
    position = models.PositiveSmallIntegerField(help_text="Order within the version, from 1.")
    code = models.CharField(max_length=20, help_text="For example 8617-701.")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=UnitKind)
    summary = models.TextField(blank=True)
    credits = models.PositiveSmallIntegerField(null=True, blank=True)
    guided_learning_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    word_guide = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Words of its assignment: a guide, never a rule."
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="unit_code_once_per_version", fields=["version", "code"]),
            models.UniqueConstraint(name="unit_position_once", fields=["version", "position"]),
            models.CheckConstraint(
                name="unit_kind_is_known", condition=Q(kind__in=UnitKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def short_code(self) -> str:
        """The part after the qualification: "P07" of 8420-P07, "701" of 8617-701."""
        return self.code.rpartition("-")[2]


class LearningOutcome(models.Model):
    """What the candidate will understand or be able to do."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    kind = models.CharField(max_length=10, choices=OutcomeKind)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="outcome_number_once", fields=["unit", "number"]),
            models.CheckConstraint(
                name="outcome_kind_is_known", condition=Q(kind__in=OutcomeKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text}"


class AssessmentCriterion(models.Model):
    """What is decided. `unit` repeats the outcome's unit so that one join reaches it."""

    outcome = models.ForeignKey(LearningOutcome, on_delete=models.CASCADE, related_name="criteria")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="criteria")
    number = models.CharField(max_length=8, help_text="For example 2.1.")
    position = models.PositiveSmallIntegerField(help_text="Order within the unit, from 1.")
    text = models.TextField()
    command_verb = models.CharField(max_length=30, blank=True)
    maximum = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True, help_text="Marks, when marked."
    )
    is_provisional = models.BooleanField(default=False)
    referral_descriptor = models.TextField(blank=True)
    pass_descriptor = models.TextField(blank=True)
    good_pass_descriptor = models.TextField(blank=True, help_text="For feedback only (P7.12).")

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "assessment criteria"
        constraints = [
            models.UniqueConstraint(name="criterion_number_once", fields=["unit", "number"]),
            models.UniqueConstraint(name="criterion_position_once", fields=["unit", "position"]),
            models.CheckConstraint(
                name="criterion_maximum_is_positive",
                condition=Q(maximum__isnull=True) | Q(maximum__gt=Decimal(0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text}"

    @property
    def verbs(self) -> tuple[CommandVerb, ...]:
        """The command verbs it begins with, with what they ask for."""
        return command_verbs(self.command_verb or self.text)
