"""What happened, and what is owed. Both are written in the transaction of their cause."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ledger.choices import JobState
from ledger.querysets import AuditEventQuerySet, JobQuerySet


class AuditEvent(models.Model):
    """One thing somebody did. Rows are added and never changed: triggers refuse the rest."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty when the system itself acted.",
    )
    actor_name = models.CharField(max_length=200, help_text="As it was then.")
    verb = models.CharField(max_length=60)
    thing_type = models.CharField(max_length=60, help_text="Like assessments.submission.")
    thing_id = models.CharField(max_length=40)
    thing_label = models.CharField(max_length=200)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    reason = models.TextField(blank=True)
    subject = models.CharField(
        max_length=60, blank=True, help_text="Whose trail it belongs to: enrolments.enrolment:12."
    )
    salt = models.CharField(max_length=32, help_text="Keeps short texts from being guessed.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of all of the above.")

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="audit_by_thing", fields=["thing_type", "thing_id", "at"]),
            models.Index(name="audit_by_subject", fields=["subject", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb} {self.thing_label}"


class AuditHead(models.Model):
    """Where the chain of the audit trail ends: one row, which triggers lock and move on."""

    position = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="audit_has_one_head", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


class AuditLink(models.Model):
    """The place of one event in the chain: 1, 2, 3 …, made by triggers, never by hand."""

    position = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="link")
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


class Job(models.Model):
    """Something owed: a mail, a document. Unique by key, so that it is owed once."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict, help_text="Ids only; handlers read the rest anew.")
    is_mail = models.BooleanField(default=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="jobs",
        help_text="Whom a mail is for, when they have an account.",
    )
    address = models.EmailField(blank=True, help_text="Where a mail goes, when they have none.")
    state = models.CharField(max_length=10, choices=JobState, default=JobState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    owed_at = models.DateTimeField()
    not_before = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=200, blank=True, help_text="Why nothing was needed.")
    last_error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                name="job_due", fields=["not_before"], condition=Q(state=JobState.PENDING)
            ),
            models.Index(name="job_by_state", fields=["state", "-owed_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_state_is_known", condition=Q(state__in=JobState.values)
            ),
            models.CheckConstraint(
                name="job_done_says_when",
                condition=~Q(state=JobState.DONE) | Q(done_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def title(self) -> str:
        """Its kind as a person would say it: "Statement PDF"."""
        words = self.kind.replace("_", " ").replace("pdf", "PDF")
        return words[:1].upper() + words[1:]

    @property
    def destination(self) -> str:
        """The address a mail goes to. Joins the recipient."""
        return self.address or (self.recipient.email if self.recipient else "")


class SentMail(models.Model):
    """A mail as it left, one per job: what the centre can show when asked."""

    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="sent_mail")
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    message_id = models.CharField(max_length=200, unique=True)
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.subject} to {self.address}"


class Heartbeat(models.Model):
    """When each background process last said it was alive; `/healthz/` reads it."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
