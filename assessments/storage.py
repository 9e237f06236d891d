"""Private storage of evidence: files under generated names, outside everything that is served.

A file is written under a temporary name, flushed to the disk and only then given its own; what
happens around it decides whether it stays. So there is never a row without its file, and a
refused or undone upload leaves nothing behind (G13). Original names never reach the disk.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError

from assessments.errors import FileRefused, NoRoom
from assessments.models import EvidenceFile

log = logging.getLogger(__name__)

CHUNK = 1024 * 1024
UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was written down: its generated name, bytes, and SHA-256."""

    name: str
    size: int
    sha256: str


@contextmanager
def keeping(content: BinaryIO) -> Iterator[StoredFile]:
    """Write a file down; it stays if the block ends well, and is removed if it does not.

    Goes around the transaction that makes the rows, so that a commit that fails counts too. But
    what a row names, or may name, is never removed: something can fail after the commit, and a
    database that goes away in the middle of one does not say whether it happened. A file too
    many is found by `manage.py check_evidence`; a file too few could not be made good.
    """
    stored = write(content)
    try:
        yield stored
    except (OperationalError, InterfaceError):
        log.exception("Whether %s is needed is in doubt; it stays in the store", stored.name)
        raise
    except BaseException:
        if not _is_named(stored.name):
            _discard(path_of(stored.name))
        raise


def write(content: BinaryIO) -> StoredFile:
    """Copy a file into the store, counting and hashing what passes."""
    check_room(_size_of(content))
    name = _new_name()
    place = path_of(name)
    unfinished = place.with_suffix(UNFINISHED)
    try:
        _make_folders(place.parent)
        size, sha256 = _copy(content, unfinished)
        unfinished.rename(place)
        _flush_folder(place.parent)
    except OSError as trouble:
        _discard(unfinished, place)
        log.exception("Evidence could not be written down")
        raise no_room() from trouble
    except BaseException:
        _discard(unfinished, place)
        raise
    return StoredFile(name=name, size=size, sha256=sha256)


def open_stored(name: str) -> BinaryIO:
    """A stored file, for reading."""
    return path_of(name).open("rb")


def path_of(name: str) -> Path:
    """Where a generated name lies: in two levels of folders, so that none grows too large."""
    return settings.EVIDENCE_ROOT / name


def stored_names() -> Iterator[str]:
    """The name of every finished file in the store."""
    root = settings.EVIDENCE_ROOT
    for place in sorted(root.glob("??/??/*")):
        if place.is_file() and place.suffix != UNFINISHED:
            yield place.relative_to(root).as_posix()


def unfinished_files() -> Iterator[Path]:
    """What writing left behind when the machine stopped in the middle of it."""
    return settings.EVIDENCE_ROOT.glob(f"??/??/*{UNFINISHED}")


def digest_of(content: BinaryIO) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    digest = hashlib.sha256()
    for chunk in _chunks(content):
        digest.update(chunk)
    return digest.hexdigest()


def too_large() -> FileRefused:
    """More than the limit."""
    limit = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
    return FileRefused(
        f"The file is larger than {limit} MB. Save a smaller copy, or cut a long recording in two."
    )


def no_room() -> NoRoom:
    """The disk is full, or does not answer."""
    return NoRoom(
        "The file could not be stored just now, and nothing was changed. Your other evidence is "
        f"safe. Try again in a few minutes, or tell us: {settings.CONTACT_EMAIL}."
    )


def _is_named(name: str) -> bool:
    """Whether a row names the file; when the database does not answer, it may."""
    try:
        return EvidenceFile.objects.filter(stored_name=name).exists()
    except DatabaseError:
        log.exception("Whether %s is needed is in doubt; it stays in the store", name)
        return True


def _new_name() -> str:
    key = uuid.uuid4().hex
    return f"{key[:2]}/{key[2:4]}/{key}"


def _size_of(content: BinaryIO) -> int:
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    return size


def check_room(size: int) -> None:
    """Twice the size must be free: writing the last of it would stop everything else as well.

    Raises `FileRefused` for more than one piece of evidence may have, `NoRoom` for a full disk.
    """
    if size > settings.EVIDENCE_MAX_BYTES:
        raise too_large()
    root = settings.EVIDENCE_ROOT
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(root).free < 2 * size:
        log.error("Evidence refused: the disk is nearly full")
        raise no_room()


def _make_folders(folder: Path) -> None:
    for level in (folder.parent, folder):
        if not level.exists():
            level.mkdir(mode=0o700, exist_ok=True)
            _flush_folder(level.parent)


def _copy(content: BinaryIO, place: Path) -> tuple[int, str]:
    """Write to a new file that only we may read, and flush it to the disk."""
    size, digest = 0, hashlib.sha256()
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        for chunk in _chunks(content):
            size += len(chunk)
            if size > settings.EVIDENCE_MAX_BYTES:
                raise too_large()
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return size, digest.hexdigest()


def _chunks(content: BinaryIO) -> Iterable[bytes]:
    while chunk := content.read(CHUNK):
        yield chunk


def _flush_folder(folder: Path) -> None:
    """The name itself reaches the disk only when its folder does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _discard(*places: Path) -> None:
    for place in places:
        try:
            place.unlink(missing_ok=True)
        except OSError:
            log.exception("A refused file could not be removed")
