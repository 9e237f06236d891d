"""Asking clamd whether a file holds a virus, in its own few words over a socket (INSTREAM).

`settings.CLAMD_SOCKET` is the path of its socket, or host:port; without it nothing is scanned.
Only an answer that says so makes a file clean: no answer, a late one and an odd one do not.
"""

from __future__ import annotations

import re
import socket
import time
from typing import BinaryIO

from django.conf import settings

from assessments.errors import ScannerDown

CHUNK = 256 * 1024
LONGEST_ANSWER = 4096
CLEAN = b"stream: OK"
FOUND = re.compile(rb"stream: (.{1,200}) FOUND", re.DOTALL)


def is_on() -> bool:
    """Whether there is a scanner to ask."""
    return bool(settings.CLAMD_SOCKET)


def is_up() -> bool:
    """Whether the scanner answers at once."""
    try:
        with _Talk(seconds=1) as talk:
            talk.say(b"zPING\0")
            return talk.hear() == b"PONG"
    except (OSError, ScannerDown):
        return False


def state() -> str:
    """For people who look after the site: "off", "up" or "down"."""
    if not is_on():
        return "off"
    return "up" if is_up() else "down"


def find(content: BinaryIO) -> str:
    """The name of what the scanner finds in a file; empty when it says that it is clean.

    Raises `ScannerDown` when it says neither within `settings.CLAMD_SECONDS`.
    """
    try:
        with _Talk(seconds=settings.CLAMD_SECONDS) as talk:
            answer = _ask(talk, content)
    except OSError as trouble:
        raise ScannerDown(f"The virus scanner does not answer: {trouble}") from trouble
    if answer == CLEAN:
        return ""
    found = FOUND.fullmatch(answer)
    if found is None:
        raise ScannerDown(f"The virus scanner said {answer[:80]!r}.")
    return "".join(sign for sign in found[1].decode("ascii", "replace") if sign.isprintable())


def _ask(talk: _Talk, content: BinaryIO) -> bytes:
    talk.say(b"zINSTREAM\0")
    while chunk := content.read(CHUNK):
        talk.say(len(chunk).to_bytes(4, "big") + chunk)
    talk.say(b"\0\0\0\0")
    return talk.hear()


class _Talk:
    """One conversation with the scanner, over by a moment however slowly it answers."""

    def __init__(self, *, seconds: float) -> None:
        self.until = time.monotonic() + seconds
        host, colon, port = settings.CLAMD_SOCKET.rpartition(":")
        if colon and port.isdecimal():
            self.line = socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)
            return
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.line.settimeout(seconds)
        try:
            self.line.connect(settings.CLAMD_SOCKET)
        except OSError:
            self.line.close()
            raise

    def __enter__(self) -> _Talk:
        return self

    def __exit__(self, *trouble: object) -> None:
        self.line.close()

    def say(self, words: bytes) -> None:
        """Send all of it in time."""
        self._hurry()
        self.line.sendall(words)

    def hear(self) -> bytes:
        """The answer up to its NUL; one that does not end is none."""
        answer = b""
        while b"\0" not in answer:
            self._hurry()
            more = self.line.recv(LONGEST_ANSWER)
            answer += more
            if not more or len(answer) > LONGEST_ANSWER:
                raise ScannerDown("The virus scanner broke off.")
        return answer.partition(b"\0")[0]

    def _hurry(self) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise ScannerDown("The virus scanner takes too long.")
        self.line.settimeout(left)
