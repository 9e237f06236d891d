"""`manage.py check_evidence [--hashes] [--set-aside]`: is every file there, and as it came?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from assessments.models import EvidenceFile
from assessments.stocktaking import faults, set_aside, strays


class Command(BaseCommand):
    """Prints what is wrong and what is left over; exits with 1 when anything is wrong."""

    help = (
        "Compare the rows of evidence with the files in the store. A row without its file, or "
        "with another, is a fault. A file without a row does no harm; it is listed, and moved "
        "into the folder set-aside when asked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hashes", action="store_true", help="read every file and compare")
        parser.add_argument("--set-aside", action="store_true", help="move files without a row")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(faults(with_hashes=options["hashes"]))
        for fault in found:
            self.stdout.write(f"Fault: {fault}")
        left = strays(now=timezone.now())
        for place in left:
            where = set_aside(place) if options["set_aside"] else place
            self.stdout.write(f"Without a row: {where}")
        self.stdout.write(
            f"{EvidenceFile.objects.count()} files: {len(found)} faults, {len(left)} without a row."
        )
        if found:
            sys.exit(1)
