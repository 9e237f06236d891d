"""Phrases: feedback a tutor writes again and again, kept to be copied."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.querysets import PhraseQuerySet


class Phrase(models.Model):
    """A sentence or two for feedback, its owner's alone unless shared.

    Its text is copied where it is used, and nothing points back: a later change changes nothing
    that is written.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="phrases"
    )
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    is_shared = models.BooleanField(default=False, help_text="Every tutor may copy it.")
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="phrase_once_per_owner",
                fields=["owner", "text_sha256"],
                condition=Q(removed_at__isnull=True),
                violation_error_message="You have this phrase already.",
            ),
            models.CheckConstraint(name="phrase_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"Phrase {self.pk}"


class PhraseVersion(models.Model):
    """What a phrase said from a moment on, who said so, and to whom. Never edited."""

    phrase = models.ForeignKey(Phrase, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    is_shared = models.BooleanField()
    is_removed = models.BooleanField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="phrase_version_once", fields=["phrase", "number"])
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of phrase {self.phrase_id}"
