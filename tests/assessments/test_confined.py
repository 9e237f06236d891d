"""What reads strangers' files: cut off, within limits, and gone with the worker that started it."""

import os
import signal
import subprocess
import sys

import pytest

from assessments import confined

pytestmark = pytest.mark.once

TALKS = """
import socket
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    try:
        socket.socket(family).close()
        print("open")
    except PermissionError:
        print("refused")
"""


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=30)
    return done.returncode, done.stdout.split()


def confine(*words, seconds=5, memory=500_000_000, file_size=1000):
    numbers = (str(number) for number in (os.getpid(), seconds, memory, file_size))
    return run(sys.executable, "-I", confined.__file__, *numbers, *words)


def test_what_is_confined_reaches_nobody():
    assert confine(sys.executable, "-c", TALKS) == (0, ["refused", "refused", "open"])


def test_the_control_what_is_not_confined_does():
    assert run(sys.executable, "-c", TALKS) == (0, ["open", "open", "open"])


GREED = {
    "memory": "bytes(800_000_000)",
    "disk": "import sys; open(sys.argv[1], 'wb', 0).write(bytes(5000)) > 1000 or 1 / 0",
}


@pytest.mark.parametrize("greed", GREED)
def test_what_is_confined_gets_only_so_much(tmp_path, greed):
    words = (sys.executable, "-c", GREED[greed], str(tmp_path / "large"))

    assert confine(*words)[0] != 0
    assert run(*words)[0] == 0


def test_what_cannot_be_confined_is_not_started(tmp_path):
    assert confine("/nowhere/soffice")[0] == confined.NOT_SAFE


# A worker, and what it runs: a program with a child of its own that sleeps on when left alone.
WORKER = """
import os, subprocess, sys
words = [str(os.getpid()) if word == "PARENT" else word for word in sys.argv[1:]]
subprocess.Popen(words, start_new_session=True).wait()
"""
SLEEPER = ("/bin/sh", "-c", "sleep 20 & echo $$; wait")


def killed(*words):
    """A worker that was killed in the middle; its output ends when nothing holds it any more."""
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, *words], stdout=subprocess.PIPE, text=True
    )
    begun = int(worker.stdout.readline())
    worker.kill()
    return worker, begun


def test_what_is_confined_dies_with_its_worker_and_all_it_started():
    limits = ("PARENT", "5", "500000000", "1000")
    worker, _ = killed(sys.executable, "-I", confined.__file__, *limits, *SLEEPER)

    worker.communicate(timeout=10)


def test_the_control_what_is_not_confined_outlives_its_worker():
    worker, group = killed(*SLEEPER)
    with pytest.raises(subprocess.TimeoutExpired):
        worker.communicate(timeout=0.5)

    os.killpg(group, signal.SIGKILL)
    worker.communicate(timeout=10)


def test_what_has_lost_its_worker_already_is_not_started():
    words = (sys.executable, "-I", confined.__file__, "1", "5", "500000000", "1000", *SLEEPER)

    assert run(*words) == (confined.NOT_SAFE, [])
