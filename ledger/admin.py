"""History in the administration site: to be read, never written."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from ledger.models import AuditEvent, Job, SentMail


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What actions have written down. It is changed by actions, or not at all."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """No."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """No."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """No."""
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what."""

    list_display = ("at", "actor_name", "verb", "thing_type", "thing_label")
    list_filter = ("verb", "thing_type")
    search_fields = ("actor_name", "thing_label", "reason")
    date_hierarchy = "at"


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """What is owed; it is tried again on its own page."""

    list_display = ("owed_at", "kind", "state", "attempts", "outcome")
    list_filter = ("state", "kind")
    search_fields = ("key",)


@admin.register(SentMail)
class SentMailAdmin(ReadOnlyAdmin):
    """Letters as they left."""

    list_display = ("sent_at", "address", "subject")
    search_fields = ("address", "subject")
