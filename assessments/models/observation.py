"""Observations: what the tutor saw the candidate do, and how it covers each criterion."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from assessments.models.record import EvidenceRecord


class Observation(models.Model):
    """One version of an observation. It is evidence, not a decision."""

    record = models.OneToOneField(
        EvidenceRecord, on_delete=models.PROTECT, related_name="observation"
    )
    activity = models.TextField(help_text="What the candidate did.")
    place = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    comment = models.TextField(help_text="Of the assessor.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="observation_says_what_was_done_and_what_of_it",
                condition=~Q(activity="") & ~Q(comment=""),
            ),
            models.CheckConstraint(
                name="observation_ends_after_it_starts", condition=Q(ended_at__gt=F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Observation, {self.started_at:%Y-%m-%d}"


class ObservedCriterion(models.Model):
    """How an activity covers a criterion."""

    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="covered")
    criterion = models.ForeignKey(
        "courses.AssessmentCriterion", on_delete=models.PROTECT, related_name="+"
    )
    how = models.TextField()

    class Meta:
        ordering = ["criterion__unit__position", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                name="observed_criterion_once", fields=["observation", "criterion"]
            ),
            models.CheckConstraint(name="observed_criterion_says_how", condition=~Q(how="")),
        ]

    def __str__(self) -> str:
        return f"{self.observation}: {self.criterion.number}"


class ReflectiveAccount(models.Model):
    """One version of what the candidate thinks of something they did."""

    record = models.OneToOneField(EvidenceRecord, on_delete=models.PROTECT, related_name="account")
    happened_on = models.DateField()
    situation = models.TextField(help_text="What happened.")
    action = models.TextField(blank=True, help_text="What they did, and why.")
    learning = models.TextField(help_text="What they learnt from it.")
    change = models.TextField(blank=True, help_text="What they do otherwise now.")
    is_anonymised = models.BooleanField(
        help_text="Declared: nobody else can be recognised from it."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reflective_account_says_what_happened_and_what_was_learnt",
                condition=~Q(situation="") & ~Q(learning=""),
            ),
            models.CheckConstraint(
                name="reflective_account_is_declared_anonymised",
                condition=Q(is_anonymised=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Reflective account, {self.happened_on}"
