"""Looking into Word, Excel, PowerPoint and OpenDocument files, which are zip archives (G11).

Pure. Only the table of contents and one small part are read; nothing else is ever unpacked,
so what a member claims of its size is checked and never trusted.
"""

from __future__ import annotations

import re
import stat
import struct
import zlib
from io import SEEK_END
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from assessments.errors import FileRefused
from assessments.file_types import OFFICE, FileType

MOST_MEMBERS = 2_000
MOST_CONTENTS_BYTES = 1_000_000  # the table of contents itself
MOST_UNPACKED = 500 * 1024 * 1024
MOST_RATIO = 100
RATIO_FROM = 20 * 1024 * 1024  # what unpacks to less harms nobody, however well it was packed
MOST_PART = 1024 * 1024

# Where the main part of each lives, and the content type it must declare.
MAIN_PARTS = {
    "docx": ("word/", f"{OFFICE}.wordprocessingml.document.main+xml"),
    "pptx": ("ppt/", f"{OFFICE}.presentationml.presentation.main+xml"),
    "xlsx": ("xl/", f"{OFFICE}.spreadsheetml.sheet.main+xml"),
}
# What reading a broken archive raises.
DAMAGE = (BadZipFile, EOFError, NotImplementedError, OSError, ValueError, struct.error, zlib.error)
# Where a template of Word may not lie: on another machine.
FROM_AFAR = re.compile(rb'Target="(?:https?:|ftp:|file:/*\\\\|\\\\)', re.IGNORECASE)
MACRO_FOLDERS = ("xl/macrosheets/", "basic/", "scripts/")


def check_office_file(file: BinaryIO, kind: FileType) -> None:
    """Refuse an archive that is unsafe, has macros, is locked, or is not what its name says."""
    _check_contents_size(file, kind)
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(members, kind)
            _check_no_macros(members)
            if kind.extension == "odt":
                _check_odt(archive, kind)
            else:
                _check_ooxml(archive, kind)
    except DAMAGE as trouble:
        raise _damaged(kind) from trouble


def _damaged(kind: FileType) -> FileRefused:
    return FileRefused(f"This {kind.label} is cut off or damaged. Save it again, then add it.")


def _not_this(kind: FileType) -> FileRefused:
    return FileRefused(
        f"The name ends in .{kind.extension}, but the content is not a {kind.label}. "
        f"Save it again as .{kind.extension}, or choose the file you meant."
    )


def _unsafe(kind: FileType) -> FileRefused:
    return FileRefused(
        f"This {kind.label} is put together in an unusual way and cannot be checked. "
        "Open it, save it under a new name, and add that."
    )


def _check_contents_size(file: BinaryIO, kind: FileType) -> None:
    """Look at the size of the table of contents before anything reads it into memory."""
    end = file.seek(0, SEEK_END)
    file.seek(max(0, end - 65_557))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0:
        raise _damaged(kind)
    count = int.from_bytes(tail[place + 10 : place + 12], "little")
    size = int.from_bytes(tail[place + 12 : place + 16], "little")
    has_large_record = tail[max(0, place - 20) : place].startswith(b"PK\x06\x07")
    if count > MOST_MEMBERS or size > MOST_CONTENTS_BYTES or has_large_record:
        raise _unsafe(kind)
    file.seek(0)


def _check_members(members: list[ZipInfo], kind: FileType) -> None:
    names = [member.orig_filename for member in members]
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    is_bomb = unpacked > MOST_UNPACKED or (
        unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1)
    )
    if (
        not members
        or len(names) > MOST_MEMBERS
        or len(set(names)) < len(names)
        or min(member.header_offset for member in members) != 0
        or is_bomb
        or any(_leads_outside(name) for name in names)
        or any(stat.S_ISLNK(member.external_attr >> 16) for member in members)
    ):
        raise _unsafe(kind)
    if any(member.flag_bits & 0x1 for member in members):
        raise _locked(kind)


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return (
        "\0" in name
        or "\\" in name
        or name.startswith("/")
        or ".." in parts
        or re.match(r"[A-Za-z]:", name) is not None
    )


def _locked(kind: FileType) -> FileRefused:
    return FileRefused(
        f"This {kind.label} is locked with a password. Save it without one, and add that."
    )


def _check_no_macros(members: list[ZipInfo]) -> None:
    for member in members:
        name = member.filename.lower()
        if name.endswith("vbaproject.bin") or name.startswith(MACRO_FOLDERS):
            raise _macros()


def _macros() -> FileRefused:
    return FileRefused("This file contains macros. Save it without them, or as PDF, and add that.")


def _check_ooxml(archive: ZipFile, kind: FileType) -> None:
    folder, main_type = MAIN_PARTS[kind.extension]
    types = _part(archive, "[Content_Types].xml", kind)
    if b"macroenabled" in types.lower():
        raise _macros()
    has_main = any(name.startswith(folder) for name in archive.namelist())
    if main_type.encode() not in types or not has_main:
        raise _not_this(kind)
    _check_reaches_nobody(archive, kind)


def _check_reaches_nobody(archive: ZipFile, kind: FileType) -> None:
    """Refuse a template that is fetched from elsewhere, and links that start programs (DDE)."""
    for name in archive.namelist():
        if name == "word/_rels/settings.xml.rels":
            links = _part(archive, name, kind)
            if b"attachedTemplate" in links and FROM_AFAR.search(links):
                raise _unsafe(kind)
        is_link = name.startswith("xl/externalLinks/") and name.endswith(".xml")
        if is_link and b"ddeLink" in _part(archive, name, kind):
            raise _unsafe(kind)


def _check_odt(archive: ZipFile, kind: FileType) -> None:
    if _part(archive, "mimetype", kind).strip() != kind.media_type.encode():
        raise _not_this(kind)
    if b"encryption-data" in _part(archive, "META-INF/manifest.xml", kind):
        raise _locked(kind)
    if "content.xml" not in archive.namelist():
        raise _not_this(kind)


def _part(archive: ZipFile, name: str, kind: FileType) -> bytes:
    """A small part that such a file must have, read no further than its limit."""
    try:
        with archive.open(name) as part:
            content = part.read(MOST_PART + 1)
    except KeyError:
        raise _not_this(kind) from None
    if len(content) > MOST_PART:
        raise _unsafe(kind)
    return content
