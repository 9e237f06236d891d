"""`manage.py forget_enquiries [--dry-run]`: forget those of today, or say what it would do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from enrolments.actions.forgetting import kept_since
from enrolments.models import Enquiry
from enrolments.tasks import owe_forgetting


class Command(BaseCommand):
    """Says how many enquiries are kept too long, and since when they would be."""

    help = "Forget enquiries that went no further; with --dry-run only say how many."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--dry-run` to write nothing."""
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Print one line."""
        since = kept_since(timezone.now())
        number = Enquiry.objects.kept_too_long(received_before=since).count()
        if not dry_run:
            owe_forgetting()
        does = "would be" if dry_run else "are being"
        self.stdout.write(f"Enquiries from before {since:%d %b %Y} that {does} forgotten: {number}")
