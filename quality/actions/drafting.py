"""Drafts of samples: what an assurer types is kept until it is concluded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.actions.holding import hold
from assessments.models import Submission
from ledger.errors import StaleVersion
from quality.choices import View
from quality.errors import SampleRefused
from quality.models import IQASample, SampleDraft
from quality.permissions import can_sample
from quality.snapshot import digest_of, snapshot_of

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def save_draft(
    *, submission: Submission, answers: Mapping[str, str], version: int, by: User, now: datetime
) -> SampleDraft:
    """Keep what is typed so far, by field; `version` is what the page was made from, 0 for none.

    The same answers again change nothing. A newer draft is not overwritten: `StaleVersion` has it.
    """
    held = hold(submission)
    if not can_sample(by, held, today=timezone.localdate(now)):
        raise PermissionDenied
    refuse_sampled(held, seen=digest_of(snapshot_of(held)))
    draft = SampleDraft.objects.filter(submission=held, assurer=by).first()
    if draft is None:
        draft = SampleDraft(submission=held, assurer=by, version=0, begun_at=now)
    elif draft.answers == answers:
        return draft
    elif draft.version != version:
        raise StaleVersion("You saved something else in another window.", theirs=draft)
    draft.answers = dict(answers)
    draft.version += 1
    draft.saved_at = now
    draft.save()
    return draft


def end_draft(held: Submission, by: User, *, version: int | None) -> None:
    """Remove a draft once it is concluded from; one that is newer than `version` is not."""
    draft = SampleDraft.objects.filter(submission=held, assurer=by).first()
    if draft is None:
        return
    if version is not None and draft.version != version:
        raise StaleVersion("You saved something else in another window.", theirs=draft)
    draft.delete()


def refuse_sampled(held: Submission, *, seen: str) -> IQASample | None:
    """Refuse to sample the same judgement twice, unless it is disputed; return the last sample."""
    last = IQASample.objects.filter(submission=held).order_by("-sequence").first()
    if last is None:
        return None
    is_disputed = last.judgements.exclude(view=View.AGREE).exists()
    if last.snapshot_sha256 == seen and not is_disputed:
        raise SampleRefused("This was sampled already, and nothing has changed since.")
    return last
