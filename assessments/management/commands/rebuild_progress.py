"""`manage.py rebuild_progress [--check]`: derive every progress row again from what happened."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from assessments.progress import refresh_progress
from assessments.rebuilding import differences, faults
from enrolments.models import Enrolment

AT_ONCE = 200


class Command(BaseCommand):
    """Prints each difference; says at the end how many rows were looked at."""

    help = (
        "Derive the progress of every enrolment in every unit from submissions and decisions, say "
        "what differs from what is kept, and put it right. Results that do not follow from their "
        "decisions, and completions that do not follow from their units, are printed and left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; exit with 1 when anything differs",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(Enrolment.objects.order_by("pk").values_list("pk", flat=True))
        differing = wrong = 0
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            differing += self._rebuild(some, is_check=options["check"])
            wrong += self._look(some)
        self.stdout.write(
            f"{len(keys)} enrolments: {differing} rows "
            f"{'differ' if options['check'] else 'put right'}, {wrong} faults."
        )
        if wrong or (differing and options["check"]):
            sys.exit(1)

    @transaction.atomic
    def _rebuild(self, keys: list[int], *, is_check: bool) -> int:
        """Compare some enrolments, and put right what differs unless only asked to check."""
        now = timezone.now()
        found = list(differences(list(Enrolment.objects.filter(pk__in=keys)), now=now))
        for difference in found:
            self.stdout.write(str(difference))
            if not is_check:
                refresh_progress(enrolment=difference.enrolment, unit=difference.unit, now=now)
        return len(found)

    @transaction.atomic
    def _look(self, keys: list[int]) -> int:
        found = list(faults(list(Enrolment.objects.filter(pk__in=keys).order_by("pk"))))
        for fault in found:
            self.stderr.write(fault)
        return len(found)
