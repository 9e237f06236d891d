"""Receiving uploads: a temporary file that never grows past the limit of one piece of evidence.

Installed for every request, because a form is read before any view: files from somebody who is
not signed in are not kept at all.
"""

from __future__ import annotations

import logging
import tempfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

log = logging.getLogger(__name__)


class Upload(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs only
    """An upload in a temporary file of a name of our own, gone when it is closed.

    `size` is what was sent. `is_whole` says whether all of it is in the file: not when it was
    too large, nor when the disk refused some of it.
    """

    def __init__(self, name: str, content_type: str) -> None:
        folder = settings.FILE_UPLOAD_TEMP_DIR
        self.kept = tempfile.NamedTemporaryFile(suffix=".upload", dir=folder)  # noqa: SIM115
        super().__init__(self.kept, name, content_type, 0)
        self.written = 0

    @property
    def is_whole(self) -> bool:
        """Whether what was sent is what was written."""
        return self.written == self.size

    def add(self, chunk: bytes) -> None:
        """Write some more, unless something went missing before."""
        try:
            self.kept.write(chunk)
            self.kept.flush()
        except OSError:
            log.exception("An upload could not be written down")
        else:
            self.written += len(chunk)


class CappedUploadHandler(FileUploadHandler):
    """Keep each upload in a file; of one that is too large, only the beginning.

    The rest is read and dropped, so that the sender hears why.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start a file, for people who are signed in."""
        super().new_file(*args, **kwargs)
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            raise SkipFile
        self.file = Upload(self.file_name or "", self.content_type or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what came, while nothing is missing and the limit is not passed."""
        if self.file.written == start <= settings.EVIDENCE_MAX_BYTES:
            self.file.add(raw_data)

    def file_complete(self, file_size: int) -> Upload:
        """Hand the file over, with the size of what was sent."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Drop what came before the line broke."""
        if hasattr(self, "file"):
            self.file.close()
