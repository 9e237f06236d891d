"""What is owed: owing it, claiming it, doing it.

A job is a row written in the transaction of its cause, so it is never lost and never owed
for something that did not happen. After commit a nudge tells a worker; a sweep every few
seconds finds what the nudge missed. A handler runs in the transaction that marks its job
done, so its effects in our database happen exactly once.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.utils import timezone

from ledger import audit
from ledger.choices import JobState
from ledger.errors import DomainError
from ledger.models import Job
from ledger.nudge import nudge_after_commit

if TYPE_CHECKING:
    from accounts.models import User

log = logging.getLogger(__name__)

TRIES = 5
DELAYS = (timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
# How long one sweep begins jobs: what takes longest still ends before a task's soft limit.
SWEEP_SECONDS = 20.0

# A handler gets its job and the moment; it returns nothing, or why nothing was needed.
Handler = Callable[..., str | None]


@dataclass(frozen=True, slots=True)
class Registration:
    """A handler, whether its jobs end in a mail, and what is done before its transaction."""

    run: Handler
    is_mail: bool
    prepare: Callable[..., object] | None = None
    takes: timedelta = timedelta(0)


HANDLERS: dict[str, Registration] = {}


class Postpone(Exception):
    """Raised by a handler that finds it is too early: the job waits, and no try is counted."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"Not before {until:%d %b %Y %H:%M}.")
        self.until = until


def handler(
    kind: str,
    *,
    mail: bool = False,
    prepare: Callable[..., object] | None = None,
    takes: timedelta = timedelta(0),
) -> Callable[[Handler], Handler]:
    """Register a function as the handler of a kind: `def send(job, *, now, **payload)`.

    `prepare(**payload)` is work that takes long, at most `takes`: it runs before the transaction,
    so that nobody waits for its locks, and what it returns is the handler's `prepared`. It must do
    no harm when it runs twice.
    """

    def register(function: Handler) -> Handler:
        if kind in HANDLERS:
            raise ValueError(f"Two handlers for {kind}.")
        HANDLERS[kind] = Registration(function, mail, prepare, takes)
        return function

    return register


@dataclass(frozen=True, slots=True)
class Owed:
    """One job to be owed by `owe_each`."""

    key: str
    payload: dict[str, Any]
    recipient_id: int | None = None
    address: str = ""


def owe(
    kind: str,
    *,
    key: str,
    now: datetime,
    recipient: User | None = None,
    address: str = "",
    not_before: datetime | None = None,
    **payload: Any,
) -> None:
    """Owe one job. A key already owed (or done) is not owed again.

    `payload` becomes the handler's keyword arguments: ids, never personal detail.
    """
    item = Owed(
        key=key, payload=payload, recipient_id=recipient.pk if recipient else None, address=address
    )
    owe_each(kind, [item], now=now, not_before=not_before)


def owe_each(
    kind: str, items: Iterable[Owed], *, now: datetime, not_before: datetime | None = None
) -> int:
    """Owe many jobs of one kind in one statement; returns how many rows were offered."""
    registration = HANDLERS[kind]
    rows = [
        Job(
            kind=kind,
            key=f"{kind}:{item.key}",
            payload=item.payload,
            is_mail=registration.is_mail,
            recipient_id=item.recipient_id,
            address=item.address,
            owed_at=now,
            not_before=not_before or now,
        )
        for item in items
    ]
    if rows:
        Job.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        if not not_before or not_before <= now:
            nudge_after_commit()
    return len(rows)


