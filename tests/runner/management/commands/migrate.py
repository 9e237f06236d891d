"""One migrated database for a whole run of the tests; every other new one is a copy of it.

A run needs about eight new databases: one for each of its halves and one for each site of real
processes. The first is migrated as always and kept; `PMA_TEST_MIGRATED` names the folder.
"""

import fcntl
import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader

TEMPLATE = "migrated"


class Command(Migrate):
    """As Django's own, but for an empty database that is to be migrated to the end."""

    def handle(self, *args: Any, **options: Any) -> Any:
        folder = os.environ.get("PMA_TEST_MIGRATED", "")
        connection = connections[options["database"]]
        if not folder or options["app_label"] or connection.introspection.table_names():
            return super().handle(*args, **options)
        copies = PostgresCopies if connection.vendor == "postgresql" else SQLiteCopies
        with alone(Path(folder)):
            kept = copies(connection, Path(folder))
            if kept.is_there:
                MigrationLoader(None)  # what is protected is known once migrations are read
                return kept.fill()
            done = super().handle(*args, **options)
            kept.keep()
            return done


@contextmanager
def alone(folder: Path) -> Any:
    """Wait until no other process migrates or copies."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class SQLiteCopies:
    """Copies by SQLite's own backup."""

    def __init__(self, connection: Any, folder: Path) -> None:
        self.connection = connection
        self.file = folder / f"{TEMPLATE}.sqlite3"
        self.is_there = self.file.exists()

    def keep(self) -> None:
        with closing(sqlite3.connect(self.file)) as file:
            self.connection.connection.backup(file)

    def fill(self) -> None:
        self.connection.ensure_connection()
        with closing(sqlite3.connect(self.file)) as file:
            file.backup(self.connection.connection)


class PostgresCopies:
    """Copies by CREATE DATABASE … TEMPLATE, while nobody is connected to either."""

    def __init__(self, connection: Any, folder: Path) -> None:
        self.connection = connection
        self.name = connection.settings_dict["NAME"]
        self.template = template_name(folder)
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template])
            self.is_there = cursor.fetchone() is not None

    def keep(self) -> None:
        self._copy(self.name, self.template)

    def fill(self) -> None:
        self.connection.close()
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{self.name}"')
        self._copy(self.template, self.name)

    def _copy(self, source: str, target: str) -> None:
        self.connection.close()
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def template_name(folder: Path) -> str:
    """The template's name on PostgreSQL: another for each run."""
    return folder.name.lower().replace("-", "_")
