"""Seeing whether a request changed anything."""

import hashlib
import re
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, transaction

# Written by merely being there, and no part of anybody's record:
NOT_A_RECORD = frozenset(
    {
        "accounts_guesscounter",  # how often somebody guessed of late; looking up a code counts
        "django_session",  # what a browser is told next, and when somebody was last there
        "usersessions_usersession",  # the same, for the list of one's own sessions
        "ledger_cache",  # allauth's counts of requests
        "account_emailaddress",  # allauth's copy of a person's address, made when first needed
    }
)
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


class Writes:
    """Collects the tables that statements would change."""

    def __init__(self):
        self.tables = []

    def watched(self):
        """While this lasts."""
        return connection.execute_wrapper(self)

    def __call__(self, execute, sql, params, many, context):
        found = WRITES.match(sql)
        if found and found[1] not in NOT_A_RECORD:
            self.tables.append(found[1])
        return execute(sql, params, many, context)


@contextmanager
def taken_back():
    """Everything within is undone. As for a TestCase, durable blocks may stand inside."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def digest():
    """A hash over every row of every table that is a record."""
    told = hashlib.sha256()
    tables = sorted(
        {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        - NOT_A_RECORD
    )
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            told.update(table.encode())
            for row in cursor.fetchall():
                told.update(repr(row).encode())
    return told.hexdigest()
