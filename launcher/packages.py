"""`.venv`, made from the hashed locks; a stamp says which lock it holds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from launcher.machine import BASE, MAKES_VENVS, Stop, provide, require_space, say

LOCKS = {  # each holds all that the one before it holds
    "run": "requirements.txt",
    "test": "requirements-dev.txt",
    "lint": "requirements-lint.txt",
}
MEGABYTES = {"run": 500, "test": 900, "lint": 1200}

NO_NETWORK = (
    "Failed to establish a new connection",
    "NewConnectionError",
    "ConnectTimeoutError",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Network is unreachable",
    "Read timed out",
    "ProxyError",
    "(from versions: none)",  # all that pip says of it when it may not try again
)
NO_SPACE = ("No space left on device", "Disk quota exceeded")


class Environment:
    """The project's own Python environment, in a folder."""

    def __init__(self, folder: Path = BASE / ".venv", locks: Path = BASE) -> None:
        self.folder = folder
        self.locks = locks

    @property
    def python(self) -> Path:
        """Its interpreter. Commands run as `python -m name`, so the folder may be moved."""
        return self.folder / "bin" / "python"

    def provide(self, level: str) -> Path:
        """Have what a level needs, and return the interpreter; quick when it is there already."""
        if not self.holds(level):
            self.install(level)
        return self.python

    def holds(self, level: str) -> bool:
        """Whether the stamp of this level is that of its lock."""
        stamp = self.stamp(level)
        return (
            self.python.exists() and stamp.exists() and stamp.read_text() == self.lock_hash(level)
        )

    def stamp(self, level: str) -> Path:
        return self.folder / f"holds-{LOCKS[level]}.sha256"

    def lock_hash(self, level: str) -> str:
        return sha256((self.locks / LOCKS[level]).read_bytes()).hexdigest()

    def install(self, level: str) -> None:
        """Install a lock. The stamp comes last; a new folder that failed is taken away again."""
        provide([MAKES_VENVS])
        if not MAKES_VENVS.is_met():
            raise Stop("This Python cannot make .venv. As root: apt-get install python3-venv")
        require_space(self.folder.parent, MEGABYTES[level])
        say(f"Setting up {self.folder.name} from {LOCKS[level]} …")
        is_new = not self.works()
        try:
            if is_new:
                shutil.rmtree(self.folder, ignore_errors=True)
                self.make()
            self.fill(level)
        except BaseException:
            if is_new:
                shutil.rmtree(self.folder, ignore_errors=True)
            raise
        for lower in list(LOCKS)[: list(LOCKS).index(level) + 1]:
            self.stamp(lower).write_text(self.lock_hash(lower))

    def works(self) -> bool:
        """Whether there is an environment that can install into itself."""
        if not self.python.exists():
            return False
        return attempt([str(self.python), "-m", "pip", "--version"])[0]

    def make(self) -> None:
        done, output = attempt([sys.executable, "-m", "venv", str(self.folder)])
        if not done:
            raise Stop(explain(output, f"{self.folder.name} could not be made"))

    def fill(self, level: str) -> None:
        """Bring in the packages of a lock: by uv where there is one, else by pip."""
        lock = str(self.locks / LOCKS[level])
        python = str(self.python)
        wanted = ["--require-hashes", "--no-deps", "-r", lock]
        uv = shutil.which("uv")
        if uv and attempt([uv, "pip", "install", "--quiet", "--python", python, *wanted])[0]:
            return
        quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--prefer-binary"]
        done, output = attempt([python, "-m", "pip", "install", *quiet, *wanted])
        if not done:
            raise Stop(explain(output, "The packages could not be installed"))


def attempt(command: list[str]) -> tuple[bool, str]:
    """Run a command out of sight: whether it did its work, and what it said."""
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:  # a file that is no program
        return False, str(error)
    return done.returncode == 0, done.stdout


def explain(output: str, what: str) -> str:
    """One line for a person, from a page of an installer's output."""
    if any(sign in output for sign in NO_SPACE):
        return f"{what}: the disk is full. Nothing was installed."
    if any(sign in output for sign in NO_NETWORK):
        return f"{what}: the package index cannot be reached. Check the network and try again."
    if "DO NOT MATCH THE HASHES" in output:
        return f"{what}: a package differs from the one in the lock. Nothing was installed."
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="pma-install-", suffix=".log", delete=False
        ) as log:
            log.write(output)
    except OSError:
        return f"{what}: {output.strip().splitlines()[-1] if output.strip() else 'no reason given'}"
    return f"{what}: see {log.name}"
