"""`manage.py make_previews [--failed]`: owe the pages of office files that have none."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from assessments import previews
from assessments.actions.previewing import owe_preview
from assessments.choices import FileAccess, PreviewOutcome
from assessments.file_types import FILE_TYPES
from assessments.models import EvidenceFile


class Command(BaseCommand):
    """For files from before LibreOffice was there, and after a restore: pages are not backed up."""

    help = "Owe the pages of every office file that may be opened and has none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--failed", action="store_true", help="also where it failed before")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        kinds = [kind.media_type for kind in FILE_TYPES if kind.becomes_pages]
        files = EvidenceFile.objects.filter(media_type__in=kinds, access=FileAccess.OPEN)
        owed = 0
        for file in files.select_related("preview"):
            preview = getattr(file, "preview", None)
            has_failed = preview is not None and preview.outcome == PreviewOutcome.FAILED
            if previews.is_there(preview, file) or (has_failed and not options["failed"]):
                continue
            owed += owe_preview(file, now=now, occasion=f":{now:%Y%m%d%H%M%S}")
        self.stdout.write(f"{owed} of {files.count()} office files get pages.")
