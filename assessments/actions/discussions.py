"""Professional discussions: announced, cancelled, recorded when they were held, corrected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as format_date

from assessments.actions.records import ToKeep, keep_record, look_at_attachment, made_with
from assessments.actions.unit_work import hold_for_tutor, stand_in
from assessments.choices import EvidenceKind, Medium
from assessments.claims import LONGEST_PLACE
from assessments.errors import RecordRefused
from assessments.models import (
    DiscussionCriterion,
    DiscussionPoint,
    DiscussionRecord,
    EvidenceRecord,
    ProfessionalDiscussion,
)
from assessments.record_pages import announced_codes, discussion_written
from courses.models import AssessmentCriterion
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment

LONGEST_DISCUSSION = timedelta(hours=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What a discussion is to be about, when, where, and what the candidate needs for it."""

    purpose: str
    planned_for: datetime
    place: str
    needs: str = ""
    criteria: Collection[AssessmentCriterion]


@dataclass(frozen=True, slots=True)
class Point:
    """A question and its answer, so many minutes from the start, for an announced criterion."""

    minute: int
    criterion: int  # by primary key
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How a discussion went."""

    started_at: datetime
    ended_at: datetime
    medium: Medium
    has_consented: bool
    points: Sequence[Point]
    summary: str = ""


@transaction.atomic
def announce_discussion(
    *, enrolment: Enrolment, announced: Announcement, form_token: UUID, by: User, now: datetime
) -> ProfessionalDiscussion:
    """Tell a candidate what a discussion will be about, and when. Sent twice, it is told once.

    Only criteria that are still open are announced.
    """
    held = hold_for_tutor(enrolment, by=by)
    twin = ProfessionalDiscussion.objects.filter(form_token=form_token, enrolment=held).first()
    if twin is not None:
        return twin
    for said, missing, field in (
        (announced.purpose, "Say what it is for.", "purpose"),
        (announced.place, "Say where, or by what means.", "place"),
        (announced.criteria, "Choose the criteria it is about.", "criteria"),
    ):
        if not said:
            raise RecordRefused(missing, field=field)
    if announced.planned_for < now:
        raise RecordRefused(
            "A discussion is announced beforehand: give a time that is still to come.",
            field="on_day",
        )
    for unit in {criterion.unit for criterion in announced.criteria}:
        open_now = stand_in(held, unit).open_criteria
        passed = [one for one in announced.criteria if one.unit == unit and one not in open_now]
        if passed:
            raise RecordRefused(
                f"{unit.short_code} {passed[0].number} is passed already.", field="criteria"
            )
    discussion = ProfessionalDiscussion.objects.create(
        enrolment=held,
        purpose=announced.purpose,
        planned_for=announced.planned_for,
        place=announced.place,
        needs=announced.needs,
        announced_by=by,
        announced_at=now,
        form_token=form_token,
    )
    DiscussionCriterion.objects.bulk_create(
        DiscussionCriterion(discussion=discussion, criterion=criterion)
        for criterion in announced.criteria
    )
    audit.record(
        by,
        "announced",
        discussion,
        after={
            "planned_for": announced.planned_for.isoformat(),
            "criteria": announced_codes(discussion),
        },
        at=now,
    )
    return discussion


@transaction.atomic
def cancel_discussion(
    *, discussion: ProfessionalDiscussion, reason: str, by: User, now: datetime
) -> ProfessionalDiscussion:
    """It will not be held; what was announced stays on record. Cancelled already: no change."""
    held = _hold(discussion, by=by)
    if held.cancelled_at is not None:
        return held
    if held.evidence_id is not None:
        raise RecordRefused("It was held, so it cannot be cancelled.")
    if not reason.strip():
        raise RecordRefused("Say why it is cancelled.", field="reason")
    held.cancelled_at, held.cancel_reason = now, reason.strip()
    held.save(update_fields=["cancelled_at", "cancel_reason"])
    audit.record(by, "cancelled", held, reason=held.cancel_reason, at=now)
    return held


def record_discussion(
    *,
    discussion: ProfessionalDiscussion,
    went: Held,
    form_token: UUID,
    by: User,
    now: datetime,
    recording: UploadedFile[bytes] | None = None,
    reason: str = "",
) -> EvidenceRecord:
    """Keep how a discussion went as evidence for the criteria it came to (P5.11).

    A correction is another version with its reason; what was submitted stays what it was. The
    candidate is asked to confirm each. A transaction of its own, as its paper stays only if its
    rows are committed.
    """
    look_at_attachment(recording)
    with ExitStack() as files, transaction.atomic(durable=True):
        return keep_discussion(
            discussion=discussion,
            went=went,
            form_token=form_token,
            files=files,
            recording=recording,
            reason=reason,
            by=by,
            now=now,
        )


@transaction.atomic
def keep_discussion(
    *,
    discussion: ProfessionalDiscussion,
    went: Held,
    form_token: UUID,
    files: ExitStack,
    by: User,
    now: datetime,
    recording: UploadedFile[bytes] | None = None,
    reason: str = "",
) -> EvidenceRecord:
    """The same within a larger transaction; `files` goes around that."""
    held = _hold(discussion, by=by)
    twin = made_with(form_token, held.enrolment)
    if twin is not None:
        return twin
    if held.cancelled_at is not None:
        raise RecordRefused("It was cancelled. Announce another.")
    if held.evidence_id is not None and not reason.strip():
        raise RecordRefused("Say why the record is corrected.", field="reason")
    announced = {row.criterion_id: row for row in _announced(held)}
    _need_possible(held, went, announced, now=now)
    detail = DiscussionRecord(
        discussion=held,
        announced_at=held.announced_at,
        started_at=went.started_at,
        ended_at=went.ended_at,
        medium=went.medium,
        has_consented=went.has_consented,
        summary=went.summary,
    )
    points = [
        DiscussionPoint(
            announced=announced[point.criterion],
            minute=point.minute,
            question=point.question,
            answer=point.answer,
        )
        for point in sorted(went.points, key=lambda point: point.minute)
    ]
    day = format_date(timezone.localtime(went.started_at), "j M Y")
    record = keep_record(
        ToKeep(
            enrolment=held.enrolment,
            kind=EvidenceKind.PROFESSIONAL_DISCUSSION,
            title=f"Professional discussion, {day}",
            claims=_places(points),
            among=tuple(row.criterion for row in announced.values()),
            draw=lambda record: discussion_written(record, detail, points),
            evidence=held.evidence,
            upload=recording,
            attached_as="Recording",
            reason=reason.strip(),
            form_token=form_token,
        ),
        files=files,
        by=by,
        now=now,
    )
    detail.record = record
    detail.save(force_insert=True)
    for point in points:
        point.record = detail
    DiscussionPoint.objects.bulk_create(points)
    if held.evidence_id is None:
        held.evidence = record.paper.evidence
        held.save(update_fields=["evidence"])
    return record


def _hold(discussion: ProfessionalDiscussion, *, by: User) -> ProfessionalDiscussion:
    enrolment = hold_for_tutor(discussion.enrolment, by=by)
    held = ProfessionalDiscussion.objects.select_for_update(of=("self",)).get(pk=discussion.pk)
    if held.enrolment_id != enrolment.pk:
        raise PermissionDenied
    held.enrolment = enrolment
    return held


def _announced(discussion: ProfessionalDiscussion) -> list[DiscussionCriterion]:
    return list(discussion.criteria.select_related("criterion__unit"))


def _need_possible(
    discussion: ProfessionalDiscussion, went: Held, announced: Collection[int], *, now: datetime
) -> None:
    """Refuse what cannot have been, or was not announced, or was not agreed to."""
    if not went.has_consented:
        raise RecordRefused(
            "Without the candidate’s consent it is no evidence.", field="has_consented"
        )
    if went.started_at < discussion.announced_at:
        raise RecordRefused("It began after it was announced: look at the time.", field="start")
    if not went.started_at < went.ended_at <= went.started_at + LONGEST_DISCUSSION:
        raise RecordRefused("It ended after it began, within eight hours.", field="end")
    if went.ended_at > now:
        raise RecordRefused("It is recorded when it is over.", field="end")
    if not went.points:
        raise RecordRefused("Write down at least one question and its answer.")
    length = (went.ended_at - went.started_at).total_seconds() / 60
    for point in went.points:
        if point.criterion not in announced:
            raise RecordRefused("One of the criteria was not announced.")
        if not point.question or not point.answer:
            raise RecordRefused("Each question has its answer.")
        if not 0 <= point.minute <= length:
            raise RecordRefused(f"Minute {point.minute} is not within the discussion.")


def _places(points: Sequence[DiscussionPoint]) -> dict[AssessmentCriterion, str]:
    """Where each criterion is shown: "4, 12 min"; as many of the minutes as there is room for."""
    minutes: dict[AssessmentCriterion, list[str]] = defaultdict(list)
    for point in points:
        minutes[point.announced.criterion].append(f"{point.minute} min")
    return {one: _fitting(found) for one, found in minutes.items()}


def _fitting(minutes: Sequence[str]) -> str:
    while len(text := ", ".join(dict.fromkeys(minutes))) > LONGEST_PLACE:
        minutes = minutes[:-1]
    return text
