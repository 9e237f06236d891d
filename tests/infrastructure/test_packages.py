"""`.venv` from a lock: complete with its stamp, or not there at all."""

import subprocess
import time

import pytest

from launcher.machine import Stop
from launcher.packages import Environment, explain
from tests.infrastructure.conftest import make_wheel


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A folder of packages, the only place that pip may look in, and three locks beside it."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")  # so by pip, also where there is uv
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_RETRIES", "0")
    line = make_wheel(tmp_path)
    for lock in ("requirements.txt", "requirements-dev.txt", "requirements-lint.txt"):
        (tmp_path / lock).write_text(line)
    return tmp_path


@pytest.fixture
def no_network(shelf, monkeypatch):
    """An index where nobody answers."""
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple/")


def size_of_pebble(python):
    done = subprocess.run(
        [python, "-c", "import pebble; print(pebble.SIZE)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.slow
def test_a_level_is_installed_once_and_again_when_its_lock_changes(shelf):
    environment = Environment(shelf / "env", shelf)

    assert size_of_pebble(environment.provide("test")) == 1
    assert [environment.holds(level) for level in ("run", "test", "lint")] == [True, True, False]

    began = time.monotonic()
    environment.provide("run")
    environment.provide("test")
    assert time.monotonic() - began < 0.1

    (shelf / "requirements.txt").write_text(make_wheel(shelf, version="2.0", code="SIZE = 2\n"))
    assert [environment.holds(level) for level in ("run", "test")] == [False, True]
    assert size_of_pebble(environment.provide("run")) == 2

    # a package that is not the locked one changes nothing, and the stamp still says so
    make_wheel(shelf, version="3.0", code="SIZE = 3\n")
    (shelf / "requirements.txt").write_text(f"pebble==3.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(Stop) as refusal:
        environment.provide("run")
    assert str(refusal.value) == (
        "The packages could not be installed: a package differs from the one in the lock. "
        "Nothing was installed."
    )
    assert environment.holds("run") is False
    assert size_of_pebble(environment.python) == 2


@pytest.mark.slow
def test_without_network_there_is_one_clear_line_and_no_environment(shelf, no_network):
    """The control is the test above: the same lock installs where packages can be had."""
    environment = Environment(shelf / "env", shelf)

    with pytest.raises(Stop) as refusal:
        environment.provide("run")

    assert str(refusal.value) == (
        "The packages could not be installed: the package index cannot be reached. "
        "Check the network and try again."
    )
    assert not environment.folder.exists()


def test_an_environment_that_was_cut_short_counts_as_none(shelf):
    environment = Environment(shelf / "env", shelf)
    (environment.folder / "bin").mkdir(parents=True)
    environment.python.write_text("")

    assert environment.holds("run") is False
    assert environment.works() is False


def test_a_full_disk_is_told_from_other_trouble():
    assert explain("OSError: [Errno 28] No space left on device", "It failed") == (
        "It failed: the disk is full. Nothing was installed."
    )
    other = explain("line one\nERROR: resolution impossible\n", "It failed")
    assert other.startswith("It failed: see ")
    with open(other.removeprefix("It failed: see ")) as log:
        assert log.read() == "line one\nERROR: resolution impossible\n"
