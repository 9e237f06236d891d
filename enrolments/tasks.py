"""The Celery side of enrolments: leaves that carry no facts of their own."""

from celery import shared_task
from django.utils import timezone

from enrolments import reminders
from ledger import jobs


@shared_task(name="enrolments.owe_reminders")
def owe_reminders() -> int:
    """Owe what is due today; how many reminders are new."""
    now = timezone.now()
    return sum(reminders.owe(today=timezone.localdate(now), now=now).values())


@shared_task(name="enrolments.owe_forgetting")
def owe_forgetting() -> None:
    """Owe the forgetting of the day; owed twice it is done once."""
    now = timezone.now()
    jobs.owe("forget_enquiries", key=timezone.localdate(now).isoformat(), now=now)
