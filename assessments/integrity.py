"""Whether a stored file is, byte for byte, the one that was received (G13)."""

from __future__ import annotations

from assessments import storage
from assessments.models import EvidenceFile


def fault_of(file: EvidenceFile, *, with_hash: bool) -> str:
    """What is wrong with the stored bytes of a file; empty when nothing is.

    The size is compared always, the content only `with_hash`: that reads all of it.
    """
    place = storage.path_of(file.stored_name)
    if not place.is_file():
        return "no file"
    if place.stat().st_size != file.size:
        return "not the size it was received with"
    if with_hash:
        with place.open("rb") as content:
            if storage.digest_of(content) != file.sha256:
                return "not the content it was received with"
    return ""
