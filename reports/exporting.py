"""Writing down who took a report away as a file (R25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from enrolments.models import Cohort
from ledger import audit
from reports.cohort import CohortReport

if TYPE_CHECKING:
    from accounts.models import User


def record_export(report: CohortReport, *, kind: str, by: User | None) -> None:
    """Record an export: its kind, which filters, how many rows. `by` is None for the command."""
    audit.record(
        by,
        "exported the report of",
        Cohort.objects.get(reference=report.reference),
        at=report.made_at,
        after={"kind": kind, "filters": report.filters_said, "rows": len(report.rows)},
    )
