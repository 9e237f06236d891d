"""`manage.py issue_statements --cohort REF [--out DIR]`: statements for a whole cohort."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from awards import storage
from awards.actions import issue_statement
from awards.errors import StatementRefused
from awards.models import StatementOfResults
from enrolments.choices import EnrolmentStatus
from enrolments.models import Cohort, Enrolment
from ledger import jobs


class Command(BaseCommand):
    """Issues what is not issued yet; what is there is left as it is."""

    help = "Issue statements of results to everybody complete in a cohort who has none."

    def add_arguments(self, parser: CommandParser) -> None:
        """The cohort's reference, and a folder for copies of the papers."""
        parser.add_argument("--cohort", required=True, metavar="REF")
        parser.add_argument("--out", type=Path, default=None, metavar="DIR")

    def handle(self, *args: Any, cohort: str, out: Path | None, **options: Any) -> None:
        """Print a line a candidate."""
        if not Cohort.objects.filter(reference=cohort).exists():
            raise CommandError(f"There is no cohort with the reference {cohort}.")
        complete = Enrolment.objects.with_people().filter(
            cohort__reference=cohort, status=EnrolmentStatus.COMPLETED
        )
        issued = []
        for enrolment in complete.order_by("completed_at", "pk"):
            live = StatementOfResults.objects.live().filter(enrolment=enrolment).first()
            try:
                statement = live or issue_statement(
                    enrolment=enrolment, by=None, now=timezone.now(), replacing=None
                )
            except StatementRefused as refusal:
                self.stderr.write(str(refusal))
                continue
            issued.append(statement)
            self.stdout.write(
                f"{statement.shown_number} {enrolment.candidate}"
                f"{' (issued before)' if live else ''}"
            )
        if out is not None:
            self.copy(issued, out)
        self.stdout.write(f"{len(issued)} statements")

    def copy(self, issued: list[StatementOfResults], out: Path) -> None:
        """Make the papers now where a worker has not yet, and copy them into a folder."""
        jobs.run_due(kind="statement_pdf", at_most=len(issued))
        out.mkdir(parents=True, exist_ok=True)
        for statement in issued:
            statement.refresh_from_db()
            if not statement.pdf_name:
                self.stderr.write(f"{statement.shown_number} has no paper yet; see the jobs page.")
                continue
            paper = storage.read(statement.pdf_name, sha256=statement.pdf_sha256)
            (out / f"{statement.shown_number}.pdf").write_bytes(paper)
