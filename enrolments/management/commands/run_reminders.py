"""`manage.py run_reminders --today DATE [--dry-run]`: owe the reminders of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from enrolments import reminders
from enrolments.models import Reminder


class Command(BaseCommand):
    """Says, by rule, how many people are due and how many of them are new."""

    help = "Owe the reminders that are due; with --dry-run only say who would get one."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--today` for another day than today; `--dry-run` to write nothing."""
        parser.add_argument("--today", type=date.fromisoformat, default=None, metavar="DATE")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, today: date | None, dry_run: bool, **options: Any) -> None:
        """Print a line a rule."""
        now = timezone.now()
        day = today or timezone.localdate(now)
        if not dry_run:
            for name, number in reminders.owe(today=day, now=now).items():
                self.stdout.write(f"{name.label}: {number} new")
            return
        for name, rule in reminders.RULES.items():
            due = list(reminders.found(rule, today=day).values_list("reminded", "about", "period"))
            known = set(
                Reminder.objects.filter(rule=name).values_list("user_id", "about", "period")
            )
            fresh = [row for row in due if row not in known]
            self.stdout.write(f"{name.label}: {len(due)} due, {len(fresh)} would be new")
