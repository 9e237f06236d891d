"""Who works on what, from when to when, beyond the tutor of an enrolment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from enrolments.querysets import AssuranceDutyQuerySet


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
