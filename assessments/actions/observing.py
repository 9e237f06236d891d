"""Observations: recorded by the tutor, with how the activity covers each criterion."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as format_date

from assessments.actions.records import ToKeep, keep_record, look_at_attachment, made_with
from assessments.actions.unit_work import hold_for_tutor, stand_in
from assessments.choices import EvidenceKind
from assessments.errors import RecordRefused
from assessments.models import Evidence, EvidenceRecord, Observation, ObservedCriterion
from assessments.record_pages import observation_written
from courses.models import AssessmentCriterion, Unit

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment

LONGEST_ACTIVITY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What was seen, when and where, how it covers each criterion, and what is said of it."""

    activity: str
    place: str
    started_at: datetime
    ended_at: datetime
    covered: Mapping[AssessmentCriterion, str]
    comment: str


def record_observation(
    *,
    enrolment: Enrolment,
    unit: Unit,
    observed: Observed,
    form_token: UUID,
    by: User,
    now: datetime,
    evidence: Evidence | None = None,
    supporting: UploadedFile[bytes] | None = None,
    reason: str = "",
) -> EvidenceRecord:
    """Keep what the tutor saw as evidence for what it covers; `evidence` is what is corrected.

    A transaction of its own, as its paper stays only if its rows are committed.
    """
    look_at_attachment(supporting)
    with ExitStack() as files, transaction.atomic(durable=True):
        return keep_observation(
            enrolment=enrolment,
            unit=unit,
            observed=observed,
            form_token=form_token,
            files=files,
            evidence=evidence,
            supporting=supporting,
            reason=reason,
            by=by,
            now=now,
        )


@transaction.atomic
def keep_observation(
    *,
    enrolment: Enrolment,
    unit: Unit,
    observed: Observed,
    form_token: UUID,
    files: ExitStack,
    by: User,
    now: datetime,
    evidence: Evidence | None = None,
    supporting: UploadedFile[bytes] | None = None,
    reason: str = "",
) -> EvidenceRecord:
    """The same within a larger transaction; `files` goes around that."""
    held = hold_for_tutor(enrolment, by=by)
    twin = made_with(form_token, held)
    if twin is not None:
        return twin
    if evidence is not None and not reason.strip():
        raise RecordRefused("Say why the record is corrected.", field="reason")
    stand_in(held, unit)
    _need_possible(observed, unit, now=now)
    detail = Observation(
        activity=observed.activity,
        place=observed.place,
        started_at=observed.started_at,
        ended_at=observed.ended_at,
        comment=observed.comment,
    )
    covered = [
        ObservedCriterion(criterion=criterion, how=how)
        for criterion, how in observed.covered.items()
    ]
    day = format_date(timezone.localtime(observed.started_at), "j M Y")
    record = keep_record(
        ToKeep(
            enrolment=held,
            kind=EvidenceKind.OBSERVATION,
            title=f"Observation, {day}",
            claims=dict.fromkeys(observed.covered, ""),
            among=tuple(unit.criteria.select_related("unit")),
            draw=lambda record: observation_written(record, detail, covered, held),
            evidence=evidence,
            upload=supporting,
            attached_as="With the observation",
            reason=reason.strip(),
            form_token=form_token,
        ),
        files=files,
        by=by,
        now=now,
    )
    detail.record = record
    detail.save(force_insert=True)
    for one in covered:
        one.observation = detail
    ObservedCriterion.objects.bulk_create(covered)
    return record


def _need_possible(observed: Observed, unit: Unit, *, now: datetime) -> None:
    """Refuse what cannot have been, or covers nothing of the unit."""
    if not observed.activity:
        raise RecordRefused("Say what the candidate did.", field="activity")
    if not observed.comment:
        raise RecordRefused("Say what you think of it.", field="comment")
    is_possible = observed.started_at < observed.ended_at <= observed.started_at + LONGEST_ACTIVITY
    if not is_possible:
        raise RecordRefused("It ended after it began, within a day.", field="end")
    if observed.ended_at > now:
        raise RecordRefused("It is recorded when it is over.", field="end")
    if not observed.covered or not all(observed.covered.values()):
        raise RecordRefused("Say of at least one criterion how it is covered.")
    if any(criterion.unit_id != unit.pk for criterion in observed.covered):
        raise RecordRefused(f"Each criterion is one of {unit.short_code}.")