def run_due(
    *,
    now: datetime | None = None,
    at_most: int = 50,
    kind: str = "",
    seconds: float = math.inf,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Run what is due (of one kind, if named) in its order, until none is left or `at_most`.

    After `seconds` none is begun: the next sweep goes on.
    """
    ran, until = 0, clock() + seconds
    while ran < at_most and clock() < until and run_one(now=now or timezone.now(), kind=kind):
        ran += 1
    return ran


def run_one(*, now: datetime, kind: str = "") -> bool:
    """Claim the oldest due job and run it; False when there is none to claim."""
    is_any = Job.objects.due(now=now, kind=kind).exists()
    job = claim(now=now, kind=kind) if is_any else None
    if job is None:
        return False
    perform(job.pk, attempt=job.attempts)
    return True


@transaction.atomic
def claim(*, now: datetime, kind: str = "") -> Job | None:
    """Take the first due job for one attempt.

    The attempt is counted, and the next one put off, before anything is tried: a job that
    kills its worker is neither lost nor tried for ever.
    """
    due = Job.objects.due(now=now, kind=kind)
    job = due.select_for_update(skip_locked=can_skip_locked()).first()
    if job is None:
        return None
    job.attempts += 1
    job.not_before = now + DELAYS[min(job.attempts, len(DELAYS)) - 1] + HANDLERS[job.kind].takes
    if job.attempts > TRIES:
        job.attempts = TRIES
        job.state = JobState.DEAD
        job.last_error = job.last_error or "The worker stopped while doing this."
    job.save(update_fields=["attempts", "not_before", "state", "last_error"])
    return job


def perform(job_id: int, *, attempt: int) -> None:
    """Run a claimed job: its effects and its being done are one transaction.

    `SoftTimeLimitExceeded` is the task's end, not an error of the job: nothing more is begun, and
    the job stays owed like one whose worker was killed.
    """
    try:
        prepared = _prepare(job_id, attempt=attempt)
        with transaction.atomic():
            held = Job.objects.select_for_update(skip_locked=can_skip_locked())
            job = held.filter(pk=job_id, state=JobState.PENDING, attempts=attempt).first()
            if job is None:
                return
            moment = timezone.now()
            outcome = HANDLERS[job.kind].run(job, now=moment, **job.payload, **prepared)
            job.state = JobState.CANCELLED if outcome else JobState.DONE
            job.outcome = outcome or ""
            job.done_at = timezone.now()
            job.last_error = ""
            job.save(update_fields=["state", "outcome", "done_at", "last_error"])
    except Postpone as wait:
        Job.objects.filter(pk=job_id, state=JobState.PENDING, attempts=attempt).update(
            not_before=wait.until, attempts=attempt - 1
        )
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        log.exception("Job %s failed on attempt %s", job_id, attempt)
        note_failure(job_id, attempt=attempt, error=error)


def _prepare(job_id: int, *, attempt: int) -> dict[str, object]:
    """What is done of a job before its transaction, where its kind asks for that."""
    job = Job.objects.filter(pk=job_id, state=JobState.PENDING, attempts=attempt).first()
    prepare = HANDLERS[job.kind].prepare if job else None
    return {"prepared": prepare(**job.payload)} if job and prepare else {}


@transaction.atomic
def note_failure(job_id: int, *, attempt: int, error: Exception) -> None:
    """Keep the error with the job; after the last try it is dead and shown to administrators."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state != JobState.PENDING or job.attempts != attempt:
        return
    job.last_error = f"{type(error).__name__}: {error}"[:2000]
    if attempt >= TRIES:
        job.state = JobState.DEAD
    job.save(update_fields=["last_error", "state"])


@transaction.atomic
def retry(*, job_id: int, by: User, now: datetime) -> Job:
    """Owe a dead job again, with all its tries; an administrator's act, written down."""
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state != JobState.DEAD:
        raise DomainError("Only a job that has failed can be tried again; this one has not.")
    job.state = JobState.PENDING
    job.attempts = 0
    job.not_before = now
    job.save(update_fields=["state", "attempts", "not_before"])
    audit.record(by, "retried", job, at=now, before={"last_error": job.last_error})
    nudge_after_commit()
    return job


def can_skip_locked() -> bool:
    """SQLite has no row locks: there a whole transaction is alone already."""
    return connection.features.has_select_for_update_skip_locked
