"""The evidence store: what is written stays whole, what is refused leaves nothing."""

import errno
import hashlib
import io
import os
import re
import shutil
import stat
from collections import namedtuple

import pytest

from assessments import storage
from assessments.errors import FileRefused, NoRoom

pytestmark = pytest.mark.django_db

CONTENT = os.urandom(300_000)


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return settings.EVIDENCE_ROOT


def files_in(root):
    return [place for place in root.rglob("*") if place.is_file()]


def test_a_file_is_kept_whole_under_a_generated_name(root):
    with storage.keeping(io.BytesIO(CONTENT)) as stored:
        pass

    assert re.fullmatch(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{28}", stored.name)
    assert (stored.size, stored.sha256) == (300_000, hashlib.sha256(CONTENT).hexdigest())
    with storage.open_stored(stored.name) as file:
        assert file.read() == CONTENT
    assert list(storage.stored_names()) == [stored.name]


def test_only_we_may_read_it(root):
    with storage.keeping(io.BytesIO(CONTENT)) as stored:
        pass
    place = storage.path_of(stored.name)

    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    folders = (place.parent, place.parent.parent, root)
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_the_same_content_is_kept_twice_under_two_names():
    names = []
    for _ in range(2):
        with storage.keeping(io.BytesIO(CONTENT)) as stored:
            names.append(stored.name)

    assert sorted(names) == list(storage.stored_names())
    assert len(set(names)) == 2


def test_a_file_is_removed_when_what_it_is_for_fails(root):
    with pytest.raises(ZeroDivisionError), storage.keeping(io.BytesIO(CONTENT)):
        assert len(files_in(root)) == 1
        raise ZeroDivisionError

    assert files_in(root) == []


@pytest.mark.parametrize(("extra", "is_kept"), [(0, True), (1, False)])
def test_the_limit_is_kept_to_the_byte(root, settings, extra, is_kept):
    settings.EVIDENCE_MAX_BYTES = 2 * storage.CHUNK
    content = io.BytesIO(b"x" * (2 * storage.CHUNK + extra))
    if is_kept:
        storage.write(content)
    else:
        with pytest.raises(FileRefused, match="larger than 2 MB"):
            storage.write(content)

    assert len(files_in(root)) == int(is_kept)


def test_a_stream_that_grows_while_it_is_read_is_stopped_at_the_limit(root, settings):
    class Growing(io.BytesIO):
        def seek(self, place, whence=0):
            return 10 if whence == os.SEEK_END else super().seek(place, whence)

    settings.EVIDENCE_MAX_BYTES = 1000
    with pytest.raises(FileRefused):
        storage.write(Growing(b"x" * 2000))

    assert files_in(root) == []


@pytest.mark.parametrize("after_chunks", [0, 1, 2])
def test_a_disk_that_fails_in_the_middle_leaves_nothing(root, monkeypatch, after_chunks):
    class Failing(io.BytesIO):
        chunks = 0

        def read(self, count=-1):
            if self.chunks == after_chunks:
                raise OSError(errno.ENOSPC, "No space left on device")
            self.chunks += 1
            return super().read(100_000)

    with pytest.raises(NoRoom, match="nothing was changed"):
        storage.write(Failing(CONTENT))

    assert files_in(root) == []


@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_disk_that_does_not_take_the_file_leaves_nothing(root, monkeypatch, call):
    def refuse(*args, **kwargs):
        raise OSError(errno.EIO, "Input/output error")

    root.mkdir(parents=True)
    monkeypatch.setattr(storage.os, call, refuse)
    with pytest.raises(NoRoom):
        storage.write(io.BytesIO(CONTENT))
    monkeypatch.undo()

    assert files_in(root) == []


def test_a_nearly_full_disk_takes_nothing_more(root, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(10**9, 10**9, 2 * 300_000 - 1))
    with pytest.raises(NoRoom):
        storage.write(io.BytesIO(CONTENT))
    assert files_in(root) == []

    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage(10**9, 10**9, 2 * 300_000))
    storage.write(io.BytesIO(CONTENT))
    assert len(files_in(root)) == 1


def test_file_and_folder_are_flushed_before_the_name_counts(root, monkeypatch):
    flushed = []
    real = os.fsync

    def watch(descriptor):
        flushed.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        real(descriptor)

    monkeypatch.setattr(storage.os, "fsync", watch)
    storage.write(io.BytesIO(CONTENT))

    assert flushed[-2:] == [False, True]


def test_what_a_stopped_machine_left_is_no_stored_file(root):
    storage.write(io.BytesIO(CONTENT))
    name = next(iter(storage.stored_names()))
    left = storage.path_of(name).with_name("left" + storage.UNFINISHED)
    left.write_bytes(b"half")

    assert list(storage.stored_names()) == [name]
    assert list(storage.unfinished_files()) == [left]


def test_a_refused_file_that_cannot_be_removed_hides_no_reason(root, monkeypatch, caplog):
    def refuse(self, missing_ok=False):
        raise OSError(errno.EROFS, "Read-only file system")

    with pytest.raises(ZeroDivisionError), storage.keeping(io.BytesIO(CONTENT)):
        monkeypatch.setattr(storage.Path, "unlink", refuse)
        raise ZeroDivisionError

    assert "A refused file could not be removed" in caplog.text
