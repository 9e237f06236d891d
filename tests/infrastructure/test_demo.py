"""The demo's state: one user at a time, whole or absent, and nothing else deleted."""

import contextlib
import os
import time

import pytest

from launcher.demo import Demo
from launcher.machine import BASE, Stop

STAND_IN = """#!/bin/sh
# Stands in for Python running manage.py: $2 is Django's command.
echo "$2" >> "{told}"
case "$2" in
    migrate) mkdir -p "$PMA_VAR/evidence" && echo made >> "$PMA_VAR/db.sqlite3" ;;
    shell) echo "anybody: $(grep -q seeded "$PMA_VAR/db.sqlite3" && echo True || echo False)" ;;
    seed_demo) {seeding} ;;
esac
"""
SEEDS_WELL = 'echo seeded >> "$PMA_VAR/db.sqlite3"; echo file > "$PMA_VAR/evidence/one"'


@pytest.fixture(autouse=True)
def _sqlite(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)


class Scene:
    """A demo whose manage.py is a stand-in that notes what it was told."""

    def __init__(self, folder):
        self.told_in = folder / "told"
        self.python = folder / "python"
        self.demo = Demo(self.python, folder / "var", 8000)
        self.seeding(SEEDS_WELL)
        self.demo.var.mkdir()

    def seeding(self, shell):
        self.python.write_text(STAND_IN.format(told=self.told_in, seeding=shell))
        self.python.chmod(0o700)

    def told(self):
        words = self.told_in.read_text().split() if self.told_in.exists() else []
        self.told_in.unlink(missing_ok=True)
        return words

    def names(self):
        return sorted(path.name for path in self.demo.var.iterdir())


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path)


def test_a_first_start_makes_everything_and_the_next_has_nothing_to_do(scene):
    scene.demo.prepare()

    assert scene.told() == [
        "migrate",
        "import_specification",
        "import_specification",
        "shell",
        "seed_demo",
        "collectstatic",
    ]
    assert scene.names() == ["db.sqlite3", "evidence", "log", "stamps"]
    assert (scene.demo.var / "evidence" / "one").read_text() == "file\n"

    scene.demo.prepare()
    assert scene.told() == []


def test_a_changed_diploma_or_table_updates_the_database_without_seeding_again(scene):
    scene.demo.prepare()
    scene.told()
    (scene.demo.var / "stamps" / "database").write_text("of an older version")

    scene.demo.prepare()

    assert scene.told() == ["migrate", "import_specification", "import_specification", "shell"]


def test_a_first_start_that_fails_leaves_no_database(scene):
    """The control is the first test: the same steps with a seeding that works leave one."""
    scene.seeding(f"{SEEDS_WELL}; echo no such cohort; exit 1")

    with pytest.raises(Stop, match=r"manage\.py seed_demo did not finish: see "):
        scene.demo.prepare()

    assert scene.names() == ["log", "stamps"]
    assert (scene.demo.var / "log" / "prepare.log").read_text() == "no such cohort\n"

    scene.seeding(SEEDS_WELL)
    scene.demo.prepare()
    assert "db.sqlite3" in scene.names()


def test_a_full_disk_is_one_line(scene):
    scene.seeding("echo OSError: No space left on device; exit 1")

    with pytest.raises(Stop) as refusal:
        scene.demo.prepare()

    assert str(refusal.value) == (
        "The disk is full: seed_demo could not finish, and nothing of it was kept."
    )


def test_starting_over_deletes_the_state_and_nothing_else(scene):
    (scene.demo.var / "my-notes.txt").write_text("keep")
    scene.demo.prepare()
    for name in ("db.sqlite3-wal", "celerybeat-schedule.db", "secret_key"):
        (scene.demo.var / name).write_text("")

    scene.demo.clear()

    assert scene.names() == ["my-notes.txt"]


def test_starting_over_is_refused_for_another_database(scene, monkeypatch):
    scene.demo.prepare()
    monkeypatch.setenv("DATABASE_URL", "postgres://127.0.0.1/somebodys")

    with pytest.raises(Stop, match="empty what DATABASE_URL names yourself"):
        scene.demo.clear()

    assert "db.sqlite3" in scene.names()


def test_two_cannot_run_from_one_state_and_the_second_is_told_whom_to_stop(scene):
    with scene.demo.locked():
        with pytest.raises(Stop) as refusal, scene.demo.locked():
            pytest.fail("both had the lock")
        assert str(refusal.value).endswith(f"or type: kill {os.getpid()}")

    with scene.demo.locked():
        pass


def test_a_command_that_outlives_us_still_holds_the_state(scene):
    """As when run.py is killed outright while the database is being made."""
    stop = scene.told_in.with_name("stop")
    scene.seeding(f"(while [ ! -e {stop} ]; do sleep 0.05; done) > /dev/null 2>&1 &")
    with scene.demo.locked():
        scene.demo.var.joinpath("log").mkdir()
        scene.demo.manage("seed_demo")  # is back at once; what it left behind is not done yet
        scene.demo.note_processes([])
    try:
        with pytest.raises(Stop, match="is still finishing"), scene.demo.locked():
            pytest.fail("what it left behind had no lock")
    finally:
        stop.touch()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with contextlib.suppress(Stop), scene.demo.locked():
            return
        time.sleep(0.05)
    pytest.fail("the lock was never given back")


def test_the_demo_takes_no_secret_and_no_other_sites_settings_from_the_environment(
    scene, monkeypatch
):
    monkeypatch.setenv("SECRET_KEY", "of-the-real-site")
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/3")

    told = scene.demo.environment()

    assert "SECRET_KEY" not in told
    assert "EMAIL_URL" not in told
    assert told["REDIS_URL"] == "redis://127.0.0.1:6379/3"
    assert (told["PMA_DEMO"], told["SITE_URL"]) == ("1", "http://localhost:8000")


def test_every_state_is_ignored_by_git():
    assert {"/var/", "/.venv/", "/.env"} <= set((BASE / ".gitignore").read_text().split())
