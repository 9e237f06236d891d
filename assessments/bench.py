"""What the marking page shows beside the form: the bands and the queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.banding import Anchors, Band, anchors, band_of
from assessments.choices import Outcome
from assessments.models import Submission
from assessments.sheets import Line

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Standing:
    """How one criterion stands on the page: a word, the look of a state, the band it reaches."""

    word: str
    look: str
    band: str = ""


UNDECIDED = Standing("Undecided", "not_started")
UNMARKED = Standing("Unmarked", "not_started")
BY_BAND = {
    Band.REFERRAL: Standing("Below half", "referred", "referral"),
    Band.PASS: Standing("Pass", "passed", "pass"),
    Band.GOOD_PASS: Standing("Good pass", "passed", "good"),
}
BY_OUTCOME = {
    Outcome.MET: Standing("Met", "passed"),
    Outcome.NOT_YET_MET: Standing("Not yet met", "referred"),
    None: UNDECIDED,
}


def standing_of_line(line: Line) -> Standing:
    """The pill and the descriptor of a criterion, so far."""
    if line.maximum is None or line.is_carried:
        return BY_OUTCOME[line.outcome]
    mark = line.entry.mark
    return UNMARKED if mark is None else BY_BAND[band_of(mark, line.maximum)]


def anchors_of(line: Line) -> Anchors | None:
    """The marks its descriptors stand at, where there are marks."""
    return anchors(line.maximum) if line.maximum is not None else None


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a submission is in its tutor's queue, and which comes after it."""

    number: int
    total: int
    following: Submission | None


def turn_of(submission: Submission, user: User) -> Turn:
    """Oldest first; after the last one comes the first that is left."""
    queue = list(Submission.objects.to_judge(user).to_mark())
    keys = [waiting.pk for waiting in queue]
    at = keys.index(submission.pk) if submission.pk in keys else -1
    others = [*queue[at + 1 :], *queue[: max(at, 0)]]
    return Turn(number=at + 1, total=len(queue), following=others[0] if others else None)
