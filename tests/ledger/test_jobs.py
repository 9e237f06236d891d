"""What is owed is done once, tried again when it fails, and given up in the open."""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from ledger import jobs
from ledger.choices import JobState
from ledger.errors import DomainError
from ledger.models import AuditEvent, Heartbeat, Job
from ledger.tasks import sweep


@pytest.fixture
def handlers(monkeypatch):
    """Handlers of the test's own kinds; gone afterwards."""
    kept = dict(jobs.HANDLERS)
    yield jobs.handler
    jobs.HANDLERS.clear()
    jobs.HANDLERS.update(kept)


@pytest.fixture
def marks(handlers):
    """A kind whose effect is a row: `mark` makes one heartbeat named by its job."""

    @handlers("mark")
    def mark(job, *, now, name):
        Heartbeat.objects.create(name=name, at=now)

    return Heartbeat.objects.filter(name__startswith="mark")


@pytest.mark.django_db
def test_a_job_is_owed_once_per_key(marks):
    now = timezone.now()

    for _ in range(3):
        jobs.owe("mark", key="1", now=now, name="mark-1")

    assert jobs.run_due() == 1
    assert marks.count() == 1
    jobs.owe("mark", key="1", now=now, name="mark-1")
    assert jobs.run_due() == 0


@pytest.mark.django_db
def test_a_letter_waits_for_no_heap_of_papers(marks, handlers):
    handlers("letter", mail=True)(lambda job, *, now: None)
    now = timezone.now()
    jobs.owe("mark", key="1", now=now - timedelta(hours=1), name="mark-1")
    jobs.owe("letter", key="1", now=now)

    assert [job.kind for job in Job.objects.due(now=now)] == ["letter", "mark"]


@pytest.mark.django_db
def test_what_rolls_back_is_not_owed(marks):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.owe("mark", key="1", now=timezone.now(), name="mark-1")
        raise ZeroDivisionError

    assert Job.objects.count() == 0


@pytest.mark.django_db
def test_a_job_waits_for_its_time(marks):
    now = timezone.now()
    jobs.owe("mark", key="1", now=now, not_before=now + timedelta(hours=1), name="mark-1")

    assert jobs.run_due(now=now) == 0
    assert jobs.run_due(now=now + timedelta(hours=1)) == 1


@pytest.mark.django_db
def test_a_failing_job_leaves_no_effect_and_is_dead_after_five_tries(handlers, marks):
    @handlers("half")
    def half(job, *, now):
        Heartbeat.objects.create(name="mark-half", at=now)
        raise ValueError("no paper")

    now = timezone.now()
    jobs.owe("half", key="1", now=now)

    waits = []
    for _ in range(5):
        assert jobs.run_one(now=now)
        job = Job.objects.get()
        waits.append(job.not_before - now)
        now = job.not_before
    assert not jobs.run_one(now=now + timedelta(days=1))

    job.refresh_from_db()
    assert waits == sorted(waits)
    assert waits[0] < waits[3]
    assert (job.state, job.attempts, job.last_error) == (JobState.DEAD, 5, "ValueError: no paper")
    assert marks.count() == 0


@pytest.mark.django_db
def test_one_bad_job_does_not_stop_the_rest(handlers, marks):
    @handlers("bad")
    def bad(job, *, now):
        raise ValueError("always")

    now = timezone.now()
    jobs.owe("bad", key="1", now=now)
    for number in range(3):
        jobs.owe("mark", key=str(number), now=now, name=f"mark-{number}")

    jobs.run_due()

    assert marks.count() == 3


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_is_given_up(marks):
    """A claim counts the attempt before the work, so a crash is counted too."""
    now = timezone.now()
    jobs.owe("mark", key="1", now=now, name="mark-1")

    for _ in range(6):  # each claim is followed by a crash: nothing else happens
        job = jobs.claim(now=now)
        now += timedelta(hours=1)

    assert job.state == JobState.DEAD
    assert "stopped while doing this" in job.last_error
    assert jobs.claim(now=now) is None


@pytest.mark.django_db
def test_a_late_attempt_finds_its_job_done_by_another(marks):
    jobs.owe("mark", key="1", now=timezone.now(), name="mark-1")
    slow = jobs.claim(now=timezone.now())
    jobs.perform(slow.pk, attempt=slow.attempts)

    jobs.perform(slow.pk, attempt=slow.attempts)

    assert marks.count() == 1


@pytest.mark.django_db
def test_a_handler_that_finds_nothing_to_do_says_why(handlers):
    @handlers("stale")
    def stale(job, *, now):
        return "Booked since."

    jobs.owe("stale", key="1", now=timezone.now())

    jobs.run_due()

    job = Job.objects.get()
    assert (job.state, job.outcome) == (JobState.CANCELLED, "Booked since.")


