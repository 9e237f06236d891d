"""The Celery side of signing in: what is swept up at night."""

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts import guesses


@shared_task(name="accounts.forget_sign_ins")
def forget_sign_ins() -> None:
    """Delete sessions that are over and counters that count nothing."""
    call_command("clearsessions")
    guesses.forget_stale(now=timezone.now())
