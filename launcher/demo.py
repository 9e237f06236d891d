"""The demo's state in `var/`: its lock, its database and its collected static files."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from launcher.machine import BASE, Stop, require_space, say
from launcher.packages import NO_SPACE

MEGABYTES = 300
DATABASE = "db.sqlite3"
STATE = (  # all that a running site writes, and all that --fresh may delete
    DATABASE + "*",
    "broker",
    "building",
    "celerybeat-schedule*",
    "evidence",
    "log",
    "mail",
    "previews",
    "secret_key",
    "signing.pem",
    "stamps",
    "statements",
    "static",
    "uploads",
)
ANYBODY = "from accounts.models import User; print('anybody:', User.objects.exists())"


class Demo:
    """The demo centre: where its state is and how its commands are run."""

    def __init__(self, python: Path, var: Path, port: int) -> None:
        self.python = python
        self.var = var
        self.port = port
        self.locks: tuple[int, ...] = ()  # what every child inherits

    def environment(self, var: Path | None = None) -> dict[str, str]:
        """What demo mode's processes are told; `.env.example` explains each."""
        return demo_environment() | {
            "PMA_DEMO": "1",
            "PMA_VAR": str(var or self.var),
            "SITE_URL": f"http://localhost:{self.port}",
        }

    # ---- one at a time -------------------------------------------------------------------------

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the state for ourselves. Children inherit the lock, so it outlives a kill of us."""
        self.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.var / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Stop(self.whom_to_stop(os.read(handle, 500).decode())) from error
            self.locks = (handle,)
            self.note_processes([os.getpid()])
            yield
        finally:
            self.locks = ()
            os.close(handle)

    def whom_to_stop(self, noted: str) -> str:
        """What to say to the second who comes, from what the first wrote down."""
        running = [pid for pid in noted.split() if is_alive(pid)]
        if not running:
            return f"What was killed in {self.var} is still finishing. Try again in a minute."
        return (
            f"PMA Training already runs from {self.var}. "
            f"Stop it there with Ctrl-C, or type: kill {' '.join(running)}"
        )

    def note_processes(self, pids: Iterable[int]) -> None:
        """Write down who runs, for whoever finds the state locked."""
        (self.var / "lock").write_text(" ".join(map(str, pids)))

    def clear(self) -> None:
        """Delete the state, and nothing else that may lie in the folder."""
        if os.environ.get("DATABASE_URL"):
            raise Stop("--fresh is for SQLite; empty what DATABASE_URL names yourself.")
        for path in [path for pattern in STATE for path in self.var.glob(pattern)]:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    # ---- database and static files -------------------------------------------------------------

    def prepare(self) -> None:
        """Bring database and static files up to date; quick when nothing has changed."""
        (self.var / "log").mkdir(exist_ok=True)
        (self.var / "stamps").mkdir(exist_ok=True)
        uses_sqlite = not os.environ.get("DATABASE_URL")
        wanted = database_hash()
        stamp = self.var / "stamps" / "database"
        if uses_sqlite and not (self.var / DATABASE).exists():
            require_space(self.var, MEGABYTES)
            say("Making the demo centre, a year of its life: a minute, this once …")
            self.build()
            stamp.write_text(wanted)
        elif not stamp.exists() or stamp.read_text() != wanted:
            say("Bringing the database up to date …")
            self.update_database(self.var)
            stamp.write_text(wanted)
        stamp, wanted = self.var / "stamps" / "static", static_hash()
        if not stamp.exists() or stamp.read_text() != wanted:
            say("Collecting the static files …")
            self.manage("collectstatic", "--no-input", "--clear")
            stamp.write_text(wanted)

    def build(self) -> None:
        """Make database and files aside, and move them in when whole; the database comes last."""
        building = self.var / "building"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(mode=0o700)
        try:
            self.update_database(building)
            for path in sorted(building.iterdir(), key=lambda path: path.name == DATABASE):
                target = self.var / path.name
                if target.is_dir():
                    shutil.rmtree(target)
                path.replace(target)
        finally:
            shutil.rmtree(building, ignore_errors=True)

    def update_database(self, var: Path) -> None:
        """Tables, both diplomas, and demo people when there is nobody yet."""
        self.manage("migrate", "--no-input", var=var)
        for specification in specifications():
            self.manage("import_specification", str(specification), var=var)
        if "anybody: True" not in self.manage("shell", "--no-imports", "-c", ANYBODY, var=var):
            self.manage("seed_demo", var=var)

    def manage(self, *words: str, var: Path | None = None) -> str:
        """Run one of Django's commands out of sight, and return what it said."""
        done = subprocess.run(
            [str(self.python), "manage.py", *words],
            cwd=BASE,
            env=self.environment(var),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            pass_fds=self.locks,
        )
        if done.returncode == 0:
            return done.stdout
        if any(sign in done.stdout for sign in (*NO_SPACE, "database or disk is full")):
            raise Stop(
                f"The disk is full: {words[0]} could not finish, and nothing of it was kept."
            )
        log = self.var / "log" / "prepare.log"
        log.write_text(done.stdout)
        raise Stop(
            f"manage.py {words[0]} did not finish: see {log}. To start over: python3 run.py --fresh"
        )


def demo_environment() -> dict[str, str]:
    """This environment, without what would make the demo another site."""
    kept = {"PATH", "HOME", "LANG", "TERM", "TMPDIR", "DATABASE_URL", "REDIS_URL", "SENTRY_DSN"}
    return {name: value for name, value in os.environ.items() if name in kept} | {
        "PYTHONUNBUFFERED": "1"
    }


def specifications() -> list[Path]:
    """The diplomas, as data."""
    return sorted((BASE / "courses" / "specifications").glob("*.txt"))


def database_hash() -> str:
    """Changes when tables, diplomas or the database's address do."""
    migrations = sorted(BASE.glob("*/migrations/*.py"))
    return files_hash([*migrations, *specifications()], os.environ.get("DATABASE_URL", ""))


def static_hash() -> str:
    """Changes when our static files or the packages that bring some do."""
    ours = sorted(path for path in (BASE / "static").rglob("*") if path.is_file())
    return files_hash([*ours, BASE / "requirements.txt"])


def files_hash(paths: Iterable[Path], salt: str = "") -> str:
    """One hash over names and contents."""
    total = sha256(salt.encode())
    for path in paths:
        total.update(str(path.relative_to(BASE)).encode() + b"\0")
        total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_alive(pid: str) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
