"""After an appeal is upheld: picking who decides anew, and deciding (R20)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.actions.correcting import Correction
from assessments.actions.rejudging import judge_anew
from assessments.models import UnitResult
from enrolments.permissions import can_administer_enrolment
from ledger import audit, jobs
from quality.actions.appeals import hold_appeal
from quality.appealing import involved_in, judge_of, judges_for, result_anew
from quality.choices import Part
from quality.errors import AppealRefused
from quality.models import Appeal, AppealPart, AppealStage

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def pick_judge(*, appeal: Appeal, judge: User, by: User, now: datetime) -> AppealPart:
    """Say who decides anew what was upheld: an assessor without a part in it.

    Picked already: nothing changes. Somebody else may be picked until it is decided.
    """
    held = hold_appeal(appeal)
    if not can_administer_enrolment(by, held.enrolment):
        raise PermissionDenied
    stage = _upheld_stage(held)
    standing = stage.reviewers.filter(part=Part.JUDGE).order_by("-pk").first()
    if standing is not None and standing.person_id == judge.pk:
        return standing
    if not judges_for(held, today=timezone.localdate(now)).filter(pk=judge.pk).exists():
        raise AppealRefused(
            f"{judge} has a part in this already, or may not decide on it: pick somebody else."
        )
    part = AppealPart.objects.create(
        appeal=held, person=judge, part=Part.JUDGE, stage=stage, since=now
    )
    audit.record(by, "picked who decides anew", held, after={"who": str(judge)}, at=now)
    jobs.owe("appeal_judge_mail", key=str(part.pk), now=now, recipient=judge, part_id=part.pk)
    return part


@transaction.atomic
def decide_anew(
    *,
    appeal: Appeal,
    corrections: Mapping[int, Correction],
    seen: Mapping[int, int],
    resubmit_by: date | None,
    reason: str,
    by: User,
    now: datetime,
) -> UnitResult:
    """Decide anew what was upheld, once: every criterion, by whoever is to decide.

    The appeal is settled by it; the candidate is told of the result.
    """
    held = hold_appeal(appeal)
    stage = _upheld_stage(held)
    if judge_of(stage) != by or by.pk in involved_in(held.submission):
        raise PermissionDenied
    result = judge_anew(
        submission=held.submission,
        corrections=corrections,
        seen=seen,
        resubmit_by=resubmit_by,
        reason=reason,
        by=by,
        now=now,
    )
    audit.record(by, "decided anew", held, after={"grade": result.grade}, at=now)
    return result


def _upheld_stage(appeal: Appeal) -> AppealStage:
    """The stage that was upheld, while nothing settles it."""
    stage = appeal.stages.get_last()
    if not stage.is_upheld:
        raise AppealRefused("Only what was upheld is decided anew.")
    result = result_anew(appeal, stage)
    if result is not None and result.submission != appeal.submission:
        raise AppealRefused(f"Attempt {result.submission.attempt} was told: it stands instead.")
    if result is not None:
        raise AppealRefused("It was decided anew already.")
    return stage
