"""Making an archive of a whole portfolio, step by step, and taking it away again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum

from assessments import portfolio_archive
from assessments.errors import EvidenceRefused, NoRoom
from assessments.models import EvidenceFile, PortfolioExport
from assessments.permissions import can_submit
from enrolments.actions.lifecycle import lock
from ledger import audit, jobs

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment

KEPT = timedelta(days=3)


@transaction.atomic
def ask_portfolio(*, enrolment: Enrolment, by: User, now: datetime) -> PortfolioExport:
    """Owe the archive of a candidate's own portfolio; one that is under way comes back.

    The enrolment may have ended: the work is still the candidate's own.
    """
    held = lock(enrolment)
    if not can_submit(by, held):
        raise PermissionDenied
    standing = held.portfolio_exports.filter(removed_at__isnull=True)
    under_way = standing.filter(finished_at__isnull=True).first()
    if under_way is not None:
        return under_way
    files = EvidenceFile.objects.filter(evidence__enrolment=held)
    total = files.aggregate(total=Sum("size"))["total"]
    if total is None:
        raise EvidenceRefused("There is nothing in your portfolio yet.")
    if not portfolio_archive.has_room(total):
        raise NoRoom("There is no room to make it just now. Try again tomorrow, or tell us.")
    remove_exports(enrolment=held, now=now)
    entries = portfolio_archive.entries_of(held)
    export = PortfolioExport.objects.create(
        enrolment=held, asked_by=by, asked_at=now, entries=entries, files_total=len(entries)
    )
    audit.record(by, "asked for", export, after={"files": len(entries)}, at=now)
    jobs.owe("portfolio_step", key=f"{export.pk}:0", now=now, export_id=export.pk)
    return export


@transaction.atomic
def grow_portfolio(*, export_id: int, now: datetime) -> str | None:
    """Do the next part of an archive, and owe the one after it. Returns why nothing was done."""
    export = PortfolioExport.objects.select_for_update(of=("self",)).get(pk=export_id)
    if not export.is_under_way:
        return "It is finished, or not wanted any more."
    portfolio_archive.grow(export)
    export.step += 1
    if export.files_done == export.files_total:
        export.finished_at = now
        jobs.owe(
            "portfolio_removal",
            key=str(export.pk),
            now=now,
            not_before=now + KEPT,
            export_id=export.pk,
        )
    else:
        jobs.owe("portfolio_step", key=f"{export.pk}:{export.step}", now=now, export_id=export.pk)
    export.save()
    return None


def remove_exports(*, enrolment: Enrolment, now: datetime) -> None:
    """Let no archive of an enrolment be downloaded any more; jobs take them off the disk.

    Called in the transaction of what makes them out of date.
    """
    for export in enrolment.portfolio_exports.filter(removed_at__isnull=True):
        export.removed_at = now
        export.save(update_fields=["removed_at"])
        jobs.owe("portfolio_removal", key=f"{export.pk}:early", now=now, export_id=export.pk)


@transaction.atomic
def remove_portfolio(*, export_id: int, now: datetime) -> None:
    """Take an archive off the disk; nothing is lost, it can be made again."""
    export = PortfolioExport.objects.select_for_update(of=("self",)).get(pk=export_id)
    export.removed_at = export.removed_at or now
    export.save(update_fields=["removed_at"])
    portfolio_archive.remove(export)
