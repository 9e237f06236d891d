"""Events of people at work at the same time are linked one after the other, and nobody is stuck."""

import contextlib
import threading
import time

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from accounts.models import User
from ledger import audit, linking
from ledger.checking import Finding, check
from ledger.models import Job

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 8
EACH = 12


@contextlib.contextmanager
def changed_function(sql):
    """One of the triggers' functions done otherwise for a while."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
    try:
        yield
    finally:
        linking.link_no_more(connection)
        linking.link_from_now_on(connection)


def write_at_once(administrator):
    """Eight people at once, three events to a transaction; what went wrong, if anything."""
    begin, trouble = threading.Barrier(WRITERS), []

    def write(name):
        try:
            begin.wait(timeout=20)
            for number in range(EACH // 3):
                with transaction.atomic():
                    for step in range(3):
                        audit.record(
                            administrator, f"{name} {number} {step}", administrator,
                            at=timezone.now(),
                        )  # fmt: skip
        except Exception as error:  # noqa: BLE001 -- shown by the test
            trouble.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[name]) for name in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return trouble


def test_eight_writers_at_once_break_no_link(administrator):
    assert write_at_once(administrator) == []

    assert check() == Finding(WRITERS * EACH)


WITHOUT_THE_LOCK = """
CREATE OR REPLACE FUNCTION ledger_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_hash text;
    place bigint;
BEGIN
    SELECT count(*) + 1 INTO place FROM ledger_auditlink;
    SELECT coalesce((SELECT hash FROM ledger_auditlink ORDER BY position DESC LIMIT 1), '')
        INTO last_hash;
    PERFORM pg_sleep(0.01);
    INSERT INTO ledger_auditlink (position, event_id, hash) VALUES (
        place, NEW.event_id,
        encode(sha256(convert_to(last_hash || ':' || place || ':' || NEW.digest, 'UTF8')), 'hex'));
    DELETE FROM ledger_auditwaiting WHERE event_id = NEW.event_id;
    RETURN NULL;
END $$
"""


@pytest.mark.postgres
def test_control_without_the_lock_links_collide(administrator):
    with changed_function(WITHOUT_THE_LOCK):
        assert write_at_once(administrator) != []


def meet(administrator, candidate_user):
    """Two at once: each waits for the other unless the head of the chain is taken last of all.

    One holds a person's row and then records; the other records and then owes that person a
    mail, so that its commit waits for the row.
    """
    held, trouble = threading.Event(), []

    def hold_and_record():
        with transaction.atomic():
            User.objects.select_for_update().get(pk=candidate_user.pk)
            held.set()
            audit.record(None, "held", administrator, at=timezone.now())
            until_somebody_waits()

    def record_and_owe():
        held.wait(timeout=20)
        now = timezone.now()
        with transaction.atomic():
            audit.record(None, "owed", administrator, at=now)
            Job.objects.create(
                kind="x", key="x", recipient=candidate_user, owed_at=now, not_before=now
            )

    def run(work):
        try:
            work()
        except OperationalError as error:
            trouble.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[w]) for w in (hold_and_record, record_and_owe)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return trouble


def until_somebody_waits():
    """Ask the database until a lock in it is waited for, for ten seconds at most."""
    end = time.monotonic() + 10
    waiting = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("Nobody waited.")


@pytest.mark.postgres
def test_whoever_holds_the_head_waits_for_nothing(administrator, candidate_user):
    assert meet(administrator, candidate_user) == []

    assert check() == Finding(2)


AT_ONCE = """
CREATE OR REPLACE FUNCTION ledger_await_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ledger_audithead SET position = position + 1 WHERE id = 1;
    RETURN NULL;
END $$
"""


@pytest.mark.postgres
def test_control_with_the_head_taken_sooner_they_lock_each_other_out(administrator, candidate_user):
    with changed_function(AT_ONCE):
        trouble = meet(administrator, candidate_user)

    assert len(trouble) == 1
    assert "deadlock" in str(trouble[0])
