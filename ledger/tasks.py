"""The Celery side of the ledger: leaves that carry no facts of their own."""

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from ledger import jobs
from ledger.models import Heartbeat


@shared_task(name="ledger.sweep")
def sweep() -> int:
    """Run what is due, for as long as leaves time for the job begun last."""
    return jobs.run_due(seconds=jobs.SWEEP_SECONDS)


@shared_task(name="ledger.beat")
def beat() -> None:
    """Say that beat fired and a worker ran: both are alive."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@worker_ready.connect
def say_ready(**signal: object) -> None:
    """The first heartbeat as soon as a worker listens, not at beat's next turn."""
    beat.delay()
