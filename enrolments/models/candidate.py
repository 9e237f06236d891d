"""The person as a candidate: personal data kept in one place."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from phonenumber_field.modelfields import PhoneNumberField

from enrolments.choices import EmployerKind


class Candidate(models.Model):
    """A person's learner record; one per user, whatever they enrol for."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="candidate"
    )
    phone = PhoneNumberField(blank=True)
    employer_name = models.CharField(max_length=160)
    employer_kind = models.CharField(max_length=10, choices=EmployerKind)
    job_role = models.CharField(max_length=120, blank=True)
    reports_to = models.CharField(max_length=120, blank=True)
    membership_number = models.CharField(max_length=30, blank=True, help_text="P5.14")
    uln = models.CharField(
        "unique learner number", max_length=10, blank=True, help_text="Ten digits, when held (R10)."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="candidate_uln_once", fields=["uln"], condition=~Q(uln=""))
        ]

    def __str__(self) -> str:
        return str(self.user)
