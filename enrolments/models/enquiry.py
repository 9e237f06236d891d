"""Registered interest, before anybody is a candidate."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from phonenumber_field.modelfields import PhoneNumberField

from enrolments.choices import (
    ClosedReason,
    ConsentPurpose,
    EmployerKind,
    EnquiryStatus,
    HeardFrom,
)
from enrolments.enquiry_querysets import EnquiryConsentQuerySet, EnquiryQuerySet


class Enquiry(models.Model):
    """Somebody's registered interest (P5.13, P7.14) and what the centre does next about it."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    form_token = models.CharField(
        max_length=64, unique=True, help_text="Of the form it came from: one form, one enquiry."
    )
    origin = models.CharField(
        max_length=64,
        blank=True,
        db_index=True,
        help_text="Of the sender's network on that day, unreadable; for counting only.",
    )
    received_at = models.DateTimeField()
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    email = models.EmailField(db_index=True)
    phone = PhoneNumberField(blank=True)
    employer_name = models.CharField(max_length=160)
    employer_kind = models.CharField(max_length=10, choices=EmployerKind)
    job_role = models.CharField(max_length=120)
    reports_to = models.CharField(max_length=120, blank=True, help_text="P5.1")
    qualification = models.ForeignKey(
        "courses.Qualification",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enquiries",
        help_text="Empty: not sure yet.",
    )
    preferred_start_on = models.DateField(null=True, blank=True)
    message = models.TextField(blank=True)
    heard_from = models.CharField(max_length=10, choices=HeardFrom, blank=True)
    wants_membership = models.BooleanField(default=False, help_text="P5.14")
    status = models.CharField(max_length=10, choices=EnquiryStatus, default=EnquiryStatus.NEW)
    closed_reason = models.CharField(max_length=12, choices=ClosedReason, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enquiries_owned",
    )
    next_action_on = models.DateField(null=True, blank=True)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="enquiries",
        help_text="What it became.",
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        constraints = [
            models.CheckConstraint(
                name="enquiry_status_is_known", condition=Q(status__in=EnquiryStatus.values)
            ),
            models.CheckConstraint(
                name="enquiry_closed_has_a_reason",
                condition=~Q(status=EnquiryStatus.CLOSED) | ~Q(closed_reason=""),
            ),
            models.CheckConstraint(
                name="enquiry_enrolled_names_the_enrolment",
                condition=~Q(status=EnquiryStatus.ENROLLED) | Q(enrolment__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("enrolments:enquiry_detail", args=[self.reference])

    @property
    def full_name(self) -> str:
        """As written by the person."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def short_reference(self) -> str:
        """What a person is told to quote: "4F2A91C0"."""
        return self.reference.hex[:8].upper()

    @property
    def is_open(self) -> bool:
        """Neither enrolled nor closed."""
        return self.status not in (EnquiryStatus.ENROLLED, EnquiryStatus.CLOSED)


class EnquiryConsent(models.Model):
    """One yes or no of an enquirer, for one purpose, under one privacy notice.

    Another answer is another row: the newest of a purpose stands, the earlier ones are proof.
    """

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=10, choices=ConsentPurpose)
    is_given = models.BooleanField()
    notice_version = models.CharField(max_length=20)
    at = models.DateTimeField()

    objects = EnquiryConsentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {'yes' if self.is_given else 'no'}"


class EnquiryNote(models.Model):
    """What the centre wrote down about an enquiry; added, never edited."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.text[:60]