@pytest.mark.django_db
def test_only_a_dead_job_is_retried_and_it_is_written_down(handlers, administrator):
    @handlers("once")
    def once(job, *, now):
        return None

    now = timezone.now()
    jobs.owe("once", key="1", now=now)
    job = Job.objects.get()
    with pytest.raises(DomainError):
        jobs.retry(job_id=job.pk, by=administrator, now=now)
    Job.objects.update(state=JobState.DEAD, attempts=5, last_error="gone")

    jobs.retry(job_id=job.pk, by=administrator, now=now)

    assert jobs.run_due() == 1
    assert Job.objects.get().state == JobState.DONE
    assert AuditEvent.objects.get().before == {"last_error": "gone"}


def test_a_kind_has_one_handler(handlers):
    handlers("twice")(lambda job, *, now: None)

    with pytest.raises(ValueError, match="Two handlers"):
        handlers("twice")(lambda job, *, now: None)


# ---- what is done before the transaction --------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_takes_long_is_done_before_the_transaction(handlers):
    seen = []

    def prepare(*, name):
        seen.append((name, connection.in_atomic_block))
        return name.upper()

    @handlers("long", prepare=prepare, takes=timedelta(minutes=3))
    def keep(job, *, now, name, prepared):
        seen.append((prepared, connection.in_atomic_block))

    now = timezone.now()
    jobs.owe("long", key="1", now=now, name="page")
    assert jobs.run_one(now=now)

    assert seen == [("page", False), ("PAGE", True)]
    job = Job.objects.get(kind="long")
    assert job.state == JobState.DONE
    assert job.not_before == now + jobs.DELAYS[0] + timedelta(minutes=3)


@pytest.mark.django_db
def test_a_preparation_that_fails_is_a_try_like_any_other(handlers):
    def prepare():
        raise OSError("no room")

    @handlers("long", prepare=prepare)
    def keep(job, *, now, prepared):
        raise AssertionError

    jobs.owe("long", key="1", now=timezone.now())
    jobs.run_due()

    job = Job.objects.get(kind="long")
    assert (job.state, job.attempts, job.last_error) == (JobState.PENDING, 1, "OSError: no room")


# ---- the time of one task -----------------------------------------------------------------------


@pytest.fixture
def slow(handlers):
    """Four jobs of fifteen seconds each, by a clock of their own."""
    passed = [0.0]

    @handlers("slow")
    def work(job, *, now):
        passed[0] += 15

    for number in range(4):
        jobs.owe("slow", key=str(number), now=timezone.now())
    return lambda: passed[0]


@pytest.mark.django_db
def test_a_sweep_begins_nothing_late_and_the_next_goes_on(slow):
    assert jobs.run_due(seconds=20, clock=slow) == 2
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1), ("pending", 0)}
    assert jobs.run_due(seconds=20, clock=slow) == 2


@pytest.mark.django_db
def test_the_control_without_an_end_it_begins_all(slow):
    assert jobs.run_due(clock=slow) == 4


def test_the_job_that_takes_longest_ends_before_the_soft_limit():
    longest = max(registration.takes for registration in jobs.HANDLERS.values())

    assert longest > timedelta(0)
    ends = jobs.SWEEP_SECONDS + longest.total_seconds()
    assert ends < settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT


@pytest.mark.django_db
def test_a_sweep_has_an_end(monkeypatch):
    asked = {}
    monkeypatch.setattr(jobs, "run_due", lambda **words: asked.update(words) or 0)

    sweep()
    assert asked == {"seconds": jobs.SWEEP_SECONDS}


@pytest.mark.django_db
@pytest.mark.parametrize("tries", [1, jobs.TRIES])
def test_the_end_of_a_task_is_no_failure_of_its_job(handlers, marks, tries):
    @handlers("long")
    def long(job, *, now):
        Heartbeat.objects.create(name="mark-long", at=now)
        raise SoftTimeLimitExceeded

    now = timezone.now()
    jobs.owe("long", key="1", now=now)
    jobs.owe("mark", key="1", now=now, name="mark-1")
    Job.objects.filter(kind="long").update(attempts=tries - 1)
    with pytest.raises(SoftTimeLimitExceeded):
        jobs.run_due()

    row = Job.objects.get(kind="long")
    assert (row.state, row.attempts, row.last_error) == (JobState.PENDING, tries, "")
    assert (marks.count(), Job.objects.get(kind="mark").attempts) == (0, 0)
    assert jobs.run_due() == 1  # the mail behind it goes out with the next sweep
