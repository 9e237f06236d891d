"""The candidate's word on the record of a tutorial. Nothing waits for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from enrolments.choices import AttendanceResponse
from enrolments.errors import TutorialRefused
from enrolments.models import Attendance, Tutorial
from enrolments.permissions import can_answer_tutorial
from ledger import audit, jobs
from ledger.errors import StaleVersion

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def answer_tutorial(
    *,
    attendance: Attendance,
    response: AttendanceResponse,
    note: str,
    revisions: int | None,
    by: User,
    now: datetime,
) -> Attendance:
    """Confirm or query the record of a tutorial; a query says what is wrong and tells the tutor.

    An answer may be changed for as long as the record stands. `revisions` is how often it had
    been corrected on the page the answer was given on (None when that did not say): a record
    corrected since is shown first (`StaleVersion`), for nobody confirms what they have not seen.
    """
    tutorial = Tutorial.objects.select_for_update(of=("self",)).get(pk=attendance.tutorial_id)
    rows = Attendance.objects.select_for_update(of=("self",))
    held = rows.select_related("tutorial", "enrolment__candidate").get(pk=attendance.pk)
    if not held.tutorial.is_standing:
        raise TutorialRefused("This tutorial was cancelled, so there is nothing to answer.")
    if not can_answer_tutorial(by, held):
        raise PermissionDenied
    said = note.strip()
    if response == AttendanceResponse.QUERIED and not said:
        raise TutorialRefused("Say what is not right.", field="note")
    if (held.response, held.response_note) == (response, said):
        return held
    if revisions != tutorial.revisions.count():
        raise StaleVersion("The record was corrected since. Is it right now?", theirs=tutorial)
    before = held.response
    held.response = response
    held.response_note = said
    held.responded_at = now
    held.save(update_fields=["response", "response_note", "responded_at"])
    audit.record(
        by,
        "confirmed" if response == AttendanceResponse.CONFIRMED else "queried",
        held.tutorial,
        before={"response": before},
        after={"response": str(response), "attendance": held.pk},
        at=now,
        about=held.enrolment,
    )
    if response == AttendanceResponse.QUERIED:
        jobs.owe(
            "tutorial_queried_mail",
            key=f"{held.pk}:{now.isoformat()}",
            now=now,
            recipient=held.tutorial.tutor,
            attendance_id=held.pk,
        )
    return held
