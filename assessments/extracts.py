"""The words of Word, PowerPoint, Excel and OpenDocument files, to read beside the criteria.

Pure. Reads a file that was checked when it came, and still trusts none of it: so much is read of
each part, so much text is kept, and a part that declares a document type is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat
from zipfile import ZipFile

from assessments.office_files import DAMAGE

MOST_PART = 20 * 1024 * 1024  # bytes read of one part
MOST_SIGNS = 200_000  # of text kept in all
MOST_SECTIONS = 200
CHUNK = 64 * 1024

NUMBER = re.compile(r"(\d+)\.xml$")


@dataclass(slots=True)
class Section:
    """A document, a slide or a sheet: its name and its lines, each of one cell or more."""

    name: str
    lines: list[list[str]] = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        """Whether any line has several cells."""
        return any(len(line) > 1 for line in self.lines)


@dataclass(frozen=True, slots=True)
class Extract:
    """What can be read of a file; `is_cut` when there is more."""

    sections: tuple[Section, ...]
    is_cut: bool


class _Enough(Exception):
    """So much was asked for, and no more is read."""


class _NoReading(Exception):
    """A part that is not what such a file holds."""


def extract(file: BinaryIO, extension: str) -> Extract | None:
    """The text of an office file; None when there is none to read."""
    reader = READERS.get(extension)
    if reader is None:
        return None
    sections: list[Section] = []
    budget = _Budget(MOST_SIGNS)
    is_cut = False
    try:
        with ZipFile(file) as archive:
            reader(archive, sections, budget)
    except _Enough:
        is_cut = True
    except (*DAMAGE, KeyError, expat.ExpatError, _NoReading):
        return None
    kept = tuple(section for section in sections if any(any(line) for line in section.lines))
    return Extract(kept, is_cut) if kept else None


@dataclass(slots=True)
class _Budget:
    """How much text may still be kept."""

    left: int

    def take(self, text: str) -> str:
        """The text, while there is room for it."""
        if len(text) > self.left:
            raise _Enough
        self.left -= len(text)
        return text


def _walk(
    archive: ZipFile,
    part: str,
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Read a part once from beginning to end, element by element, by local names."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*declared: object) -> None:
        raise _NoReading

    def begin(name: str, attributes: dict[str, str]) -> None:
        start(_local(name), {_local(key): value for key, value in attributes.items()})

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda name: end(_local(name))
    parser.CharacterDataHandler = text
    left = MOST_PART
    with archive.open(part) as content:
        while chunk := content.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _Enough
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _read_words(
    archive: ZipFile, part: str, section: Section, budget: _Budget, *, inside: frozenset[str]
) -> None:
    """Paragraphs as lines: the text of the elements named, tabs and breaks as they are."""
    line: list[str] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += name in inside
        if name in ("tab", "br", "line-break", "s"):
            line.append("\t" if name == "tab" else " ")

    def end(name: str) -> None:
        nonlocal depth
        depth -= name in inside
        if name in ("p", "h"):
            said = "".join(line).strip()
            line.clear()
            if said:
                section.lines.append([budget.take(said)])

    def text(said: str) -> None:
        if depth:
            line.append(said)

    _walk(archive, part, start=start, end=end, text=text)


def _read_docx(archive: ZipFile, sections: list[Section], budget: _Budget) -> None:
    sections.append(Section(""))
    _read_words(archive, "word/document.xml", sections[0], budget, inside=frozenset({"t"}))


def _read_odt(archive: ZipFile, sections: list[Section], budget: _Budget) -> None:
    sections.append(Section(""))
    _read_words(archive, "content.xml", sections[0], budget, inside=frozenset({"p", "h"}))


def _read_pptx(archive: ZipFile, sections: list[Section], budget: _Budget) -> None:
    for number, part in _numbered(archive, "ppt/slides/slide"):
        sections.append(Section(f"Slide {number}"))
        _read_words(archive, part, sections[-1], budget, inside=frozenset({"t"}))


def _read_xlsx(archive: ZipFile, sections: list[Section], budget: _Budget) -> None:
    shared = _shared_texts(archive) if "xl/sharedStrings.xml" in archive.namelist() else []
    names = _sheet_names(archive)
    parts = _numbered(archive, "xl/worksheets/sheet")
    for place, (number, part) in enumerate(parts):
        named = names[place] if len(names) == len(parts) else f"Sheet {number}"
        sections.append(Section(named))
        _read_sheet(archive, part, sections[-1], shared, budget)


def _read_sheet(
    archive: ZipFile, part: str, section: Section, shared: list[str], budget: _Budget
) -> None:
    line: list[str] = []
    said: list[str] = []
    kind = ""
    is_value = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal kind, is_value
        if name == "c":
            kind = attributes.get("t", "")
            said.clear()
        is_value = name in ("v", "t")

    def end(name: str) -> None:
        nonlocal is_value
        is_value = False
        if name == "c":
            line.append(budget.take(_cell("".join(said), kind, shared)))
        elif name == "row":
            if any(line):
                section.lines.append(list(line))
            line.clear()

    def text(words: str) -> None:
        if is_value:
            said.append(words)

    _walk(archive, part, start=start, end=end, text=text)


def _cell(value: str, kind: str, shared: list[str]) -> str:
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    if kind == "b":
        return {"1": "yes", "0": "no"}.get(value, "")
    return value.strip()


def _shared_texts(archive: ZipFile) -> list[str]:
    found: list[str] = []
    said: list[str] = []
    budget = _Budget(5 * MOST_SIGNS)

    def end(name: str) -> None:
        if name == "si":
            found.append(budget.take("".join(said).strip()))
            said.clear()

    with suppress(_Enough):  # cells that point further stay empty
        _walk(
            archive,
            "xl/sharedStrings.xml",
            start=lambda name, attributes: None,
            end=end,
            text=said.append,
        )
    return found


def _sheet_names(archive: ZipFile) -> list[str]:
    names: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            names.append(attributes.get("name", "")[:80])

    _walk(archive, "xl/workbook.xml", start=start, end=lambda name: None, text=lambda words: None)
    return names


def _numbered(archive: ZipFile, beginning: str) -> list[tuple[int, str]]:
    """Parts like slide1.xml in the order of their numbers."""
    found = [
        (int(number[1]), name)
        for name in archive.namelist()
        if name.startswith(beginning) and (number := NUMBER.search(name[len(beginning) :]))
    ]
    return sorted(found)[:MOST_SECTIONS]


READERS: dict[str, Callable[[ZipFile, list[Section], _Budget], None]] = {
    "docx": _read_docx,
    "pptx": _read_pptx,
    "xlsx": _read_xlsx,
    "odt": _read_odt,
}
