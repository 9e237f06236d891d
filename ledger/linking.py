"""Triggers that link each audit event to the one before, inside the lock of the chain's head.

On PostgreSQL a link is made when the transaction commits and all else it waits for is done: the
trigger is deferred, and puts the event into a waiting table whose own deferred trigger makes the
link. Whoever holds the head therefore waits for nothing, and nobody can lock each other out.
On SQLite a writer is alone from its first write, so the link is made at once.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

POSTGRES = [
    "CREATE UNLOGGED TABLE ledger_auditwaiting (event_id bigint PRIMARY KEY, digest text NOT NULL)",
    """
CREATE FUNCTION ledger_await_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_auditwaiting (event_id, digest) VALUES (NEW.id, NEW.digest);
    RETURN NULL;
END $$
""",
    """
CREATE FUNCTION ledger_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head ledger_audithead%ROWTYPE;
BEGIN
    UPDATE ledger_audithead
    SET position = position + 1,
        hash = encode(sha256(convert_to(
            hash || ':' || (position + 1) || ':' || NEW.digest, 'UTF8')), 'hex')
    WHERE id = 1 RETURNING * INTO head;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the head of the audit trail is missing';
    END IF;
    INSERT INTO ledger_auditlink (position, event_id, hash)
    VALUES (head.position, NEW.event_id, head.hash);
    DELETE FROM ledger_auditwaiting WHERE event_id = NEW.event_id;
    RETURN NULL;
END $$
""",
    "CREATE CONSTRAINT TRIGGER ledger_auditevent_link AFTER INSERT ON ledger_auditevent "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_await_link()",
    "CREATE CONSTRAINT TRIGGER ledger_auditwaiting_link AFTER INSERT ON ledger_auditwaiting "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_link()",
]
POSTGRES_BACK = [
    "DROP TRIGGER IF EXISTS ledger_auditevent_link ON ledger_auditevent",
    "DROP TABLE IF EXISTS ledger_auditwaiting",
    "DROP FUNCTION IF EXISTS ledger_await_link",
    "DROP FUNCTION IF EXISTS ledger_link",
]
# SHA256 is a function that Django gives to every SQLite connection it opens.
SQLITE = [
    """
CREATE TRIGGER ledger_auditevent_link AFTER INSERT ON ledger_auditevent
BEGIN
    SELECT RAISE(ABORT, 'the head of the audit trail is missing')
    WHERE NOT EXISTS (SELECT 1 FROM ledger_audithead WHERE id = 1);
    UPDATE ledger_audithead
    SET position = position + 1,
        hash = SHA256(hash || ':' || (position + 1) || ':' || NEW.digest)
    WHERE id = 1;
    INSERT INTO ledger_auditlink (position, event_id, hash)
    SELECT position, NEW.id, hash FROM ledger_audithead WHERE id = 1;
END
"""
]
SQLITE_BACK = ["DROP TRIGGER IF EXISTS ledger_auditevent_link"]


def link_from_now_on(connection: BaseDatabaseWrapper) -> None:
    """Link every event that is added from now on."""
    _run(connection, POSTGRES if connection.vendor == "postgresql" else SQLITE)


def link_no_more(connection: BaseDatabaseWrapper) -> None:
    """Leave new events unlinked: for going back over migrations, and for control tests."""
    _run(connection, POSTGRES_BACK if connection.vendor == "postgresql" else SQLITE_BACK)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
