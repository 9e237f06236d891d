"""The reminder sweep, which is set-based, against the loop one would first write."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bench.scratch import Centre
from bench.timing import seconds, verdict
from enrolments import reminders
from enrolments.choices import EnrolmentStatus, ReminderRule
from enrolments.models import Enrolment, Reminder, ReminderPreference
from ledger import jobs

TARGET = 100


def measure(centre: Centre, *, enrolments: int, looped: int) -> None:
    """Print reminders a second of both, and that a second sweep adds nothing."""
    print("\nReminder sweep: everybody is due a tutorial and has been silent")
    silent = centre.cohort(enrolments, has_history=False)
    chosen = list(
        Enrolment.objects.filter(cohort=silent).select_related("candidate__user")[:looped]
    )
    with transaction.atomic():
        loop_time = seconds(lambda: loop(chosen, now=centre.now))
        loop_rows = Reminder.objects.count()
        transaction.set_rollback(True)
    today = timezone.localdate(centre.now)
    sweep_time = seconds(lambda: reminders.owe(today=today, now=centre.now))
    sweep_rows = Reminder.objects.count()
    again = seconds(lambda: reminders.owe(today=today, now=centre.now))
    added = Reminder.objects.count() - sweep_rows
    loop_rate, sweep_rate = loop_rows / loop_time, sweep_rows / sweep_time
    ratio = sweep_rate / loop_rate
    print(f"  loop over {len(chosen)}: {loop_rate:,.0f} reminders a second")
    print(f"  sweep over {enrolments}: {sweep_rate:,.0f} a second ({sweep_time:.2f} s in all)")
    print(f"  the same sweep again: {again:.2f} s, {added} added")
    print(f"  the sweep is {ratio:.0f} times as quick; {verdict(ratio, at_least=TARGET)}")


def loop(enrolments: list[Enrolment], *, now: datetime) -> None:
    """Ask of each candidate in turn, write each reminder, owe each mail."""
    today = timezone.localdate(now)
    for enrolment in enrolments:
        if enrolment.status != EnrolmentStatus.ACTIVE:
            continue
        heard = enrolment.attendances.filter(
            has_attended=True, tutorial__cancelled_at=None
        ).aggregate(last=Max("tutorial__starts_at"))["last"]
        sent = enrolment.submissions.aggregate(last=Max("submitted_at"))["last"]
        moments = [timezone.localdate(moment) for moment in (heard, sent) if moment]
        last_on = max([enrolment.starts_on, *moments])
        due = []
        if last_on <= today - timedelta(days=settings.TUTORIAL_EVERY_DAYS):
            due.append((ReminderRule.TUTORIAL_DUE, enrolment.candidate.user_id))
            due.append((ReminderRule.TUTORIAL_TO_GIVE, enrolment.tutor_id))
        if last_on <= today - timedelta(days=settings.NO_CONTACT_DAYS):
            due.append((ReminderRule.NO_CONTACT, enrolment.tutor_id))
        for rule, person in due:
            if ReminderPreference.objects.filter(user=person, rule=rule).exists():
                continue
            Reminder.objects.get_or_create(
                rule=rule, user_id=person, about=enrolment.pk, period=last_on,
                defaults={"owed_at": now},
            )  # fmt: skip
            jobs.owe(reminders.MAIL_KIND, key=f"{person}:{today}", now=now)
