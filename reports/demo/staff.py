"""Staff records of the demonstration, and a result that waits to be countersigned."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from accounts.models import User
from assessments.actions.marking import finish_marking, save_sheet
from assessments.choices import Outcome
from assessments.drafts import Entry
from assessments.models import Submission
from assessments.sheets import sheet_of
from enrolments.actions.lifecycle import reassign_tutor
from enrolments.actions.staff_records import (
    Development,
    Held,
    log_development,
    record_qualification,
)
from enrolments.choices import StaffAward

DEVELOPMENT = (
    (300, "1.5", "Standardisation: marking against descriptors", "I ask for figures sooner."),
    (120, "3", "Workshop on professional discussions", "I announce the criteria a week before."),
)


def record_staff(
    *, tutors: list[User], assurer: User, learner: User, today: date, now: datetime
) -> None:
    """Tutors are qualified, the assurer too, and `learner` works towards it."""
    for place, tutor in enumerate(tutors):
        held = Held(
            award=(StaffAward.CAVA, StaffAward.A1)[place % 2],
            awarded_on=today - timedelta(days=900 + 400 * place),
            certificate_number=f"CA-{2041 + place}",
        )
        record_qualification(person=tutor, held=held, by=None, now=now)
    awarded_on = today - timedelta(days=1500)
    held = Held(award=StaffAward.V1, awarded_on=awarded_on, certificate_number="IQ-1177")
    record_qualification(person=assurer, held=held, by=None, now=now)
    begun = Held(award=StaffAward.CAVA, working_since=today - timedelta(days=150))
    record_qualification(person=learner, held=begun, by=None, now=now)


def record_development(*, people: list[User], today: date, now: datetime) -> None:
    """Two entries of each, some months apart."""
    for place, person in enumerate(people):
        for number, (days, hours, what, reflection) in enumerate(DEVELOPMENT):
            log_development(
                person=person,
                development=Development(
                    done_on=today - timedelta(days=days + place),
                    hours=Decimal(hours),
                    what=what,
                    reflection=reflection,
                ),
                form_token=UUID(int=1 + place * len(DEVELOPMENT) + number),
                by=person,
                now=now,
            )


def leave_one_to_countersign(*, tutor: User, learner: User, by: User, now: datetime) -> None:
    """One candidate of `tutor` goes to `learner`, who marks what waits: it is provisional."""
    waiting = Submission.objects.to_judge(tutor).to_mark()
    submission = waiting.select_related("enrolment").first()
    if submission is None:
        return
    reassign_tutor(
        enrolment=submission.enrolment,
        tutor=learner,
        reason="A first candidate of her own.",
        by=by,
        now=now,
    )
    submission.enrolment.tutor = learner
    sheet = sheet_of(submission)
    entries = {line.criterion.position: _entry(line.criterion.maximum) for line in sheet.open_lines}
    save_sheet(sheet=sheet, entries=entries, seen=sheet.seen, by=learner, now=now)
    finish_marking(submission=submission, resubmit_by=None, by=learner, now=now)


def _entry(maximum: Decimal | None) -> Entry:
    feedback = "Clear, and it rests on what you did at the practice."
    if maximum is None:
        return Entry(outcome=Outcome.MET, feedback=feedback)
    return Entry(mark=(maximum * Decimal("1.2")).to_integral_value() / 2, feedback=feedback)
