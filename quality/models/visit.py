"""What a visit of an external quality assurer opened, said, asked for and left behind."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from quality.querysets import VisitActionQuerySet


class VisitOpening(models.Model):
    """One page or file the assurer asked for, and how it was answered. Never edited (R25)."""

    visit = models.ForeignKey(
        "enrolments.EQAVisit", on_delete=models.PROTECT, related_name="openings"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    thing = models.CharField(max_length=200, help_text="What it was, in words.")
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField(help_text="As in HTTP: 200 shown, 403 or 404 not.")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(name="opening_by_visit", fields=["visit", "-id"])]

    def __str__(self) -> str:
        return f"{self.thing}, {self.at:%d %b %Y %H:%M}"

    @property
    def was_shown(self) -> bool:
        """Whether there was anything to read."""
        return self.status < 400


class VisitRemark(models.Model):
    """Something the assurer says of what was seen. Never edited."""

    visit = models.ForeignKey(
        "enrolments.EQAVisit", on_delete=models.PROTECT, related_name="remarks"
    )
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(name="visit_remark_says_it", condition=~Q(text=""))]

    def __str__(self) -> str:
        return f"Remark of {self.author}"


class VisitAction(models.Model):
    """Something the assurer asks of the centre: who is to do it, by when, and what was done."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(
        "enrolments.EQAVisit", on_delete=models.PROTECT, related_name="actions"
    )
    text = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    done_note = models.TextField(blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    objects = VisitActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="visit_action_says_what", condition=~Q(text="")),
            models.CheckConstraint(
                name="visit_action_done_says_what",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(done_note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Action for {self.owner}, due {self.due_on:%d %b %Y}"


class FrozenPack(models.Model):
    """What a visit left behind, as files with their hashes. Made once, never changed."""

    visit = models.OneToOneField(
        "enrolments.EQAVisit", on_delete=models.PROTECT, related_name="frozen_pack"
    )
    pdf_name = models.CharField(max_length=60)
    pdf_sha256 = models.CharField(max_length=64)
    zip_name = models.CharField(max_length=60)
    zip_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Pack of {self.visit}"
