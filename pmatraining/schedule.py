"""The beat timetable: what runs when, and why."""

from datetime import timedelta
from typing import TypedDict

from celery.schedules import crontab


class Entry(TypedDict):
    """One line of the timetable, in Celery's words."""

    task: str
    schedule: timedelta | crontab


TIMETABLE: dict[str, Entry] = {
    # What a nudge missed (broker down, worker killed) is found here.
    "run what is owed": {"task": "ledger.sweep", "schedule": timedelta(seconds=5)},
    # Shows /healthz/ that beat and a worker are both alive.
    "heartbeat": {"task": "ledger.beat", "schedule": timedelta(seconds=15)},
    # Sessions that are over and old counts of wrong passwords are of no use to anybody.
    "sign-in leftovers": {
        "task": "accounts.forget_sign_ins",
        "schedule": crontab(minute="20", hour="3"),
    },
    # Enquiries that went no further, after the years the privacy notice names.
    "forgotten enquiries": {
        "task": "enrolments.owe_forgetting",
        "schedule": crontab(minute="40", hour="3"),
    },
    # Uploads in pieces that nobody went on with for a day, and folders a killed worker left.
    "unfinished uploads": {
        "task": "assessments.forget_uploads",
        "schedule": crontab(minute="50"),
    },
    # Every hour from 07:05, so that a stopped night is caught up; the rules owe each reminder once.
    "reminders": {"task": "enrolments.owe_reminders", "schedule": crontab(minute="5", hour="7-19")},
}
