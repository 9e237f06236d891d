"""Cases of suspected malpractice: what is said, what was answered, and what was found."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assessments.choices import CaseKind, CaseOutcome
from assessments.support_querysets import CaseQuerySet


class MalpracticeCase(models.Model):
    """A suspicion about one submission, open while `decided_at` is empty (R20).

    The people are copied so that the database refuses whoever has an interest in the outcome.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="cases"
    )
    submission = models.ForeignKey(
        "assessments.Submission", on_delete=models.PROTECT, related_name="cases"
    )
    candidate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who judged the work, or is to.",
    )
    kind = models.CharField(max_length=14, choices=CaseKind)
    suspicion = models.TextField(help_text="What is suspected, as the candidate reads it.")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    answer = models.TextField(blank=True, help_text="The candidate’s own.")
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=CaseOutcome, blank=True)
    finding = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(
        null=True, blank=True, help_text="A reported one holds the certificate no more."
    )
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_reason = models.TextField(blank=True)
    form_token = models.UUIDField(unique=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="case_one_open_per_submission",
                fields=["submission"],
                condition=Q(decided_at=None),
            ),
            models.CheckConstraint(
                name="case_kind_is_known", condition=Q(kind__in=CaseKind.values)
            ),
            models.CheckConstraint(name="case_says_what_is_suspected", condition=~Q(suspicion="")),
            models.CheckConstraint(
                name="case_decided_says_what_why_and_who",
                condition=Q(decided_at=None, outcome="", decided_by=None)
                | Q(
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    outcome__in=CaseOutcome.values,
                )
                & ~Q(finding=""),
            ),
            models.CheckConstraint(
                name="case_is_not_decided_by_whoever_opened_it",
                condition=Q(decided_by=None) | ~Q(decided_by=F("opened_by")),
            ),
            models.CheckConstraint(
                name="case_is_not_decided_by_the_candidate",
                condition=Q(decided_by=None) | ~Q(decided_by=F("candidate")),
            ),
            models.CheckConstraint(
                name="case_is_not_decided_by_the_assessor",
                condition=Q(decided_by=None) | ~Q(decided_by=F("assessor")),
            ),
            models.CheckConstraint(
                name="case_lifted_was_reported_and_says_why_and_who",
                condition=Q(lifted_at=None, lifted_by=None, lifted_reason="")
                | Q(
                    lifted_at__gte=F("decided_at"),
                    lifted_by__isnull=False,
                    outcome=CaseOutcome.REPORTED,
                )
                & ~Q(lifted_reason=""),
            ),
            models.CheckConstraint(
                name="case_is_not_lifted_by_whoever_has_an_interest",
                condition=Q(lifted_by=None)
                | ~Q(lifted_by=F("opened_by"))
                & ~Q(lifted_by=F("candidate"))
                & ~Q(lifted_by=F("assessor")),
            ),
        ]

    def __str__(self) -> str:
        return f"Case about {self.submission}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:case_detail", args=[self.reference])

    @property
    def is_open(self) -> bool:
        """Not decided yet."""
        return self.decided_at is None

    @property
    def waits_for_answer(self) -> bool:
        """Reported to the awarding organisation, and nobody has lifted it since."""
        return self.outcome == CaseOutcome.REPORTED and self.lifted_at is None


class CaseNote(models.Model):
    """What was found out in the course of a case, for staff. Never edited."""

    case = models.ForeignKey(MalpracticeCase, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="case_note_says_something", condition=~Q(text=""))
        ]

    def __str__(self) -> str:
        return f"Note on {self.case}"
