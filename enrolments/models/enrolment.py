"""Enrolments: a candidate on a version of a qualification, with a tutor."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from enrolments.choices import EnrolmentStatus, EntryDecision, EntryRequirement, Funding, Strength
from enrolments.querysets import EnrolmentQuerySet


class Enrolment(models.Model):
    """A candidate on one qualification. `version` never changes: people stay on theirs (D1)."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    candidate = models.ForeignKey(
        "enrolments.Candidate", on_delete=models.PROTECT, related_name="enrolments"
    )
    qualification = models.ForeignKey(
        "courses.Qualification", on_delete=models.PROTECT, related_name="enrolments"
    )
    version = models.ForeignKey(
        "courses.SpecificationVersion", on_delete=models.PROTECT, related_name="enrolments"
    )
    cohort = models.ForeignKey(
        "enrolments.Cohort", on_delete=models.PROTECT, related_name="enrolments"
    )
    tutor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="tutored_enrolments",
        help_text="Today's tutor (P5.7); TutorAssignment keeps the history.",
    )
    status = models.CharField(
        max_length=10, choices=EnrolmentStatus, default=EnrolmentStatus.ACTIVE
    )
    starts_on = models.DateField()
    planned_end_on = models.DateField(help_text="A date of its own, never from hours (D3).")
    weekly_minutes = models.PositiveSmallIntegerField(
        default=360, help_text="Planned study a week (P5.9, P7.6)."
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    registration_number = models.CharField(
        max_length=12, blank=True, help_text="The awarding organisation's number for the candidate."
    )
    registered_on = models.DateField(null=True, blank=True)
    funding = models.CharField(max_length=10, choices=Funding, default=Funding.NON_FUNDED)
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    enrolled_at = models.DateTimeField()

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="enrolment_one_live_per_qualification",
                fields=["candidate", "qualification"],
                condition=~Q(status=EnrolmentStatus.WITHDRAWN),
            ),
            models.CheckConstraint(
                name="enrolment_status_is_known", condition=Q(status__in=EnrolmentStatus.values)
            ),
            models.CheckConstraint(
                name="enrolment_funding_is_known", condition=Q(funding__in=Funding.values)
            ),
            models.CheckConstraint(
                name="enrolment_plans_to_end_after_it_starts",
                condition=Q(planned_end_on__gt=F("starts_on")),
                violation_error_message="The planned end must come after the start.",
            ),
            models.CheckConstraint(
                name="enrolment_complete_says_when",
                condition=Q(status=EnrolmentStatus.COMPLETED, completed_at__isnull=False)
                | (~Q(status=EnrolmentStatus.COMPLETED) & Q(completed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="enrolment_withdrawn_says_when",
                condition=Q(status=EnrolmentStatus.WITHDRAWN, withdrawn_on__isnull=False)
                | (~Q(status=EnrolmentStatus.WITHDRAWN) & Q(withdrawn_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}, {self.qualification.short_title}"

    def get_absolute_url(self) -> str:
        return reverse("enrolments:enrolment_detail", args=[self.reference])

    @property
    def is_live(self) -> bool:
        """Whether work goes on."""
        return self.status in (EnrolmentStatus.ACTIVE, EnrolmentStatus.ON_BREAK)

    @property
    def is_registered(self) -> bool:
        """Whether the awarding organisation's number and its day are recorded (R7)."""
        return bool(self.registration_number) and self.registered_on is not None


class RegistrationNumber(models.Model):
    """A number of the awarding organisation's and the one person it belongs to (P5.3).

    It may stand on several enrolments of that person, and never on another's.
    """

    number = models.CharField(max_length=12)
    candidate = models.ForeignKey(
        "enrolments.Candidate", on_delete=models.PROTECT, related_name="registration_numbers"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="registration_number_belongs_to_one_person",
                fields=["number"],
                violation_error_message="That is the registration number of somebody else.",
            )
        ]

    def __str__(self) -> str:
        return self.number


class TutorAssignment(models.Model):
    """From when a tutor has been somebody's tutor; the next row ends it. Never edited (P5.7)."""

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, related_name="tutor_assignments"
    )
    tutor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.tutor} for {self.enrolment}"


class BreakInLearning(models.Model):
    """A time away: from when, until when, and why. Open while `ended_on` is empty."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="breaks")
    starts_on = models.DateField()
    expected_back_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name_plural = "breaks in learning"
        constraints = [
            models.UniqueConstraint(
                name="break_one_open_per_enrolment",
                fields=["enrolment"],
                condition=Q(ended_on=None),
            ),
            models.CheckConstraint(
                name="break_ends_after_it_starts",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"Break of {self.enrolment} from {self.starts_on}"


class EntryCheck(models.Model):
    """What was found for one entry requirement, or why it was waived (P7.13)."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="entry_checks")
    requirement = models.CharField(max_length=12, choices=EntryRequirement)
    strength = models.CharField(max_length=10, choices=Strength)
    decision = models.CharField(max_length=10, choices=EntryDecision)
    evidence = models.CharField(max_length=300, blank=True, help_text="What was seen.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was waived.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="entry_requirement_checked_once", fields=["enrolment", "requirement"]
            ),
            models.CheckConstraint(
                name="entry_waiver_has_a_reason",
                condition=~Q(decision=EntryDecision.WAIVED) | ~Q(reason=""),
                violation_error_message="Say why the requirement is waived.",
            ),
            models.CheckConstraint(
                name="entry_met_names_its_evidence",
                condition=~Q(decision=EntryDecision.MET) | ~Q(evidence=""),
                violation_error_message="Say what was seen.",
            ),
            models.CheckConstraint(
                name="entry_required_is_met_or_waived",
                condition=~Q(strength=Strength.REQUIRED, decision=EntryDecision.NOT_SHOWN),
                violation_error_message="A required entry is met, or waived with a reason.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_requirement_display()}: {self.get_decision_display()}"


class PaceChange(models.Model):
    """A tutor changed the planned pace (P5.9): what it was, what it is, why. Never edited."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="pace_changes")
    weekly_minutes_before = models.PositiveSmallIntegerField()
    weekly_minutes = models.PositiveSmallIntegerField()
    planned_end_before = models.DateField()
    planned_end_on = models.DateField()
    reason = models.CharField(max_length=300)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"Pace of {self.enrolment}"


class UnitTarget(models.Model):
    """The day a unit is planned to be passed by; spread over the plan, moved by the tutor."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="unit_targets")
    unit = models.ForeignKey("courses.Unit", on_delete=models.PROTECT, related_name="+")
    target_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="unit_target_once", fields=["enrolment", "unit"])
        ]

    def __str__(self) -> str:
        return f"{self.unit} by {self.target_on}"
