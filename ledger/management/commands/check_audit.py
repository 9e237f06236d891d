"""`manage.py check_audit [--head] [--against POSITION:HASH]`: is the trail as it was written?"""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ledger.checking import Place, check, head


def kept_head(text: str) -> Place:
    """A head as `--head` printed it."""
    if not re.fullmatch(r"\d{1,18}:[0-9a-f]{64}", text):
        raise argparse.ArgumentTypeError("Give it as --head printed it: POSITION:HASH.")
    position, _, kept = text.partition(":")
    return Place(int(position), kept)


class Command(BaseCommand):
    """Prints how many events hold and the first that does not; exits with 1 when one is bad."""

    help = (
        "Walk the chain of hashes that runs through the audit trail. Whoever can write to the "
        "database can write a new chain as well, so keep what --head prints elsewhere, and give "
        "it back with --against."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", action="store_true", help="print POSITION:HASH, to be kept")
        parser.add_argument(
            "--against", type=kept_head, metavar="POSITION:HASH", help="a head kept earlier"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["head"]:
            self.stdout.write(str(head() or "The head of the chain is gone."))
            return
        found = check(against=options["against"])
        self.stdout.write(f"{found.holding} events hold.")
        if found.fault:
            self.stdout.write(f"Fault: {found.fault}")
            sys.exit(1)
