"""Writing up a standardisation meeting: versions that are added until the exercise is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ledger import audit
from quality.actions.standardising import hold_exercise
from quality.errors import ExerciseRefused
from quality.judging import Judged, Judgement, Unjudged, judged
from quality.models import (
    AgreedJudgement,
    ExerciseMinutes,
    MinutesAction,
    MinutesAttendee,
    StandardisationExercise,
)
from quality.permissions import can_read_spread, can_run_exercise
from quality.standardising import people_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody is to do, and by when."""

    text: str
    owner: User
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a meeting came to; `agreed` by criterion's position."""

    attendees: Sequence[User]
    discussed: str
    agreed: Mapping[int, Judgement]
    tasks: Sequence[Task] = ()
    reason: str = ""
    form_token: UUID


@transaction.atomic
def write_minutes(
    *,
    exercise: StandardisationExercise,
    record: Record,
    seen: int,
    by: User,
    now: datetime,
) -> ExerciseMinutes:
    """Keep the minutes as the version after `seen`, the number of the one on the page; 0 for none.

    Sent twice, they are kept once. Refused once the exercise is closed, where somebody wrote a
    version in between, and for a correction without a reason. PermissionDenied for whoever still
    judges the script themselves: the minutes say what others agreed on.
    """
    held = hold_exercise(exercise)
    may_run = can_run_exercise(by, held, today=timezone.localdate(now))
    if not may_run or not can_read_spread(by, held):
        raise PermissionDenied
    there = ExerciseMinutes.objects.filter(exercise=held, form_token=record.form_token).first()
    if there is not None:
        return there
    if held.closed_at is not None:
        raise ExerciseRefused("The exercise is closed: its minutes stay as they are.")
    last = held.minutes.first()
    version = last.version if last else 0
    if version != seen:
        raise ExerciseRefused(f"Version {version} was written meanwhile. Read it first.")
    found = _checked(held, record, is_correction=bool(last))
    minutes = ExerciseMinutes.objects.create(
        exercise=held,
        version=version + 1,
        form_token=record.form_token,
        discussed=record.discussed.strip(),
        reason=record.reason.strip() if last else "",
        written_by=by,
        written_at=now,
    )
    MinutesAttendee.objects.bulk_create(
        MinutesAttendee(minutes=minutes, person=person) for person in record.attendees
    )
    AgreedJudgement.objects.bulk_create(
        AgreedJudgement(
            minutes=minutes,
            criterion=one.criterion,
            outcome=one.outcome,
            mark=one.mark,
            maximum=one.maximum,
            comment=one.comment,
        )
        for one in found
    )
    MinutesAction.objects.bulk_create(
        MinutesAction(minutes=minutes, text=task.text.strip(), owner=task.owner, due_on=task.due_on)
        for task in record.tasks
    )
    audit.record(
        by,
        "wrote the minutes of",
        held,
        after={"version": minutes.version},
        reason=minutes.reason,
        at=now,
    )
    return minutes


def _checked(held: StandardisationExercise, record: Record, *, is_correction: bool) -> list[Judged]:
    """The agreed judgements, where everything else is said too."""
    if not record.discussed.strip():
        raise ExerciseRefused("Say what was discussed.")
    if not record.attendees:
        raise ExerciseRefused("Say who was there.")
    if is_correction and not record.reason.strip():
        raise ExerciseRefused("Say why the minutes are corrected.")
    known = set(people_of(held).values_list("pk", flat=True))
    named = {*record.attendees, *(task.owner for task in record.tasks)}
    if not {person.pk for person in named} <= known:
        raise ExerciseRefused("Choose people who are part of this exercise.")
    if any(not task.text.strip() for task in record.tasks):
        raise ExerciseRefused("Say what is to be done.")
    try:
        return judged(held.unit.criteria.all(), record.agreed)
    except Unjudged as refusal:
        raise ExerciseRefused(f"What was agreed? {refusal}") from refusal
