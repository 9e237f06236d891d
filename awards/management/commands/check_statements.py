"""`manage.py check_statements [--key-only]`: is every statement's paper there, as it was issued?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from awards import keys
from awards.stocktaking import look_through

SOON_DAYS = 60


class Command(BaseCommand):
    """Prints what is wrong; exits with 1 when anything is wrong. Changes nothing."""

    help = (
        "Compare every statement with its PDF in the store: it is there, its SHA-256 is the one "
        "that was written down, and its signature is the centre's and good. Those from before "
        "papers were signed are compared by their SHA-256 alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--key-only", action="store_true", help="only whether the centre's key can sign"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["key_only"]:
                self.look_at_key()
            else:
                self.look_at_papers()
        except keys.KeyTrouble as trouble:
            raise CommandError(str(trouble)) from trouble

    def look_at_key(self) -> None:
        """Whom it signs as, and until when."""
        key, now = keys.signing_key(), timezone.now()
        if not key.holds(now):
            raise keys.KeyTrouble(f"SIGNING_CERTIFICATE_FILE ended on {key.until:%d %b %Y}.")
        self.stdout.write(f"Signs as {key.subject}, until {key.until:%d %b %Y}.")
        if (key.until - now).days < SOON_DAYS:
            self.stdout.write("Renew the certificate soon: see docs/operations.md.")

    def look_at_papers(self) -> None:
        """A line for each fault, and how many of each kind there are."""
        findings = list(look_through(keys.trusted_certificates()))
        bad = [one for one in findings if one.faults]
        for one in bad:
            for fault in one.faults:
                self.stdout.write(f"Fault: {one.number}, {fault}")
        made = [one for one in findings if one.is_made]
        signed = sum(one.is_signed for one in made)
        self.stdout.write(
            f"{len(findings)} statements: {signed} signed, {len(made) - signed} from before papers "
            f"were signed, {len(findings) - len(made)} not drawn yet; {len(bad)} not as issued."
        )
        if bad:
            sys.exit(1)
