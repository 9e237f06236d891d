"""Claims of certificates from the awarding organisation, and what came of them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from awards.querysets import ClaimLineQuerySet, ClaimQuerySet
from enrolments.choices import Funding


class Claim(models.Model):
    """One order for certificates: one qualification, one kind of funding (R21)."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    qualification = models.ForeignKey(
        "courses.Qualification", on_delete=models.PROTECT, related_name="claims"
    )
    funding = models.CharField(max_length=10, choices=Funding)
    rating = models.CharField(max_length=2, help_text="The centre's rating on that day.")
    signed_off_by = models.CharField(
        max_length=120, blank=True, help_text="The external quality assurer who agreed (R20)."
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="claim_funding_is_known", condition=Q(funding__in=Funding.values)
            )
        ]

    def __str__(self) -> str:
        return f"Claim {self.pk}, {self.qualification.short_title}"

    def get_absolute_url(self) -> str:
        return reverse("awards:claim_detail", args=[self.reference])


class ClaimLine(models.Model):
    """One candidate's certificate: claimed, then awarded with its number, or taken back."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="claim_lines"
    )
    registration_number = models.CharField(max_length=12, help_text="As it was claimed.")
    waiver = models.CharField(
        max_length=300, blank=True, help_text="Why it was claimed with one-to-one time short."
    )
    certificate_number = models.CharField(max_length=40, blank=True)
    awarded_on = models.DateField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_reason = models.CharField(max_length=300, blank=True)

    objects = ClaimLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="claim_line_one_standing_per_enrolment",
                fields=["enrolment"],
                condition=Q(taken_back_at=None),
            ),
            models.UniqueConstraint(
                name="certificate_number_once",
                fields=["certificate_number"],
                condition=~Q(certificate_number=""),
            ),
            models.CheckConstraint(
                name="claim_line_award_has_its_number_and_day",
                condition=Q(certificate_number="", awarded_on=None)
                | (~Q(certificate_number="") & Q(awarded_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="claim_line_taken_back_with_a_reason_and_not_awarded",
                condition=Q(taken_back_at=None)
                | (~Q(taken_back_reason="") & Q(awarded_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} in {self.claim}"

    @property
    def is_waiting(self) -> bool:
        """Claimed, and its certificate neither awarded nor taken back."""
        return self.taken_back_at is None and self.awarded_on is None
