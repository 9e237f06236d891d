"""The machine we are on: its ports, its disk, its system packages."""

from __future__ import annotations

import ctypes
import errno
import importlib.util
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent


class Stop(Exception):
    """The one line to show before stopping."""


def say(line: str) -> None:
    """Tell the person at the terminal, at once."""
    print(line, flush=True)


# ---- ports and disk ----------------------------------------------------------------------------


def require_port(port: int) -> None:
    """Refuse a port that somebody else answers on, or that this account may not use."""
    busy = (
        f"Port {port} is already in use. "
        f"Stop what uses it, or choose another: python3 run.py --port {port + 1}"
    )
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Stop(busy) from error
            raise Stop(f"Port {port} cannot be used here: {error.strerror}.") from error
    try:  # browsers try this address first when asked for "localhost"
        socket.create_connection(("::1", port), timeout=0.2).close()
    except OSError:
        return
    raise Stop(busy)


def require_space(folder: Path, megabytes: int) -> None:
    """Refuse to begin what would not fit."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise Stop(f"Not enough disk space in {folder}: {megabytes} MB needed, {free} MB free.")


# ---- system packages ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Need:
    """Something of the system's that we use, and the Debian packages that bring it."""

    purpose: str
    packages: tuple[str, ...]
    is_met: Callable[[], bool]


def loads(*libraries: str) -> bool:
    """Whether every one of these shared libraries is here."""
    try:
        for library in libraries:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def chromium() -> str | None:
    """The browser for the browser tests: PMA_CHROMIUM, or the one on the path."""
    named = os.environ.get("PMA_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    for name in ("chromium-headless-shell", "chromium", "chromium-browser"):
        if found := shutil.which(name):
            return found
    return None


MAKES_VENVS = Need(
    "setting up .venv",
    ("python3-venv",),
    lambda: all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")),
)
DRAWS_PDFS = Need(
    "statements as PDF",
    ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    lambda: loads("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"),
)
DRIVES_A_BROWSER = Need(
    "browser tests",
    ("chromium-headless-shell", "libatomic1"),
    lambda: chromium() is not None and loads("libatomic.so.1"),
)


def provide(needs: Iterable[Need]) -> None:
    """Install what is missing where we may; otherwise say what to type, and go on without."""
    for need in needs:
        if need.is_met():
            continue
        line = "apt-get install " + " ".join(need.packages)
        if shutil.which("apt-get") is None:
            names = ", ".join(need.packages)
            say(f"For {need.purpose}, install what Debian calls {names}. Going on without.")
        elif os.geteuid() != 0:
            say(f"For {need.purpose}, type as root: {line}. Going on without.")
        else:
            say(f"Installing for {need.purpose}: {line}")
            if not apt_get_install(need.packages):
                say(f"That did not work. Going on without {need.purpose}.")


def apt_get_install(packages: Iterable[str]) -> bool:
    """Install Debian packages; the index of packages is fetched first, as it may be missing."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    patience = ("-qq", "-o", "DPkg::Lock::Timeout=120")
    for command in (
        ("apt-get", *patience, "update"),
        ("apt-get", *patience, "install", "-y", "--no-install-recommends", *packages),
    ):
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )
    return done.returncode == 0
