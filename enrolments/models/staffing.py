"""Who works on what, from when to when, and what they hold that lets them."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from enrolments.choices import StaffAward
from enrolments.querysets import AssuranceDutyQuerySet
from enrolments.staffing_querysets import StaffQualificationQuerySet, UnitApprovalQuerySet

MOST_CPD_HOURS = Decimal(100)


class AssuranceDuty(models.Model):
    """An internal quality assurer answers for a qualification; open while `ended_at` is empty.

    It is the relationship that says which work an assurer may look at (R15, R25).
    """

    assurer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assurance_duties"
    )
    qualification = models.ForeignKey(
        "courses.Qualification", on_delete=models.PROTECT, related_name="assurance_duties"
    )
    starts_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    appointed_at = models.DateTimeField()

    objects = AssuranceDutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "assurance duties"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="assurance_duty_one_open_per_qualification",
                fields=["assurer", "qualification"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="assurance_duty_ends_after_it_was_given",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("appointed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assurer} assures {self.qualification.short_title}"


class StaffQualification(models.Model):
    """An award of assessing or assuring that somebody works towards or holds (R16).

    `awarded_on` is empty while it is worked towards. One taken back was recorded by mistake.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_qualifications"
    )
    award = models.CharField(max_length=8, choices=StaffAward)
    working_since = models.DateField(null=True, blank=True)
    awarded_on = models.DateField(null=True, blank=True)
    certificate_number = models.CharField(max_length=40, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_reason = models.CharField(max_length=300, blank=True)

    objects = StaffQualificationQuerySet.as_manager()

    class Meta:
        ordering = ["award", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="staff_qualification_once",
                fields=["person", "award"],
                condition=Q(taken_back_at=None),
            ),
            models.CheckConstraint(
                name="staff_qualification_award_is_known",
                condition=Q(award__in=StaffAward.values),
            ),
            models.CheckConstraint(
                name="staff_qualification_has_a_day",
                condition=Q(working_since__isnull=False) | Q(awarded_on__isnull=False),
            ),
            models.CheckConstraint(
                name="staff_qualification_awarded_after_it_began",
                condition=Q(working_since=None)
                | Q(awarded_on=None)
                | Q(awarded_on__gte=F("working_since")),
            ),
            models.CheckConstraint(
                name="staff_qualification_taken_back_has_a_reason",
                condition=Q(taken_back_at=None) | ~Q(taken_back_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_award_display()} of {self.person}"


class CPDEntry(models.Model):
    """Professional development somebody did, and what they took from it. Never edited."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cpd_entries"
    )
    done_on = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=1)
    what = models.CharField(max_length=200)
    reflection = models.TextField(blank=True)
    form_token = models.UUIDField(unique=True, help_text="Sent twice, it is kept once.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "CPD entry"
        verbose_name_plural = "CPD entries"
        ordering = ["-done_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="cpd_hours_are_some",
                condition=Q(hours__gt=Decimal(0), hours__lte=MOST_CPD_HOURS),
            ),
            models.CheckConstraint(name="cpd_says_what", condition=~Q(what="")),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.person}"


class UnitApproval(models.Model):
    """Somebody may judge a unit of a qualification; without a code, every unit of it.

    Units are named by code: an approval outlives the version of the specification.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="unit_approvals"
    )
    qualification = models.ForeignKey(
        "courses.Qualification", on_delete=models.PROTECT, related_name="+"
    )
    unit_code = models.CharField(max_length=20, blank=True, help_text="Empty for every unit.")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day.")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField()

    objects = UnitApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["qualification", "unit_code", "-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="unit_approval_one_open",
                fields=["person", "qualification", "unit_code"],
                condition=Q(ends_on=None),
            ),
            models.CheckConstraint(
                name="unit_approval_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.unit_code or self.qualification.short_title}"
