"""A broker that is down costs a page next to nothing."""

import pytest
from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from ledger import jobs, nudge
from ledger.models import Job


@pytest.fixture
def dead_broker(monkeypatch):
    """Real connection attempts to a port where nothing listens; the list of them."""
    attempts = []

    def connect(*args, **kwargs):
        attempts.append(args)
        current_app.connection_for_write(
            "redis://127.0.0.1:9/0", transport_options={"socket_connect_timeout": 1}
        ).ensure_connection(max_retries=1, timeout=1, reraise_as_library_errors=True)

    monkeypatch.setattr(nudge, "_quiet_until", 0.0)
    monkeypatch.setattr(nudge, "SILENCE_SECONDS", 600.0)
    monkeypatch.setattr(nudge.current_app, "send_task", connect)
    return attempts


@pytest.mark.django_db(transaction=True)
def test_an_action_succeeds_while_the_broker_is_down(dead_broker, monkeypatch):
    monkeypatch.setitem(
        jobs.HANDLERS, "calm", jobs.Registration(run=lambda job, *, now: None, is_mail=False)
    )
    for number in range(20):
        with transaction.atomic():
            jobs.owe("calm", key=str(number), now=timezone.now())

    assert len(dead_broker) == 1  # the rest is left to the sweep, at no cost to the page
    assert Job.objects.count() == 20
    assert jobs.run_due() == 20


def test_control_the_broker_really_is_down(dead_broker):
    with pytest.raises(OperationalError):
        nudge.current_app.send_task("ledger.sweep")


@pytest.fixture
def nudges(monkeypatch):
    """What was sent to the broker."""
    sent = []
    monkeypatch.setattr(nudge, "_quiet_until", 0.0)
    monkeypatch.setattr(nudge.current_app, "send_task", lambda name, **how: sent.append(name))
    monkeypatch.setitem(
        jobs.HANDLERS, "calm", jobs.Registration(run=lambda job, *, now: None, is_mail=False)
    )
    return sent


def owe(key):
    with transaction.atomic():
        jobs.owe("calm", key=key, now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_transaction_nudges_once_however_much_it_owes(nudges):
    with transaction.atomic():
        for number in range(5):
            owe(str(number))

    assert len(nudges) == 1


@pytest.mark.django_db(transaction=True)
def test_every_transaction_that_owes_nudges(nudges):
    for number in range(3):
        owe(str(number))

    assert len(nudges) == 3


@pytest.mark.django_db(transaction=True)
def test_what_is_owed_after_a_part_was_undone_is_nudged(nudges):
    with transaction.atomic():
        with pytest.raises(KeyError), transaction.atomic():
            owe("undone")
            raise KeyError
        owe("kept")

    assert (len(nudges), Job.objects.count()) == (1, 1)
