"""Programs that run together stop together, whatever ends them, and leave no process behind."""

import os
import signal
import subprocess
import sys
import time

import pytest

from launcher.demo import is_alive
from launcher.machine import BASE

# Runs two programs as run.py does. Each starts a grandchild and writes both numbers down.
DRIVER = """
import os, sys
from pathlib import Path
from launcher import processes
from launcher.machine import Stop
from launcher.processes import Ended, Program, endings_raise, run_together

folder, ends_early, patience = Path(sys.argv[1]), sys.argv[2] == "yes", float(sys.argv[3])
processes.PATIENCE = patience
body = '''
import os, signal, subprocess, sys, time
from pathlib import Path
if {stubborn}:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
inner = subprocess.Popen([sys.executable, "-c", "import signal, time;"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"])
Path({noted!r}).write_text(f"{{os.getpid()}} {{inner.pid}}")
print("these are last words", flush=True)
time.sleep({seconds})
'''
def program(name, seconds, stubborn):
    code = body.format(noted=str(folder / name), seconds=seconds, stubborn=stubborn)
    return Program(name, [sys.executable, "-c", code], folder / (name + ".log"))

programs = [program("first", 600, True), program("second", 0.2 if ends_early else 600, False)]
lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR)
try:
    with endings_raise():
        run_together(programs, environment=dict(os.environ), inherited=[lock],
                     when_started=lambda running: print("started", flush=True))
except Stop as refusal:
    sys.exit(str(refusal))
except Ended:
    print("ended", flush=True)
"""


def drive(folder, *, ends_early="no", patience=0.5):
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(folder), ends_early, str(patience)],
        cwd=BASE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def noted(folder):
    """The numbers of both programs and both grandchildren, once all are written down."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        texts = [
            (folder / name).read_text() for name in ("first", "second") if (folder / name).exists()
        ]
        if len(" ".join(texts).split()) == 4:
            return " ".join(texts).split()
        time.sleep(0.02)
    raise AssertionError("the programs did not start")


def living_now(pids):
    return [pid for pid in pids if is_running(pid)]


def living(pids):
    """Those that still run; a moment is allowed for the killed to be reaped."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(map(is_running, pids)):
        time.sleep(0.02)
    return living_now(pids)


def is_running(pid):
    if not is_alive(pid):
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="needs /proc")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_any_ending_stops_every_program_and_its_children(tmp_path, ending):
    """One program ignores SIGTERM and so do both grandchildren: asking is not enough."""
    driver = drive(tmp_path)
    pids = noted(tmp_path)
    assert len(living_now(pids)) == 4

    driver.send_signal(ending)
    said, complained = driver.communicate(timeout=20)

    assert (driver.returncode, said, complained) == (0, "started\nended\n", "")
    assert living(pids) == []


def test_a_second_ending_does_not_wait(tmp_path):
    driver = drive(tmp_path, patience=60)
    pids = noted(tmp_path)

    driver.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert len(living_now(pids)) == 3  # one program was willing; the others are being waited for
    driver.send_signal(signal.SIGINT)
    driver.communicate(timeout=20)

    assert living(pids) == []


def test_a_program_that_dies_stops_the_others_and_is_named_with_its_last_words(tmp_path):
    driver = drive(tmp_path, ends_early="yes")
    pids = noted(tmp_path)

    _, complained = driver.communicate(timeout=20)

    assert driver.returncode == 1
    assert complained.splitlines() == [
        "The second stopped by itself, so everything stops. "
        f"Its last words, from {tmp_path / 'second.log'}:",
        "  these are last words",
    ]
    assert living(pids) == []
