"""One look of an assurer at somebody's work, and what its assessor does about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from assessments.actions.correcting import Correction, correct_decision
from assessments.models import CriterionDecision, Submission
from quality.actions.sampling import (
    Opinion,
    Vacsr,
    answer_action,
    conclude_sample,
    settle_action,
)
from quality.choices import View
from quality.models import QualityAction
from quality.snapshot import digest_of, snapshot_of
from reports.demo.register import work_of

TO_ANSWER = timedelta(days=14)


def look(work: tuple[str, int], by: User, view: View, comment: str, now: datetime) -> None:
    """Sample the newest attempt: `view` of its first criterion, agreement with the others."""
    submission = work_of(*work)
    opinions = {
        decision.criterion.position: Opinion(View.AGREE) for decision in _decisions(submission)
    }
    is_sound = view == View.AGREE
    if not is_sound:
        opinions[min(opinions)] = Opinion(view, comment)
    conclude_sample(
        submission=submission,
        opinions=opinions,
        vacsr=Vacsr(
            is_valid=True,
            is_authentic=True,
            is_current=True,
            is_sufficient=is_sound,
            is_reliable=view != View.DISAGREE,
        ),
        due_on=None if is_sound else timezone.localdate(now) + TO_ANSWER,
        seen=digest_of(snapshot_of(submission)),
        by=by,
        now=now,
    )


def correct(work: tuple[str, int], said: tuple[str, str], now: datetime) -> None:
    """The assessor gives the first criterion exactly half its marks: `said` is feedback, reason."""
    feedback, reason = said
    decision = _decisions(work_of(*work))[0]
    half = Decimal(decision.maximum or 0) / 2
    correct_decision(
        decision=decision,
        correction=Correction(mark=half, feedback=feedback, reason=reason),
        by=decision.assessor,
        now=now,
    )


def answer(work: tuple[str, int], text: str, now: datetime) -> None:
    """The assessor says what was done."""
    action = _action(work)
    answer_action(action=action, answer=text, by=action.judgement.assessor, now=now)


def settle(work: tuple[str, int], now: datetime) -> None:
    """The assurer looked again, and it is settled."""
    action = _action(work)
    settle_action(action=action, by=action.judgement.assurer, now=now)


def _action(work: tuple[str, int]) -> QualityAction:
    asked = QualityAction.objects.filter(judgement__sample__submission=work_of(*work))
    return asked.select_related("judgement__assessor", "judgement__assurer").get()


def _decisions(submission: Submission) -> list[CriterionDecision]:
    standing = CriterionDecision.objects.current().filter(submission=submission)
    return list(standing.select_related("criterion", "assessor").order_by("criterion__position"))
