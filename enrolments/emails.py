"""Letters about enquiries and enrolments: plain text, and nobody's results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from enrolments.answer_links import answer_token
from enrolments.choices import ReminderRule
from enrolments.reminders import RULES
from enrolments.stopping import stop_token
from ledger.mail import Letter, write

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Attendance, Enquiry, Enrolment, Reminder


def interest_copy(enquiry: Enquiry) -> Letter:
    """To the person who registered interest: what happens next, and a copy of their answers."""
    return write(
        "interest_copy",
        address=enquiry.email,
        subject=f"Your interest in an ILM diploma at {settings.CENTRE_NAME}",
        enquiry=enquiry,
        consents=enquiry.consents.standing(),
        contact_phone=settings.CONTACT_PHONE,
        contact_email=settings.CONTACT_EMAIL,
    )


def interest_notice(enquiry: Enquiry, *, to: User) -> Letter:
    """To an administrator: an enquiry is waiting. Who it is stays behind the sign-in."""
    return write(
        "interest_notice",
        address=to.email,
        subject="A new enquiry is waiting",
        name=to.get_short_name(),
        qualification=enquiry.qualification,
        received_at=enquiry.received_at,
        url=settings.SITE_URL + enquiry.get_absolute_url(),
    )


def enrolled(enrolment: Enrolment) -> Letter:
    """To somebody who has an account or an invitation: a diploma is on their progress page."""
    user = enrolment.candidate.user
    return write(
        "enrolled",
        address=user.email,
        subject=f"You are enrolled on {enrolment.qualification.title}",
        name=user.get_short_name(),
        enrolment=enrolment,
        has_signed_in=user.has_usable_password(),
        url=settings.SITE_URL + reverse("home"),
    )


def reminders(person: User, due: Sequence[Reminder]) -> Letter:
    """What waits for somebody, a sentence a rule: counts, never names or results."""
    numbers = Counter(ReminderRule(reminder.rule) for reminder in due)
    rules = [RULES[name] for name in RULES if name in numbers]
    stoppable = [rule.name for rule in rules if rule.can_be_stopped]
    stop = ""
    if stoppable:
        token = stop_token(person, stoppable)
        stop = settings.SITE_URL + reverse("enrolments:reminder_stop", args=[token])
    letter = write(
        "reminders",
        address=person.email,
        subject="What is waiting for you"
        if len(rules) > 1
        else rules[0].sentence(numbers[rules[0].name]).rstrip("."),
        name=person.get_short_name(),
        lines=[
            (rule.sentence(numbers[rule.name]), settings.SITE_URL + reverse(rule.url_name))
            for rule in rules
        ],
        stop_url=stop,
        preferences_url=settings.SITE_URL + reverse("enrolments:reminder_preferences"),
    )
    return replace(letter, stop_url=stop)


def tutorial_to_answer(attendance: Attendance, *, is_corrected: bool) -> Letter:
    """To a candidate: is the record of a tutorial right? One link answers, without signing in."""
    user = attendance.enrolment.candidate.user
    token = answer_token(attendance)
    verb = "corrected" if is_corrected else "recorded"
    return write(
        "tutorial_to_answer",
        address=user.email,
        subject=f"Your tutor {verb} a tutorial: is the record right?",
        withheld=token,
        name=user.get_short_name(),
        verb=verb,
        starts_at=attendance.tutorial.starts_at,
        answer_url=settings.SITE_URL + reverse("enrolments:tutorial_answer", args=[token]),
        url=settings.SITE_URL + reverse("enrolments:my_tutorials"),
    )


def tutorial_cancelled(attendance: Attendance) -> Letter:
    """To a candidate: a record was struck out; why is on the page."""
    user = attendance.enrolment.candidate.user
    return write(
        "tutorial_cancelled",
        address=user.email,
        subject="The record of a tutorial was cancelled",
        name=user.get_short_name(),
        starts_at=attendance.tutorial.starts_at,
        url=settings.SITE_URL + reverse("enrolments:my_tutorials"),
    )


def tutorial_queried(attendance: Attendance) -> Letter:
    """To the tutor: a candidate says that a record is not right. What they say is on the page."""
    tutorial = attendance.tutorial
    return write(
        "tutorial_queried",
        address=tutorial.tutor.email,
        subject="A candidate queries the record of a tutorial",
        name=tutorial.tutor.get_short_name(),
        starts_at=tutorial.starts_at,
        url=settings.SITE_URL + tutorial.get_absolute_url(),
    )


def tutor_changed(enrolment: Enrolment) -> Letter:
    """To a candidate: another tutor looks after them. Who it is stays behind the sign-in."""
    return write(
        "tutor_changed",
        address=enrolment.candidate.user.email,
        subject="You have another tutor",
        name=enrolment.candidate.user.get_short_name(),
        url=settings.SITE_URL + reverse("home"),
    )


def candidate_given(enrolment: Enrolment) -> Letter:
    """To a tutor: somebody is theirs now. Who it is stays behind the sign-in."""
    return write(
        "candidate_given",
        address=enrolment.tutor.email,
        subject="A candidate was handed to you",
        name=enrolment.tutor.get_short_name(),
        url=settings.SITE_URL + enrolment.get_absolute_url(),
    )


def pace_changed(enrolment: Enrolment) -> Letter:
    """To a candidate: the planned pace has changed. How, is on their page."""
    return write(
        "pace_changed",
        address=enrolment.candidate.user.email,
        subject="The plan of your diploma has changed",
        name=enrolment.candidate.user.get_short_name(),
        url=settings.SITE_URL + reverse("home"),
    )
