"""The Celery side of assessment: what is swept up."""

from celery import shared_task
from django.utils import timezone

from assessments import converting
from assessments.actions.receiving import forget_uploads


@shared_task(name="assessments.forget_uploads")
def forget_unfinished() -> int:
    """Drop uploads in pieces that nobody went on with, and folders of pages left behind."""
    now = timezone.now()
    converting.forget_folders(now=now)
    return forget_uploads(now=now)
