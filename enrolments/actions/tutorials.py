"""The tutor's log: recording what was held, putting it right, cancelling it.

A tutor's own row is locked while their log changes, so that of two tutorials at once the later
one sees the earlier, and a form sent twice finds what it made.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import format as format_date

from accounts.models import User
from enrolments.actions.agreed import keep_agreed
from enrolments.actions.tutorial_checks import (
    lock_enrolments,
    lock_log_of,
    made_by,
    need_attenders,
    need_free,
    need_open,
    need_possible,
    need_units,
)
from enrolments.choices import ActivityKind, AttendanceResponse
from enrolments.errors import TutorialRefused
from enrolments.guidance import is_guided
from enrolments.models import Attendance, Enrolment, Tutorial, TutorialRevision
from enrolments.permissions import can_correct_tutorial, can_record_group_session, is_tutor_of
from enrolments.tutoring import GROUP_KINDS, Agreed, Meeting
from ledger import audit, jobs
from ledger.versions import Standing, need_version

if TYPE_CHECKING:
    from enrolments.models import Cohort


@transaction.atomic
def record_tutorial(
    *,
    enrolment: Enrolment,
    meeting: Meeting,
    by: User,
    now: datetime,
    agreed: Sequence[Agreed] = (),
    has_attended: bool = True,
    form_token: UUID | None = None,
) -> Tutorial:
    """Log a tutorial of a candidate; the candidate is asked whether the record is right.

    Sending a form twice records once. Silence blocks nothing: what is logged counts at once.
    """
    lock_log_of(by)
    held = lock_enrolments([enrolment.pk])[0]
    if not is_tutor_of(by, held):
        raise PermissionDenied
    twin = made_by(form_token, meeting=meeting, enrolments=[held], by=by)
    if twin:
        return twin
    need_open(held)
    need_units(meeting, versions=[held.version_id])
    need_possible(meeting, enrolments=[held], now=now)
    need_free(meeting, tutor=by)
    tutorial = create(meeting, by=by, now=now, form_token=form_token)
    attendance = Attendance.objects.create(
        tutorial=tutorial, enrolment=held, has_attended=has_attended
    )
    keep_agreed(agreed, tutorial=tutorial, enrolments=[held])
    audit.record(by, "recorded", tutorial, after=facts(tutorial, [attendance]), at=now)
    ask([attendance], kind="tutorial_recorded_mail", key="", now=now)
    return tutorial


@transaction.atomic
def record_group_session(
    *,
    cohort: Cohort,
    attended: Collection[int],
    meeting: Meeting,
    by: User,
    now: datetime,
    agreed: Sequence[Agreed] = (),
    form_token: UUID | None = None,
) -> Tutorial:
    """Log one session of a cohort's learning community; every attender is credited once (P7.9).

    `attended` holds the enrolments that were there. The cohort may have several tutors; any of
    them facilitates, and everybody of the cohort may attend.
    """
    lock_log_of(by)
    if not can_record_group_session(by, cohort):
        raise PermissionDenied
    if meeting.kind not in GROUP_KINDS:
        raise TutorialRefused("A session of a cohort is group work or a webinar.", field="kind")
    held = lock_enrolments(attended)
    if not held or len(held) != len(set(attended)):
        raise TutorialRefused("Tick those of the cohort who were there.", field="attended")
    if any(e.cohort_id != cohort.pk for e in held):
        raise PermissionDenied
    twin = made_by(form_token, meeting=meeting, enrolments=held, by=by)
    if twin:
        return twin
    for enrolment in held:
        need_open(enrolment)
    need_units(meeting, versions={e.version_id for e in held})
    need_possible(meeting, enrolments=held, now=now)
    need_free(meeting, tutor=by)
    tutorial = create(meeting, by=by, now=now, form_token=form_token)
    attendances = Attendance.objects.bulk_create(
        Attendance(tutorial=tutorial, enrolment=enrolment) for enrolment in held
    )
    keep_agreed(agreed, tutorial=tutorial, enrolments=held)
    audit.record(by, "recorded", tutorial, after=facts(tutorial, attendances), at=now)
    ask(attendances, kind="tutorial_recorded_mail", key="", now=now)
    return tutorial


@transaction.atomic
def correct_tutorial(
    *,
    tutorial: Tutorial,
    meeting: Meeting,
    attended: Collection[int],
    reason: str,
    version: str,
    by: User,
    now: datetime,
) -> Tutorial:
    """Put a record right. What stood before is kept, answers start anew, the candidate is told.

    `version` is the fingerprint of the record as the person's page had it (`record_of`): what was
    corrected or answered since is not written over (`StaleVersion`).

    A correction that changes no value, with its reason, is how a tutor replies to a query.
    `attended` holds the enrolments that were there; the others were not.
    """
    lock_log_of(tutorial.tutor)
    held = Tutorial.objects.select_for_update(of=("self",)).get(pk=tutorial.pk)
    if not can_correct_tutorial(by, held):
        raise PermissionDenied
    if not reason.strip():
        raise TutorialRefused("Say what is put right, for the candidate.", field="reason")
    need_version(version, stands=record_of(held))
    known = {a.enrolment_id: a for a in held.attendances.select_related("enrolment")}
    present = lock_enrolments(attended)
    need_attenders(meeting, present=present, known=known)
    theirs = {a.enrolment.version_id for a in known.values()} | {e.version_id for e in present}
    need_units(meeting, versions=theirs)
    concerned = present or [a.enrolment for a in known.values()]
    need_possible(meeting, enrolments=concerned, now=now)
    need_free(meeting, tutor=held.tutor, apart_from=held)
    before = facts(held, known.values())
    keep_revision(held, reason=reason.strip(), by=by, now=now)
    has_new_note = meeting.note.strip() != held.note
    rewrite(held, meeting)
    attendances = [set_attended(a, attended) for a in known.values()] + [
        Attendance.objects.create(tutorial=held, enrolment=enrolment)
        for enrolment in present
        if enrolment.pk not in known
    ]
    after = facts(held, attendances) | ({"note": "rewritten"} if has_new_note else {})
    audit.record(by, "corrected", held, before=before, after=after, reason=reason, at=now)
    ask(attendances, kind="tutorial_corrected_mail", key=f":{now.isoformat()}", now=now)
    return held


@transaction.atomic
def cancel_tutorial(*, tutorial: Tutorial, reason: str, by: User, now: datetime) -> Tutorial:
    """Strike a record out, with a reason: it counts to nothing any more, and stays to be seen."""
    lock_log_of(tutorial.tutor)
    held = Tutorial.objects.select_for_update(of=("self",)).get(pk=tutorial.pk)
    if not held.is_standing:
        raise TutorialRefused("This tutorial is cancelled already.")
    if not can_correct_tutorial(by, held):
        raise PermissionDenied
    if not reason.strip():
        raise TutorialRefused("Say why the tutorial is cancelled.", field="reason")
    held.cancelled_at = now
    held.cancelled_reason = reason.strip()
    held.save(update_fields=["cancelled_at", "cancelled_reason"])
    audit.record(by, "cancelled", held, reason=reason.strip(), at=now)
    ask(held.attendances.all(), kind="tutorial_cancelled_mail", key="", now=now)
    return held


def create(meeting: Meeting, *, by: User, now: datetime, form_token: UUID | None) -> Tutorial:
    """The tutorial's own row and its units."""
    tutorial = Tutorial.objects.create(
        tutor=by,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        minutes=meeting.minutes,
        kind=meeting.kind,
        mode=meeting.mode,
        is_guided=is_guided(meeting.kind),
        note=meeting.note.strip(),
        form_token=form_token,
        recorded_at=now,
    )
    tutorial.units.set(meeting.units)
    return tutorial


