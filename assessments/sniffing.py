"""What an uploaded file really is: read from its bytes, never believed from its name (G11).

Pure: bytes in, a `FileType` or a refusal out. Nothing is unpacked, drawn or run, and no more
of a file is read than it takes to know.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from io import SEEK_END
from typing import BinaryIO

import filetype

from assessments.errors import FileRefused
from assessments.file_types import (
    ACCEPTED_WORDS,
    BY_EXTENSION,
    OTHER_ENDINGS,
    FileType,
    extension_of,
)
from assessments.office_files import check_office_file

HEAD = 8192
TAIL = 65536
CHUNK = 1024 * 1024
MOST_PIXELS = 100_000_000

ADVICE = {
    "doc": "Open it in Word and save it as .docx, or as PDF.",
    "xls": "Open it in Excel and save it as .xlsx, or as PDF.",
    "ppt": "Open it in PowerPoint and save it as .pptx, or as PDF.",
    "rtf": "Open it in Word and save it as .docx, or as PDF.",
    "docm": "Save it as .docx, which has no macros.",
    "xlsm": "Save it as .xlsx, which has no macros.",
    "pptm": "Save it as .pptx, which has no macros.",
    "heic": "Save or share the picture as JPEG.",
    "heif": "Save or share the picture as JPEG.",
    "mov": "Save or share the video as MP4.",
    "htm": "Print the page to PDF.",
    "html": "Print the page to PDF.",
    "svg": "Save the picture as PNG.",
    "zip": "Add the files in it one by one.",
    "pages": "Export it from Pages as PDF or Word.",
}


def recognise(file: BinaryIO, *, name: str) -> FileType:
    """The type of a file whose ending and content agree; any other is refused with the reason."""
    if not file.seek(0, SEEK_END):
        raise FileRefused("The file is empty. Nothing was added.")
    kind = type_by_name(name)
    CHECKS[kind.extension](file, kind)
    return kind


def type_by_name(name: str) -> FileType:
    """The type a name's ending stands for."""
    ending = extension_of(name)
    kind = BY_EXTENSION.get(OTHER_ENDINGS.get(ending, ending))
    if kind is None:
        what = f"Files ending in .{ending[:12]}" if ending else "Files without an ending"
        advice = ADVICE.get(ending, f"Use {ACCEPTED_WORDS}.")
        raise FileRefused(f"{what} cannot be added. {advice}")
    return kind


def mismatch(kind: FileType, found: str = "") -> FileRefused:
    """The name says one thing and the content another."""
    instead = f": it looks like .{found}" if found and found != kind.extension else ""
    return FileRefused(
        f"The name ends in .{kind.extension}, but the content is not a {kind.label}{instead}. "
        f"Save it again as .{kind.extension}, or choose the file you meant."
    )


def incomplete(kind: FileType) -> FileRefused:
    """The beginning is right, the rest is missing or cannot be read."""
    return FileRefused(f"This {kind.label} is cut off or damaged. Save it again, then add it.")


def _check_pdf(file: BinaryIO, kind: FileType) -> None:
    _expect(file, kind, "pdf")
    if not read_at(file, 0, 8).startswith(b"%PDF-"):
        raise mismatch(kind)
    if b"%%EOF" not in _tail(file):
        raise incomplete(kind)
    encrypted = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
    acting = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z])")
    kept = b""
    for chunk in _chunks(file):
        if encrypted.search(kept + chunk):
            raise FileRefused(
                "This PDF is locked with a password. Print it to a new PDF, and add that."
            )
        if acting.search(kept + chunk):
            raise FileRefused(
                "This PDF runs something or has files in it. Print it to a new PDF, and add that."
            )
        kept = chunk[-64:]


def _check_jpeg(file: BinaryIO, kind: FileType) -> None:
    _expect(file, kind, "jpg")
    _check_size_of_picture(kind, _jpeg_size(file))


def _check_png(file: BinaryIO, kind: FileType) -> None:
    _expect(file, kind, "png", "apng")
    head = read_at(file, 0, 24)
    if head[12:16] != b"IHDR" or len(head) < 24:
        raise incomplete(kind)
    if b"IEND\xaeB`\x82" not in _tail(file):
        raise incomplete(kind)
    width, height = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    _check_size_of_picture(kind, (width, height))


