"""Runs a program that reads what strangers sent: without network, within limits.

    python -I confined.py PARENT SECONDS MEMORY_BYTES FILE_BYTES PROGRAM [ARGUMENT …]

A program of its own, so that nothing of it is left in the worker. It limits itself, starts PROGRAM
and ends as that ends; limits and filter cannot be taken off again. When the process PARENT that
started it is killed, it ends its whole group of processes. Linux only: what it cannot make safe it
does not start, and ends with status 125.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from typing import NoReturn

NOT_SAFE = 125
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
# From the kernel: how each machine calls itself, and its numbers of socket and io_uring_setup.
MACHINES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
AF_UNIX = 1
LOAD, EQUALS, AT_LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06  # instructions of the filter
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16  # where it finds them
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EACCES
OTHER_NUMBERS = 0x40000000  # a second table of calls on x86_64


def limit(seconds: int, memory: int, file_size: int) -> None:
    """Processor time, address space and size of a written file; no dump of what it held."""
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def cut_off() -> None:
    """Refuse every socket but those within the machine (AF_UNIX), for good and for all children."""
    machine, socket, io_uring = MACHINES[platform.machine()]
    steps = (
        (LOAD, 0, 0, MACHINE),
        (EQUALS, 1, 0, machine),
        (ANSWER, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 5, 0, OTHER_NUMBERS),
        (EQUALS, 4, 0, io_uring),
        (EQUALS, 0, 2, socket),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (EQUALS, 0, 1, AF_UNIX),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, REFUSE),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    call = ctypes.CDLL(None, use_errno=True).prctl
    if call(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or call(
        PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0
    ):
        raise OSError(ctypes.get_errno(), "The filter was not taken")


def die_with(parent: int) -> None:
    """End this group of processes when the parent dies, however that happens."""
    signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))
    call = ctypes.CDLL(None, use_errno=True).prctl
    if call(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "The parent's end would not be told")
    if os.getppid() != parent:
        raise OSError("The parent is gone")


def become(words: list[str]) -> NoReturn:
    """Become the program, in the child that is to be it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        os.execv(words[0], words)  # noqa: S606 -- the program is ours to name
    except OSError as trouble:
        sys.stderr.write(f"Not started: {trouble}\n")
    os._exit(NOT_SAFE)


def main() -> None:
    """Limit this process, start the program, and end as it ends."""
    parent, seconds, memory, file_size = map(int, sys.argv[1:5])
    try:
        die_with(parent)
        limit(seconds, memory, file_size)
        cut_off()
    except (OSError, KeyError, ValueError) as trouble:
        sys.stderr.write(f"Not started: {trouble}\n")
        sys.exit(NOT_SAFE)
    child = os.fork()
    if child == 0:
        become(sys.argv[5:])
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.exit(status if status >= 0 else 128 - status)


if __name__ == "__main__":
    main()
