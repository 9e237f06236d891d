"""`manage.py cohort_report REF --format csv|xlsx|json [--out FILE]`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from enrolments.models import Cohort, Enrolment
from reports.cohort import Filters, cohort_report
from reports.exporting import record_export
from reports.exports import RENDERINGS


class Command(BaseCommand):
    """The same value the cohort page shows."""

    help = "Write the report of a cohort as CSV, XLSX or JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        """The cohort's reference, the format, and a file (otherwise it goes to standard output)."""
        parser.add_argument("reference", metavar="REF")
        parser.add_argument("--format", choices=sorted(RENDERINGS), default="csv")
        parser.add_argument("--out", type=Path, default=None, metavar="FILE")

    def handle(
        self,
        *args: Any,
        reference: str,
        format: str,  # noqa: A002 -- the option is called that
        out: Path | None,
        **options: Any,
    ) -> None:
        """Write the bytes."""
        cohort = Cohort.objects.select_related("qualification").filter(reference=reference).first()
        if cohort is None:
            raise CommandError(f"There is no cohort with the reference {reference}.")
        report = cohort_report(
            cohort=cohort,
            enrolments=Enrolment.objects.all(),
            filters=Filters(),
            made_by="the command line",
            now=timezone.now(),
        )
        record_export(report, kind=format, by=None)
        rendered = RENDERINGS[format](report)
        if out is not None:
            out.write_bytes(rendered)
        else:
            sys.stdout.buffer.write(rendered)
