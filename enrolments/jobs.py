"""What enquiries and enrolments owe: each handler reads the row again and asks whether to go on."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.welcoming import was_invited_since
from enrolments import emails, reminders
from enrolments.actions.forgetting import forget_enquiries
from enrolments.choices import AttendanceResponse
from enrolments.models import (
    Attendance,
    Enquiry,
    Enrolment,
    PaceChange,
    Reminder,
    TutorAssignment,
)
from enrolments.quiet_hours import next_sending_moment
from ledger.jobs import Postpone, handler
from ledger.mail import deliver
from ledger.models import Job


@handler("interest_copy_mail", mail=True)
def send_interest_copy(job: Job, *, now: datetime, enquiry_id: int) -> str | None:
    """Acknowledge an enquiry to whoever sent it."""
    enquiry = Enquiry.objects.select_related("qualification").filter(pk=enquiry_id).first()
    if enquiry is None:
        return "The enquiry was removed."
    deliver(job, emails.interest_copy(enquiry), now=now)
    return None


@handler("interest_notice_mail", mail=True)
def send_interest_notice(job: Job, *, now: datetime, enquiry_id: int, user_id: int) -> str | None:
    """Tell an administrator that an enquiry waits, if they still are one and it still does."""
    administrator = User.objects.holding(Role.ADMINISTRATOR).filter(pk=user_id).first()
    if administrator is None:
        return "No longer an administrator."
    waiting = Enquiry.objects.open().select_related("qualification")
    enquiry = waiting.filter(pk=enquiry_id).first()
    if enquiry is None:
        return "The enquiry is dealt with."
    deliver(job, emails.interest_notice(enquiry, to=administrator), now=now)
    return None


@handler("enrolled_mail", mail=True)
def send_enrolled(job: Job, *, now: datetime, enrolment_id: int) -> str | None:
    """Tell somebody who is invited or signs in already that they are enrolled on a diploma."""
    live = Enrolment.objects.live().with_people()
    enrolment = live.filter(pk=enrolment_id).first()
    if enrolment is None:
        return "The enrolment has ended."
    if was_invited_since(enrolment.candidate.user, enrolment.enrolled_at):
        return "The invitation says so."
    deliver(job, emails.enrolled(enrolment), now=now)
    return None


@handler("reminder_mail", mail=True)
def send_reminders(job: Job, *, now: datetime) -> str | None:
    """One mail with whatever still waits for a person; nothing in the quiet hours.

    Reminders whose cause has gone are dropped. What is sent is marked so in the transaction
    of the sending, so no reminder is in two mails.
    """
    moment = next_sending_moment(now)
    if moment > now:
        raise Postpone(moment)
    person = job.recipient
    if person is None:
        return "No active account."
    waiting = list(reminders.waiting().select_for_update().filter(user=person))
    if not person.is_active:
        Reminder.objects.filter(pk__in=[reminder.pk for reminder in waiting]).update(dropped_at=now)
        return "No active account."
    due = reminders.still_due(waiting, today=timezone.localdate(now))
    kept = {reminder.pk for reminder in due}
    gone = [reminder.pk for reminder in waiting if reminder.pk not in kept]
    Reminder.objects.filter(pk__in=gone).update(dropped_at=now)
    if not due:
        return "Nothing is due any more."
    Reminder.objects.filter(pk__in=kept).update(sent_at=now)
    deliver(job, emails.reminders(person, due), now=now)
    return None


@handler("tutorial_recorded_mail", mail=True)
def send_tutorial_recorded(job: Job, *, now: datetime, attendance_id: int) -> str | None:
    """Ask a candidate whether the record of a tutorial is right, if nothing was said yet."""
    return _ask_about_tutorial(job, attendance_id, now=now, is_corrected=False)


@handler("tutorial_corrected_mail", mail=True)
def send_tutorial_corrected(job: Job, *, now: datetime, attendance_id: int) -> str | None:
    """Tell a candidate that a record was put right, and ask again."""
    return _ask_about_tutorial(job, attendance_id, now=now, is_corrected=True)


def _ask_about_tutorial(
    job: Job, attendance_id: int, *, now: datetime, is_corrected: bool
) -> str | None:
    attendance = Attendance.objects.with_people().filter(pk=attendance_id).first()
    if attendance is None or not attendance.tutorial.is_standing:
        return "The tutorial does not stand any more."
    if not attendance.enrolment.candidate.user.is_active:
        return "No active account."
    if attendance.response != AttendanceResponse.NONE:
        return "Answered already."
    deliver(job, emails.tutorial_to_answer(attendance, is_corrected=is_corrected), now=now)
    return None


@handler("tutorial_cancelled_mail", mail=True)
def send_tutorial_cancelled(job: Job, *, now: datetime, attendance_id: int) -> str | None:
    """Tell a candidate that the record of a tutorial was struck out."""
    attendance = Attendance.objects.with_people().filter(pk=attendance_id).first()
    if attendance is None or not attendance.enrolment.candidate.user.is_active:
        return "No active account."
    deliver(job, emails.tutorial_cancelled(attendance), now=now)
    return None


@handler("tutorial_queried_mail", mail=True)
def send_tutorial_queried(job: Job, *, now: datetime, attendance_id: int) -> str | None:
    """Tell the tutor that a candidate queried a record, if it is queried still."""
    queried = Attendance.objects.with_people().filter(response=AttendanceResponse.QUERIED)
    attendance = queried.filter(pk=attendance_id).first()
    if attendance is None or not attendance.tutorial.is_standing:
        return "Nothing is queried any more."
    if not attendance.tutorial.tutor.is_active:
        return "No active account."
    deliver(job, emails.tutorial_queried(attendance), now=now)
    return None


@handler("tutor_changed_mail", mail=True)
def send_tutor_changed(job: Job, *, now: datetime, assignment_id: int) -> str | None:
    """Tell a candidate that they have another tutor, if it is still so."""
    assignment = _standing_assignment(assignment_id)
    if assignment is None or not assignment.enrolment.candidate.user.is_active:
        return "Changed again, or no active account."
    deliver(job, emails.tutor_changed(assignment.enrolment), now=now)
    return None


@handler("candidate_given_mail", mail=True)
def send_candidate_given(job: Job, *, now: datetime, assignment_id: int) -> str | None:
    """Tell a tutor that a candidate was handed to them, if it is still so."""
    assignment = _standing_assignment(assignment_id)
    if assignment is None or not assignment.tutor.is_active:
        return "Changed again, or no active account."
    deliver(job, emails.candidate_given(assignment.enrolment), now=now)
    return None


def _standing_assignment(assignment_id: int) -> TutorAssignment | None:
    rows = TutorAssignment.objects.select_related("tutor", "enrolment__candidate__user")
    assignment = rows.get(pk=assignment_id)
    return assignment if assignment.enrolment.tutor_id == assignment.tutor_id else None


@handler("pace_changed_mail", mail=True)
def send_pace_changed(job: Job, *, now: datetime, change_id: int) -> str | None:
    """Tell a candidate that the plan of their diploma has changed."""
    rows = PaceChange.objects.select_related("enrolment__candidate__user")
    change = rows.get(pk=change_id)
    if not change.enrolment.is_live or not change.enrolment.candidate.user.is_active:
        return "The enrolment has ended, or no active account."
    deliver(job, emails.pace_changed(change.enrolment), now=now)
    return None


@handler("forget_enquiries")
def forget(job: Job, *, now: datetime) -> str | None:
    """Delete the enquiries whose keeping time is over."""
    return None if forget_enquiries(cause=job, now=now) else "None was kept too long."
