"""What is agreed at a tutorial: by when, who does it, and that it is done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from enrolments.errors import TutorialRefused
from enrolments.models import Enrolment, Tutorial, TutorialAction
from enrolments.permissions import can_correct_tutorial, can_tick_action
from enrolments.tutoring import Agreed, action_refusal
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User


def keep_agreed(
    agreed: Sequence[Agreed], *, tutorial: Tutorial, enrolments: Collection[Enrolment]
) -> list[TutorialAction]:
    """Keep what was agreed, for each of those concerned."""
    on_day = timezone.localdate(tutorial.starts_at)
    for one in agreed:
        reason = action_refusal(one, on_day=on_day)
        if reason:
            raise TutorialRefused(reason, field="agreed")
    return TutorialAction.objects.bulk_create(
        TutorialAction(
            tutorial=tutorial,
            enrolment=enrolment,
            text=one.text.strip(),
            due_on=one.due_on,
            owner=one.owner,
        )
        for enrolment in enrolments
        for one in agreed
    )


@transaction.atomic
def agree_further(*, tutorial: Tutorial, agreed: Agreed, by: User, now: datetime) -> Tutorial:
    """Add something that was agreed at a tutorial and left out of its record.

    It is kept for everybody who was there; when nobody came, for whoever was expected.
    """
    held = Tutorial.objects.select_for_update(of=("self",)).get(pk=tutorial.pk)
    if not can_correct_tutorial(by, held):
        raise PermissionDenied
    expected = held.attendances.select_related("enrolment")
    there = [one for one in expected if one.has_attended] or expected
    added = keep_agreed([agreed], tutorial=held, enrolments=[one.enrolment for one in there])
    audit.record(
        by,
        "added an agreed action",
        held,
        after={"actions": [action.pk for action in added], "due_on": agreed.due_on.isoformat()},
        at=now,
    )
    return held


@transaction.atomic
def tick_action(
    *, action: TutorialAction, is_done: bool, by: User, now: datetime
) -> TutorialAction:
    """Say that an agreed action is done, or that it is not after all. Only its owner says so."""
    rows = TutorialAction.objects.select_for_update(of=("self",))
    held = rows.select_related("tutorial", "enrolment__candidate").get(pk=action.pk)
    if not held.tutorial.is_standing:
        raise TutorialRefused("The tutorial this was agreed at is cancelled.")
    if not can_tick_action(by, held):
        raise PermissionDenied
    if is_done == (held.done_at is not None):
        return held
    held.done_at = now if is_done else None
    held.save(update_fields=["done_at"])
    verb = "did an agreed action" if is_done else "reopened an agreed action"
    audit.record(
        by, verb, held.tutorial, after={"action": held.pk}, at=now, about=held.enrolment
    )  # fmt: skip
    return held