def _check_media(file: BinaryIO, kind: FileType) -> None:
    # Recorders on telephones write .m4a with the general brands of MP4.
    accepted = ("mp4", "m4v") if kind.extension == "mp4" else ("m4a", "mp4")
    _expect(file, kind, *accepted)
    end = file.seek(0, SEEK_END)
    boxes = set()
    for box, until in _boxes(file, end):
        if until > end:
            raise incomplete(kind)
        boxes.add(box)
    if b"moov" not in boxes or boxes.isdisjoint({b"mdat", b"moof"}):
        raise incomplete(kind)


def _check_text(file: BinaryIO, kind: FileType) -> None:
    if read_at(file, 0, 5).startswith((b"%PDF", b"{\\rtf")):
        raise mismatch(kind)
    decoder = codecs.getincrementaldecoder("utf-8")()
    control = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
    try:
        for chunk in _chunks(file):
            if control.search(decoder.decode(chunk)):
                raise mismatch(kind)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise FileRefused(
            "This text is not in UTF-8. Save it again with the encoding UTF-8, then add it."
        ) from None


def _check_office(file: BinaryIO, kind: FileType) -> None:
    head = read_at(file, 0, 8)
    if head == bytes.fromhex("d0cf11e0a1b11ae1"):
        raise FileRefused(
            "This file is locked with a password, or in an older format. "
            f"Save it without a password as .{kind.extension}."
        )
    if not head.startswith(b"PK\x03\x04"):
        raise mismatch(kind, filetype.guess_extension(read_at(file, 0, HEAD)) or "")
    check_office_file(file, kind)


CHECKS: dict[str, Callable[[BinaryIO, FileType], None]] = {
    "pdf": _check_pdf,
    "jpg": _check_jpeg,
    "png": _check_png,
    "mp4": _check_media,
    "m4a": _check_media,
    "txt": _check_text,
    "docx": _check_office,
    "pptx": _check_office,
    "xlsx": _check_office,
    "odt": _check_office,
}


def _expect(file: BinaryIO, kind: FileType, *accepted: str) -> None:
    found = filetype.guess_extension(read_at(file, 0, HEAD)) or ""
    if found not in accepted:
        raise mismatch(kind, found)


def _check_size_of_picture(kind: FileType, size: tuple[int, int] | None) -> None:
    if size is None or 0 in size:
        raise incomplete(kind)
    if size[0] * size[1] > MOST_PIXELS:
        raise FileRefused(
            f"This picture has more than {MOST_PIXELS // 1_000_000} million pixels. "
            "Save a smaller copy, and add that."
        )


def _jpeg_size(file: BinaryIO) -> tuple[int, int] | None:
    """Width and height from the frame header, found by walking from marker to marker."""
    at = 2
    while True:
        marker = read_at(file, at, 4)
        if len(marker) < 4 or marker[0] != 0xFF:
            return None
        code, length = marker[1], int.from_bytes(marker[2:4], "big")
        if code == 0xFF:  # padding before a marker
            at += 1
        elif 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):
            frame = read_at(file, at + 5, 4)
            return int.from_bytes(frame[2:4], "big"), int.from_bytes(frame[0:2], "big")
        elif code in (0xD9, 0xDA) or length < 2:
            return None
        else:
            at += 2 + length


def _boxes(file: BinaryIO, end: int) -> Iterator[tuple[bytes, int]]:
    """The outermost boxes of an MP4 or M4A, each with the place it runs to."""
    at = 0
    while at + 8 <= end:
        head = read_at(file, at, 16)
        length, box = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = end - at
        if length < 8:
            return
        at += length
        yield box, at


def read_at(file: BinaryIO, place: int, count: int) -> bytes:
    """Some bytes from a place."""
    file.seek(place)
    return file.read(count)


def _tail(file: BinaryIO) -> bytes:
    end = file.seek(0, SEEK_END)
    return read_at(file, max(0, end - TAIL), TAIL)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
