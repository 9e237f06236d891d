"""Marking without a network: what is taken away as a file, and what comes back in one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from assessments.actions.holding import hold
from assessments.actions.marking import refuse_unless_markable, save_sheet
from assessments.drafts import Entry, Seen
from assessments.models import Submission
from assessments.sheets import Sheet
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def take_sheet_away(*, submission: Submission, by: User, now: datetime) -> Submission:
    """Write down that a marking sheet left as a file (R25); only who may mark takes it."""
    held = hold(submission)
    refuse_unless_markable(held, by)
    audit.record(by, "took away the marking sheet of", held, at=now)
    return held


@transaction.atomic
def take_sheet_in(
    *,
    sheet: Sheet,
    entries: Mapping[int, Entry],
    seen: Mapping[int, Seen],
    sha256: str,
    by: User,
    now: datetime,
) -> list[str]:
    """Keep what a file says, by position: all of it, or nothing; the criteria that changed.

    The same checks as for what is typed: a criterion somebody else saved since the file was made
    is not overwritten (`StaleVersion`). The same file twice changes nothing the second time.
    """
    saved = save_sheet(sheet=sheet, entries=entries, seen=seen, by=by, now=now)
    before = {line.criterion.pk: line.seen for line in sheet.lines}
    changed = [
        line.criterion.number for line in saved.lines if line.seen != before[line.criterion.pk]
    ]
    if changed:
        audit.record(
            by,
            "took in a marking sheet of",
            saved.submission,
            after={"criteria": changed, "sha256": sha256},
            at=now,
        )
    return changed
