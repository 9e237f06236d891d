"""Questions asked of the trail and of the jobs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from ledger.choices import JobState

if TYPE_CHECKING:
    from ledger.models import AuditEvent, Job


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Events by what they are about."""

    def newest_first(self) -> Self:
        """In the order of their moments; of the same moment, the later written comes first."""
        return self.order_by("-at", "-pk")


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by what should become of them."""

    def due(self, *, now: datetime, kind: str = "") -> Self:
        """Owed, and their time has come; mail first, then oldest first. Of one kind, if named.

        Somebody waits for a letter, and a letter takes no time: it waits for no heap of papers.
        """
        due = self.filter(state=JobState.PENDING, not_before__lte=now)
        if kind:
            due = due.filter(kind=kind)
        return due.order_by("-is_mail", "not_before", "pk")

    def dead(self) -> Self:
        """Tried as often as we try, and given to an administrator."""
        return self.filter(state=JobState.DEAD)

    def mails(self) -> Self:
        """Those that end in a letter to somebody."""
        return self.filter(is_mail=True)

    def about(self, words: str) -> Self:
        """Whose kind, key, recipient or address contains `words`."""
        return self.filter(
            Q(kind__icontains=words)
            | Q(key__icontains=words)
            | Q(address__icontains=words)
            | Q(recipient__email__icontains=words)
            | Q(recipient__given_name__icontains=words)
            | Q(recipient__family_name__icontains=words)
        )
