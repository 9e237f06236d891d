"""A site of its own for tests that kill things: fresh database, fresh broker, real processes."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent.parent
DEADLINE_SECONDS = 180


class Site:
    """A migrated database and the processes started on it. Use as a context manager."""

    def __init__(self, folder: Path, *, database_url: str = "", redis_url: str = "") -> None:
        self.folder = folder
        self.redis_url = redis_url
        self.database_url = database_url
        self.processes: list[subprocess.Popen[bytes]] = []
        self.log = folder / "processes.log"
        self.env = os.environ | {
            "PMA_DEMO": "1",
            "PMA_VAR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "EMAIL_URL": "",
            "SITE_URL": "http://localhost:8000",
            "SECRET_KEY": "only-for-tests",
            "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
            "PYTHONPATH": str(ROOT),
        }

    def __enter__(self) -> Site:
        self.manage("migrate", "--verbosity", "0")
        return self

    def __exit__(self, *exc: object) -> None:
        for process in self.processes:
            self.kill(process)

    def manage(self, *arguments: str) -> None:
        """Run a management command to its end."""
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.env, check=True, timeout=DEADLINE_SECONDS)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A real Celery worker with two children and beat."""
        command = [sys.executable, "-m", "celery", "-A", "pmatraining", "worker", "-B", "-c", "2"]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*command, "--loglevel", "WARNING"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL the process and its children: no chance to tidy up."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def rows(self, sql: str) -> list[tuple]:
        """Ask the database itself, not the application."""
        if self.database_url:
            connection = psycopg2.connect(self.database_url)
        else:
            connection = sqlite3.connect(self.folder / "db.sqlite3", timeout=20)
        with contextlib.closing(connection), contextlib.closing(connection.cursor()) as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def wait_until(self, sql: str, expected: int, *, seconds: float = DEADLINE_SECONDS) -> int:
        """Wait until a count reaches `expected`; returns the last count seen."""
        end = time.monotonic() + seconds
        while (count := self.rows(sql)[0][0]) < expected and time.monotonic() < end:
            time.sleep(0.1)
        return count


@contextlib.contextmanager
def scratch_postgres(url: str):
    """The address of a new, empty database on the server that `url` names."""
    parts = urlsplit(url)
    name = f"pma_site_{os.getpid()}_{time.monotonic_ns()}"
    admin = psycopg2.connect(parts._replace(path="/postgres").geturl())
    admin.autocommit = True
    with contextlib.closing(admin), admin.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield parts._replace(path=f"/{name}").geturl()
        finally:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
