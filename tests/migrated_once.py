"""The folder of the one migrated database of a run: made when it begins, gone when it ends."""

import os
import shutil
import tempfile
from pathlib import Path

import psycopg2
import pytest

from tests.requirements_plugin import names_postgres
from tests.runner.management.commands.migrate import template_name

FOLDER = "PMA_TEST_MIGRATED"
made = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Whoever starts the run makes the folder; its halves inherit the variable."""
    if FOLDER not in os.environ:
        config.stash[made] = os.environ[FOLDER] = tempfile.mkdtemp(prefix="pma-migrated-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take away what this process made, and the database that went with it."""
    folder = config.stash.get(made, None)
    if folder is None:
        return
    del os.environ[FOLDER]
    shutil.rmtree(folder, ignore_errors=True)
    if names_postgres():
        drop_template(template_name(Path(folder)))


def drop_template(name: str) -> None:
    """Drop the copy that PostgreSQL kept, where there is one."""
    admin = psycopg2.connect(os.environ["DATABASE_URL"])
    admin.autocommit = True
    try:
        with admin.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    finally:
        admin.close()
