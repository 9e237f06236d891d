"""Between transactional tests every table is emptied; append-only ones need a hand.

Django's own command empties every table there is and then makes content types and permissions
anew, which takes longer than most tests. Here only tables that hold something are emptied, and
what no test changes stays.
"""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connections, transaction

from ledger import protection
from ledger.protection import FIXED_COLUMNS, PROTECTED_TABLES

STAYS = {"django_migrations", "django_content_type", "auth_permission"}
# What migrations put into a new database: module and function.
FIRST_ROWS = (
    ("ledger.migrations.0003_events_are_chained_for_good", "begin"),
    ("enrolments.migrations.0002_what_counts_as_guided", "fill"),
    ("quality.migrations.0002_the_first_policy", "make"),
)


class Command(BaseCommand):
    """Lift the triggers of what is to be emptied, empty it, and put back what a new database has.

    Takes the options of Django's own command, of which only the database matters here.
    """

    stealth_options = ("interactive", "reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--database", default="default")

    def handle(self, *, database: str, **options: Any) -> None:
        connection = connections[database]
        with transaction.atomic(using=database):
            tables = holding(connection)
            guarded = [table for table in tables if table in PROTECTED_TABLES]
            fixed = [table for table in tables if table in FIXED_COLUMNS]
            for table in guarded:
                protection.lift(connection, table)
            for table in fixed:
                protection.loosen(connection, table)
            with connection.cursor() as cursor:
                for table in tables:
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            connection.check_constraints()
            for table in guarded:
                protection.restore(connection, table)
            for table in fixed:
                protection.fix(connection, table)
            for module, function in FIRST_ROWS:
                getattr(import_module(module), function)(apps, None)


def holding(connection: Any) -> list[str]:
    """The tables that hold rows and are to be emptied."""
    names = sorted(set(connection.introspection.table_names()) - STAYS)
    each = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(name)})"
        for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(each)
        return [name for (name,) in cursor.fetchall()]