def keep_revision(tutorial: Tutorial, *, reason: str, by: User, now: datetime) -> None:
    """Keep the record as it stands."""
    TutorialRevision.objects.create(
        tutorial=tutorial,
        starts_at=tutorial.starts_at,
        minutes=tutorial.minutes,
        kind=tutorial.kind,
        mode=tutorial.mode,
        note=tutorial.note,
        unit_codes=list(tutorial.units.values_list("code", flat=True)),
        reason=reason,
        replaced_by=by,
        replaced_at=now,
    )


def rewrite(tutorial: Tutorial, meeting: Meeting) -> None:
    """Set the new values. A kind that changes brings its own guided flag."""
    if meeting.kind != tutorial.kind:
        tutorial.is_guided = is_guided(meeting.kind)
    tutorial.starts_at = meeting.starts_at
    tutorial.ends_at = meeting.ends_at
    tutorial.minutes = meeting.minutes
    tutorial.kind = meeting.kind
    tutorial.mode = meeting.mode
    tutorial.note = meeting.note.strip()
    tutorial.save(
        update_fields=[
            "starts_at", "ends_at", "minutes", "kind", "mode", "note", "is_guided",
        ]
    )  # fmt: skip
    tutorial.units.set(meeting.units)


def set_attended(attendance: Attendance, attended: Collection[int]) -> Attendance:
    """Whether somebody was there, and their answer asked for anew."""
    attendance.has_attended = attendance.enrolment_id in attended
    attendance.response = AttendanceResponse.NONE
    attendance.response_note = ""
    attendance.responded_at = None
    attendance.save(update_fields=["has_attended", "response", "response_note", "responded_at"])
    return attendance


def record_of(tutorial: Tutorial) -> Standing:
    """What stands on the record of a tutorial, and what was answered, as people read it."""
    everybody = list(tutorial.attendances.with_people().order_by("pk"))
    return {
        "When": f"{format_date(timezone.localtime(tutorial.starts_at), 'j M Y, H:i')}",
        "Minutes": str(tutorial.minutes),
        "Kind": str(tutorial.get_kind_display()),
        "How": str(tutorial.get_mode_display()),
        "Units touched": ", ".join(str(unit) for unit in tutorial.units.order_by("pk")),
        "Who was there": ", ".join(
            str(one.enrolment.candidate) for one in everybody if one.has_attended
        ),
        "Answers": "\n".join(
            f"{one.enrolment.candidate}: {one.get_response_display()} {one.response_note}".strip()
            for one in everybody
            if one.responded_at
        ),
        "Note": tutorial.note,
    }


def facts(tutorial: Tutorial, attendances: Collection[Attendance]) -> dict[str, Any]:
    """What the audit trail keeps: no text anybody wrote."""
    return {
        "starts_at": tutorial.starts_at.isoformat(),
        "minutes": tutorial.minutes,
        "kind": ActivityKind(tutorial.kind).value,
        "mode": str(tutorial.mode),
        "units": sorted(tutorial.units.values_list("code", flat=True)),
        "attended": sorted(a.enrolment_id for a in attendances if a.has_attended),
        "missed": sorted(a.enrolment_id for a in attendances if not a.has_attended),
    }


def ask(attendances: Collection[Attendance], *, kind: str, key: str, now: datetime) -> None:
    """Owe each candidate the mail that says what became of the record."""
    found = Attendance.objects.filter(pk__in=[a.pk for a in attendances])
    jobs.owe_each(
        kind,
        [
            jobs.Owed(key=f"{pk}{key}", payload={"attendance_id": pk}, recipient_id=user)
            for pk, user in found.values_list("pk", "enrolment__candidate__user_id")
        ],
        now=now,
    )
