"""Keeping both sides when two people, or two windows, wrote about one criterion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from assessments.drafts import Entry
from assessments.models import DraftConflict, MarkingDraft, Submission
from assessments.permissions import can_mark

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def keep_both_sides(
    *,
    submission: Submission,
    entries: Mapping[int, Entry],
    drafts: Iterable[MarkingDraft],
    by: User,
    now: datetime,
) -> None:
    """Keep what stands beside what was typed, by position, before anybody chooses.

    The same two sides met twice, as when a page tries again, are kept once. Nothing is kept of
    somebody who may not mark this.
    """
    if not can_mark(by, submission):
        return
    typed = [(draft, entries.get(draft.criterion.position)) for draft in drafts]
    DraftConflict.objects.bulk_create(
        [
            DraftConflict(
                submission=submission,
                criterion=draft.criterion,
                saved_version=draft.version,
                saved_mark=draft.mark,
                saved_outcome=draft.outcome,
                saved_feedback=draft.feedback,
                saved_by=draft.saved_by,
                saved_at=draft.saved_at,
                typed_mark=entry.mark,
                typed_outcome=entry.outcome or "",
                typed_feedback=entry.feedback,
                typed_digest=entry.digest,
                typed_by=by,
                met_at=now,
            )
            for draft, entry in typed
            if entry is not None
        ],
        ignore_conflicts=True,
    )
