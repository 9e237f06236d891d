"""Forgetting enquiries that went no further, as the privacy notice promises."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from enrolments.models import Enquiry
from enrolments.registration import years_before
from ledger import audit
from ledger.models import Job, SentMail


def kept_since(now: datetime) -> datetime:
    """The moment before which an enquiry that went no further is kept too long."""
    first = years_before(timezone.localdate(now), years=settings.ENQUIRY_KEPT_YEARS)
    return timezone.localtime(now).replace(year=first.year, month=first.month, day=first.day)


@transaction.atomic
def forget_enquiries(*, cause: Job, now: datetime) -> int:
    """Delete enquiries kept too long, their notes, consents and mail; how many there were.

    What stays is an event on the `cause` that counts them and names nobody.
    """
    since = kept_since(now)
    old = Enquiry.objects.kept_too_long(received_before=since).select_for_update(of=("self",))
    keys = list(old.values_list("pk", flat=True))
    if not keys:
        return 0
    mails = Job.objects.filter(kind="interest_copy_mail", payload__enquiry_id__in=keys)
    SentMail.objects.filter(job__in=mails).delete()
    mails.update(address="")
    Enquiry.objects.filter(pk__in=keys).delete()
    audit.record(
        None,
        "forgot enquiries",
        cause,
        after={"number": len(keys), "received_before": since.isoformat()},
        at=now,
    )
    return len(keys)
