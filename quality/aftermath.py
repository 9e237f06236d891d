"""What follows once a stage of an appeal is upheld, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from accounts.models import User
from accounts.querysets import UserQuerySet
from assessments.models import Submission
from enrolments.permissions import can_administer_enrolment
from quality.appealing import is_reader, judge_of, judges_for, may_decide_anew, result_anew

if TYPE_CHECKING:
    from assessments.models import UnitResult
    from quality.models import Appeal, AppealStage


@dataclass(frozen=True, slots=True)
class Aftermath:
    """Who decides anew, and what it came to; nothing of it where no stage is upheld.

    `following` is a later attempt that is not told yet: until then nothing is decided anew.
    """

    is_upheld: bool
    judge: User | None
    result: UnitResult | None
    following: Submission | None
    may_decide: bool
    may_pick: bool
    judges: UserQuerySet


def aftermath_of(appeal: Appeal, last: AppealStage, user: User, *, today: date) -> Aftermath:
    """What followed the stage an appeal has come to."""
    result = result_anew(appeal, last) if last.is_upheld else None
    waits = bool(last.is_upheld) and result is None
    judge = judge_of(last) if waits else None
    if judge is not None and not may_decide_anew(judge, appeal, today=today):
        judge = None
    may_pick = waits and can_administer_enrolment(user, appeal.enrolment)
    later = Submission.objects.following(appeal.submission)
    nobody = UserQuerySet(User).none()
    return Aftermath(
        is_upheld=bool(last.is_upheld),
        judge=judge,
        result=result,
        following=later.order_by("attempt").first() if waits else None,
        may_decide=waits and is_reader(user, appeal, today=today),
        may_pick=may_pick,
        judges=judges_for(appeal, today=today) if may_pick else nobody,
    )
