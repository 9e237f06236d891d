"""Statements of results: numbered without gaps, frozen when issued, never rewritten."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from awards.codes import new_code
from awards.querysets import StatementQuerySet
from awards.statements import Statement, shown_number, snapshot_hash


class StatementNumber(models.Model):
    """The counter statements are numbered from: one locked row, so no gaps and no doubles."""

    series = models.CharField(max_length=20, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class StatementOfResults(models.Model):
    """A statement as issued. Its snapshot never changes; a later one supersedes it."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    code = models.CharField(max_length=40, unique=True, default=new_code)
    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="statements"
    )
    snapshot = models.JSONField(help_text="Everything the paper says, as it was.")
    snapshot_sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    pdf_name = models.CharField(max_length=80, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_made_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(
        max_length=300, blank=True, help_text="Whom the certificate names; empty: not signed."
    )
    signed_until = models.DateTimeField(
        null=True, blank=True, help_text="The certificate's last moment."
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "statements of results"
        constraints = [
            models.UniqueConstraint(
                name="statement_one_live_per_enrolment",
                fields=["enrolment"],
                condition=Q(superseded_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="statement_superseded_has_a_reason",
                condition=Q(superseded_at__isnull=True) | ~Q(superseded_reason=""),
            ),
            models.CheckConstraint(
                name="statement_superseded_or_withdrawn_not_both",
                condition=Q(superseded_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="statement_withdrawn_has_a_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
            ),
            models.CheckConstraint(
                name="statement_pdf_has_its_hash",
                condition=Q(pdf_name="", pdf_sha256="", pdf_made_at__isnull=True)
                | (~Q(pdf_name="") & ~Q(pdf_sha256="") & Q(pdf_made_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="statement_signature_is_of_a_pdf_and_has_its_end",
                condition=Q(signed_by="", signed_until__isnull=True)
                | (~Q(signed_by="") & Q(signed_until__isnull=False) & ~Q(pdf_name="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Statement {shown_number(self.number)}"

    def get_absolute_url(self) -> str:
        return reverse("awards:statement_detail", args=[self.reference])

    @property
    def is_live(self) -> bool:
        """Neither superseded nor withdrawn."""
        return self.superseded_at is None and self.withdrawn_at is None

    @property
    def is_signed(self) -> bool:
        """Whether its PDF carries the centre's signature; those made before it did, do not."""
        return bool(self.signed_by)

    @property
    def is_intact(self) -> bool:
        """Whether what is kept is what was issued, by its hash."""
        return snapshot_hash(self.snapshot) == self.snapshot_sha256

    @property
    def shown_number(self) -> str:
        """As printed: PMA-000042."""
        return shown_number(self.number)

    @property
    def statement(self) -> Statement:
        """What the paper says."""
        return Statement.from_snapshot(self.snapshot)
