"""Whether a judgement is closed: sealed once quality assurance agreed, reopened with a reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.submission import Submission


class SubmissionSeal(models.Model):
    """A submission's judgement was sealed, or reopened; the newest row counts (R12). Never edited.

    A submission without a row was never sealed.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="seals")
    is_sealed = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was reopened.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="submission_seal_reopened_has_a_reason",
                condition=Q(is_sealed=True) | ~Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {'sealed' if self.is_sealed else 'reopened'}"
