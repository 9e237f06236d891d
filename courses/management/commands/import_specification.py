"""`manage.py import_specification FILE [--check]`: load a diploma's specification."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from courses.actions import check_address, import_specification
from courses.changes import Change, specification_changes
from courses.errors import FaultySpecification
from courses.models import SpecificationVersion
from courses.specification import Fault, Specification, decode, read_specification
from courses.stored import specification_of
from ledger.errors import DomainError


class Command(BaseCommand):
    """Reads, checks and imports; every fault is printed as FILE:LINE: message."""

    help = (
        "Import the specification of a qualification from a text file. The format is described in "
        "docs/specification-format.md. Changed content becomes a new version; candidates already "
        "enrolled stay on theirs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the specification, as plain text")
        parser.add_argument(
            "--check", action="store_true", help="say what would change, and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            text = decode(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        reading = read_specification(text)
        if reading.specification is None:
            self._refuse(path, reading.faults)
        try:
            if options["check"]:
                self._foretell(reading.specification)
            else:
                self._import(text, path.name)
        except DomainError as refusal:
            raise CommandError(f"{path}: {refusal}") from refusal

    def _import(self, text: str, source: str) -> None:
        imported = import_specification(text=text, source=source, actor=None, now=timezone.now())
        self._tell(imported.changes)
        if imported.changes:
            self.stdout.write(f"{imported.version} is now current.")
        else:
            self.stdout.write(f"{imported.version} already says this; nothing changed.")

    def _refuse(self, path: Path, faults: tuple[Fault, ...]) -> NoReturn:
        for fault in faults:
            self.stderr.write(f"{path}:{fault.line}: {fault.message}")
        raise CommandError(str(FaultySpecification(faults)))

    def _foretell(self, specification: Specification) -> None:
        check_address(specification)
        versions = SpecificationVersion.objects.filter(qualification__code=specification.code)
        current = versions.current().with_specification().first()
        changes = specification_changes(
            specification_of(current) if current else None, specification
        )
        self._tell(changes)
        if changes:
            number = current.number + 1 if current else 1
            self.stdout.write(f"This would become {specification.code} version {number}.")
        self.stdout.write("Nothing was changed.")

    def _tell(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            self.stdout.write(f"{change.verb:9} {change.thing}")
            if change.before:
                self.stdout.write(f"          was: {change.before}")
            if change.after:
                self.stdout.write(f"          now: {change.after}")
