"""Triggers that make a table append-only, on both databases.

Migrations use `append_only("app_table")` as an operation (after `opened` where the table itself
changes), or `fixed_columns` where some columns go on changing. `lift`, `restore`, `loosen` and
`fix` exist for the test runner, which empties tables between tests.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Trigger = Callable[[BaseDatabaseWrapper, str], None]

# Every table protected so far, kept by `append_only` as migrations are loaded.
PROTECTED_TABLES: set[str] = set()
# Those of them whose rows are deleted once nobody may keep them any longer.
FORGETTABLE: set[str] = set()
# Tables of which some columns never change and no row goes, kept by `fixed_columns`.
FIXED_COLUMNS: dict[str, str] = {}

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def restore(connection: BaseDatabaseWrapper, table: str) -> None:
    """Refuse UPDATE and DELETE (and on PostgreSQL TRUNCATE) on `table` from now on.

    A table whose rows may be forgotten refuses no DELETE.
    """
    events = ("UPDATE",) if table in FORGETTABLE else ("UPDATE", "DELETE")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
            cursor.execute(
                f"CREATE TRIGGER {table}_no_change BEFORE {' OR '.join(events)} ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            cursor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        else:
            for event in events:
                cursor.execute(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def lift(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers off `table` again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in ("no_change", "no_truncate"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}")
        else:
            for name in ("no_update", "no_delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}")


class Protect(Operation):
    """An operation of migrations that puts triggers on tables, and takes them off going back.

    It looks at no model, so the state of the models need not be built for it.
    """

    reduces_to_sql = False
    reversible = True

    def __init__(self, tables: tuple[str, ...], on: Trigger, off: Trigger) -> None:
        self.tables = tables
        self.on = on
        self.off = off

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models stay as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for table in self.tables:
            self.on(schema_editor.connection, table)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for table in self.tables:
            self.off(schema_editor.connection, table)

    def describe(self) -> str:
        return f"Protect {', '.join(self.tables)}"


def append_only(*tables: str, until_forgotten: bool = False) -> Protect:
    """The migration operation that protects tables; reversible.

    `until_forgotten`: their rows are never edited, but deleted when their keeping time is over.
    """
    PROTECTED_TABLES.update(tables)
    if until_forgotten:
        FORGETTABLE.update(tables)
    return Protect(tables, restore, lift)


def opened(*tables: str) -> Protect:
    """Opens append-only tables for the operations that follow; close them with `append_only`.

    SQLite makes a table anew when its columns change, and leaves the triggers behind.
    """
    return Protect(tables, lift, restore)


def fix(connection: BaseDatabaseWrapper, table: str) -> None:
    """Refuse to change the fixed columns of `table` and to delete its rows from now on."""
    columns = FIXED_COLUMNS[table]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
            for name, event, each in (
                ("fixed", f"UPDATE OF {columns}", "ROW"),
                ("no_delete", "DELETE", "ROW"),
                ("no_truncate", "TRUNCATE", "STATEMENT"),
            ):
                cursor.execute(
                    f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
                )
        else:
            for name, event in (("fixed", f"UPDATE OF {columns}"), ("no_delete", "DELETE")):
                cursor.execute(
                    f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} keeps what it said'); END"
                )


def loosen(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers of `fix` off `table` again."""
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in ("fixed", "no_delete", "no_truncate"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on_table}")


def fixed_columns(table: str, columns: str) -> Protect:
    """The migration operation that fixes `columns` ("a, b") of `table` and keeps its rows."""
    FIXED_COLUMNS[table] = columns
    return Protect((table,), fix, loosen)


def loosened(*tables: str) -> Protect:
    """Opens tables of fixed columns for the operations that follow, as `opened` does others."""
    return Protect(tables, loosen, fix)
