"""Whether the service is well: database, age of what is owed, a worker that is alive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection

from ledger.models import Heartbeat, Job

OLDEST_OWED = timedelta(minutes=2)
SILENT_WORKER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class HealthReport:
    """What was found; empty `trouble` means well."""

    database: bool
    oldest_job_seconds: int | None
    dead_jobs: int | None
    worker_seen_seconds: int | None
    trouble: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return not self.trouble

    def as_dict(self) -> dict[str, Any]:
        """For JSON: `status` first, then each finding."""
        return {
            "status": "well" if self.is_well else "trouble",
            "trouble": list(self.trouble),
            "database": "up" if self.database else "down",
            "oldest_job_seconds": self.oldest_job_seconds,
            "dead_jobs": self.dead_jobs,
            "worker_seen_seconds": self.worker_seen_seconds,
        }


def check(*, now: datetime) -> HealthReport:
    """Look at everything once; a database that is down is a finding, not an error."""
    try:
        connection.ensure_connection()
        oldest = Job.objects.due(now=now).values_list("not_before", flat=True).first()
        dead = Job.objects.dead().count()
        beat = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    except DatabaseError:
        return HealthReport(False, None, None, None, ("The database does not answer.",))
    trouble = []
    if oldest and now - oldest > OLDEST_OWED:
        trouble.append("Jobs have been owed for over two minutes.")
    if beat is None or now - beat > SILENT_WORKER:
        trouble.append("No worker has been heard of for a minute.")
    return HealthReport(
        database=True,
        oldest_job_seconds=int((now - oldest).total_seconds()) if oldest else 0,
        dead_jobs=dead,
        worker_seen_seconds=int((now - beat).total_seconds()) if beat else None,
        trouble=tuple(trouble),
    )
