"""The awarding organisation's rating of each qualification at this centre."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from enrolments.choices import RatingCode
from enrolments.querysets import QualityRatingQuerySet


class QualityRating(models.Model):
    """A rating as it was given. The newest of a qualification stands; none is ever changed."""

    qualification = models.ForeignKey(
        "courses.Qualification", on_delete=models.PROTECT, related_name="ratings"
    )
    code = models.CharField(max_length=2, choices=RatingCode)
    given_on = models.DateField()
    note = models.CharField(max_length=300, blank=True, help_text="The visit or letter it is from.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = QualityRatingQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="rating_code_is_known", condition=Q(code__in=RatingCode.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.qualification.short_title}: {self.code}"
