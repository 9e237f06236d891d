"""The site's processes: started together, watched, and stopped together."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from launcher.machine import BASE, Stop, say

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 10.0  # seconds to finish what is begun, when asked to stop


class Ended(BaseException):
    """We were asked to stop."""


@dataclass(frozen=True)
class Program:
    """One process to run, and where its words go."""

    name: str
    command: Sequence[str]
    log: Path


class Running:
    """A started program, with its own process group."""

    def __init__(
        self, program: Program, environment: dict[str, str], inherited: Sequence[int]
    ) -> None:
        self.program = program
        with program.log.open("wb") as log:
            self.process = subprocess.Popen(
                program.command,
                cwd=BASE,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=inherited,
            )

    def has_died(self) -> bool:
        return self.process.poll() is not None

    def last_words(self) -> str:
        """The end of its log, for the person at the terminal."""
        lines = self.program.log.read_text(errors="replace").strip().splitlines()
        return "\n".join(f"  {line}" for line in lines[-5:])

    def ask_to_stop(self) -> None:
        if not self.has_died():
            self.process.terminate()

    def kill_group(self) -> None:
        """End whatever is left of the program and of what it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def endings_raise() -> Iterator[None]:
    """Ctrl-C, a kill and a closed terminal all end the same way: by `Ended`."""

    def end(number: int, frame: FrameType | None) -> None:
        raise Ended

    before = {number: signal.signal(number, end) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_together(
    programs: Sequence[Program],
    *,
    environment: dict[str, str],
    inherited: Sequence[int],
    when_started: Callable[[list[Running]], None],
) -> None:
    """Run programs until we are asked to stop or one of them ends by itself."""
    running: list[Running] = []
    try:
        for program in programs:
            running.append(Running(program, environment, inherited))
        when_started(running)
        while True:
            require_alive(running)
            time.sleep(0.3)
    finally:
        stop_all(running)


def require_alive(running: Sequence[Running]) -> None:
    """Say which program has ended, and stop."""
    for each in running:
        if each.has_died():
            raise Stop(
                f"The {each.program.name} stopped by itself, so everything stops. "
                f"Its last words, from {each.program.log}:\n{each.last_words()}"
            )


def stop_all(running: Sequence[Running]) -> None:
    """Ask every program to stop, wait a little, then insist. A second Ctrl-C insists at once."""
    deadline = time.monotonic() + PATIENCE

    def insist(number: int, frame: FrameType | None) -> None:
        nonlocal deadline
        deadline = 0.0

    before = {number: signal.signal(number, insist) for number in ENDINGS}
    try:
        for each in running:
            each.ask_to_stop()
        while time.monotonic() < deadline and not all(each.has_died() for each in running):
            time.sleep(0.05)
        for each in running:
            each.kill_group()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def wait_until_it_answers(port: int, running: Sequence[Running], *, seconds: float = 60) -> None:
    """Wait for the site's first answer, whatever it says."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        require_alive(running)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
        try:
            connection.request("GET", "/healthz/", headers={"Host": "localhost"})
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    say(f"The site has not answered for {seconds:.0f} seconds: see {running[0].program.log}")
