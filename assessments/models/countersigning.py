"""A qualified assessor's word on what somebody not yet qualified decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from assessments.choices import Countersigned
from assessments.models.decision import UnitResult


class Countersignature(models.Model):
    """One answer to one provisional result: agreed, or handed back with a reason (R16).

    Never edited. The people are copied so that the database refuses a word on one's own.
    """

    result = models.OneToOneField(
        UnitResult, on_delete=models.PROTECT, related_name="countersignature"
    )
    answer = models.CharField(max_length=8, choices=Countersigned)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="countersignatures"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="countersignature_answer_is_known",
                condition=Q(answer__in=Countersigned.values),
            ),
            models.CheckConstraint(
                name="countersignature_is_not_of_own_judgement", condition=~Q(by=F("assessor"))
            ),
            models.CheckConstraint(
                name="countersignature_is_not_of_own_work", condition=~Q(by=F("candidate"))
            ),
            models.CheckConstraint(
                name="countersignature_handed_back_has_a_reason",
                condition=Q(answer=Countersigned.AGREED) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result.submission}: {self.get_answer_display()}"
