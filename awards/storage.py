"""Where the papers are kept: written once, under a generated name, never overwritten."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True)
class StoredPaper:
    """A file's name in the store and the SHA-256 of its bytes."""

    name: str
    sha256: str


def keep(paper: bytes, *, suffix: str = ".pdf") -> StoredPaper:
    """Write a new file through to the disk; it appears whole or not at all."""
    folder = Path(settings.STATEMENTS_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}{suffix}"
    partial = folder / f".{name}"
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(paper)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(folder / name)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return StoredPaper(name=name, sha256=hashlib.sha256(paper).hexdigest())


def read(name: str, *, sha256: str) -> bytes:
    """The bytes of a paper, which must be those that were kept."""
    paper = (Path(settings.STATEMENTS_ROOT) / name).read_bytes()
    if hashlib.sha256(paper).hexdigest() != sha256:
        raise PaperAltered(f"{name} is not the paper that was kept.")
    return paper


class PaperAltered(Exception):
    """A stored paper's bytes have changed on the disk."""
