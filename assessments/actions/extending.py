"""Moving a deadline of the centre's: a resubmission's, or the planned end of the diploma."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from assessments.actions.supporting import held_for_support
from assessments.deadlines import PLANNED_END, Deadline, deadlines_of, standing_of
from assessments.errors import SupportRefused
from assessments.models import Extension, UnitResult
from assessments.progress import refresh_progress
from enrolments.actions.pacing import change_pace
from enrolments.errors import LearningRefused
from ledger import audit
from ledger.versions import need_version

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment


@transaction.atomic
def grant_extension(
    *,
    enrolment: Enrolment,
    deadline: str,
    until: date,
    reason: str,
    version: str,
    form_token: UUID,
    by: User,
    now: datetime,
) -> Extension:
    """Give more time for one deadline of the centre's (R24).

    `deadline` is a key of `deadlines_of`, `version` the fingerprint of what they were when the
    page was made: deadlines moved since are shown first. The planned end moves as a change of
    pace does, with its history and letter. When the registration with the awarding organisation
    ends is theirs to say, and stays as it is. The same form sent twice grants once.
    """
    held = held_for_support(enrolment, by=by)
    twin = Extension.objects.filter(form_token=form_token, enrolment=held).first()
    if twin is not None:
        return twin
    deadlines = deadlines_of(held)
    need_version(version, stands=standing_of(deadlines))
    moved = next((one for one in deadlines if one.key == deadline), None)
    if moved is None:
        raise SupportRefused("Choose one of the deadlines there are.", field="deadline")
    if not reason.strip():
        raise SupportRefused("Say why there is more time.", field="reason")
    if until <= max(moved.day, timezone.localdate(now)):
        raise SupportRefused("Give a day after the present one, still to come.", field="until")
    if moved.key == PLANNED_END:
        _move_planned_end(held, until, reason, by=by, now=now)
    extension = Extension.objects.create(
        enrolment=held,
        result=moved.result,
        before=moved.day,
        until=until,
        reason=reason.strip(),
        granted_by=by,
        granted_at=now,
        form_token=form_token,
    )
    _follow(moved, held, now=now)
    audit.record(
        by,
        "extended",
        extension,
        before={"deadline": moved.day.isoformat()},
        after={"deadline": until.isoformat()},
        reason=reason.strip(),
        at=now,
    )
    return extension


def _move_planned_end(
    held: Enrolment, until: date, reason: str, *, by: User, now: datetime
) -> None:
    try:
        change_pace(
            enrolment=held,
            weekly_minutes=held.weekly_minutes,
            planned_end_on=until,
            reason=reason,
            by=by,
            now=now,
        )
    except LearningRefused as refusal:
        raise SupportRefused(str(refusal), field="until") from refusal


def _follow(moved: Deadline, held: Enrolment, *, now: datetime) -> None:
    """The progress row says the day to resubmit by."""
    result: UnitResult | None = moved.result
    if result is not None:
        refresh_progress(enrolment=held, unit=result.submission.unit, now=now)
