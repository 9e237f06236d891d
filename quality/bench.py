"""What the sampling bench shows beside the form: its keys, and what is to be sampled next."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from assessments.keys import KEYS_HELP, NEXT_CRITERION, NEXT_IN_QUEUE, PREVIOUS_CRITERION, Key
from quality.models import PlannedSample
from quality.pool import samplable_by

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Submission

SAMPLING_KEYS = (
    NEXT_CRITERION,
    PREVIOUS_CRITERION,
    Key(("a",), "Agree, and on to the next criterion"),
    Key(("x",), "Action, and on to its comment"),
    Key(("d",), "Disagree, and on to its comment"),
    Key(("c",), "Comment; Escape leaves the field", "comment", "comment"),
    Key(
        ("1", "5"), "Valid, authentic, current, sufficient, reliable: tick, or untick", between="–"
    ),
    Key(("Ctrl", "↵"), "Conclude"),
    NEXT_IN_QUEUE,
    KEYS_HELP,
)


def following(submission: Submission, user: User, *, today: date) -> Submission | None:
    """What their accepted plans have them sample next; after the last comes the first left."""
    queue = PlannedSample.objects.queue_of(user)
    seen = samplable_by(user, today=today).filter(reference__in=queue)
    waiting = {one.reference: one for one in seen.exclude(pk=submission.pk)}
    at = queue.index(submission.reference) + 1 if submission.reference in queue else 0
    return next((waiting[one] for one in (*queue[at:], *queue[:at]) if one in waiting), None)
