"""The audit trail is added to, and to nothing else."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from ledger import audit, protection
from ledger.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(administrator):
    return audit.record(administrator, "invited", administrator, at=timezone.now(), reason="new")


def test_an_event_says_who_did_what_to_what(event, administrator):
    assert (event.actor_name, event.verb, event.thing_type, event.thing_id) == (
        "Ada Admin",
        "invited",
        "accounts.user",
        str(administrator.pk),
    )
    assert list(audit.trail(administrator)) == [event]


def test_the_system_acts_by_its_own_name(administrator):
    assert audit.record(None, "swept", administrator, at=timezone.now()).actor_name == "The system"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_auditevent SET reason = 'never happened'",
        "DELETE FROM ledger_auditevent",
    ],
)
def test_the_database_refuses_to_rewrite_history(event, change):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)

    assert AuditEvent.objects.get().reason == "new"


@pytest.mark.postgres
def test_postgresql_refuses_to_empty_the_table(event):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE ledger_auditevent CASCADE")

    assert AuditEvent.objects.count() == 1


def test_control_without_the_triggers_history_can_be_rewritten(event):
    protection.lift(connection, "ledger_auditevent")

    AuditEvent.objects.update(reason="never happened")

    assert AuditEvent.objects.get().reason == "never happened"
