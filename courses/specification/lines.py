"""From the text of a specification to its entries: "Name: value", each with its line number."""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass

from courses.specification.values import Fault

LONGEST_NAME = 40
LOST = "\N{REPLACEMENT CHARACTER}"
GARBLED = "â€"
EXAMPLES = {"unit": "Unit 8617-700", "criterion": "Criterion 1.1"}
INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


@dataclass(frozen=True)
class Entry:
    """One "Name: value", or "Unit 8617-700: title" with the code as its argument."""

    line: int
    name: str
    argument: str
    value: str


def decode(data: bytes) -> str:
    """The text of a file saved as UTF-8 or as what Notepad calls Unicode.

    A byte that is neither becomes the replacement character, which `read_entries` reports.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    return data.decode("utf-8-sig", errors="replace")


def shown(text: str) -> str:
    """`text` fit to appear in a message: one short line, nothing invisible."""
    visible = "".join("?" if unicodedata.category(c) in INVISIBLE else c for c in text[:60])
    tidy = " ".join(visible.split())
    return f"{tidy[:LONGEST_NAME]}…" if len(tidy) > LONGEST_NAME or len(text) > 60 else tidy


def capital(text: str) -> str:
    """`text` with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def read_entries(text: str, *, openers: frozenset[str]) -> tuple[list[Entry], list[Fault]]:
    """Every entry of `text` in order, and every line that is not one.

    Runs of white space, non-breaking spaces included, become one ordinary space; nothing else
    about a value changes. A line starting with a space goes on with the value above it, one
    starting with # is a comment, and an empty line ends a value.
    """
    faults: list[Fault] = []
    opened: list[_Opened] = []
    is_open = False
    for number, raw in enumerate(_lines(text), start=1):
        line = _visible(raw, number, faults)
        if not line.strip():
            is_open = False
        elif line.lstrip().startswith("#"):
            continue
        elif not line[0].isspace():
            opened.append(_open(number, line, faults))
            is_open = True
        elif is_open:
            opened[-1].parts.append(line)
        else:
            faults.append(Fault(number, "This line starts with a space but continues nothing."))
    entries = [_entry(each, openers, faults) for each in opened if each.name]
    return entries, faults


@dataclass
class _Opened:
    """A line that starts a value and the parts of the value so far; nameless when faulty."""

    line: int
    name: str
    parts: list[str]


def _open(number: int, line: str, faults: list[Fault]) -> _Opened:
    """What `line` starts; a faulty line still takes in the lines that go on with it."""
    name, colon, value = line.partition(":")
    name = " ".join(name.split())
    if colon and name and len(name) <= LONGEST_NAME:
        return _Opened(number, name, [value])
    faults.append(
        Fault(
            number,
            f"“{shown(line)}” is not “Name: value”. To go on with the line above, "
            "start this one with a space.",
        )
    )
    return _Opened(number, "", [])


def _lines(text: str) -> list[str]:
    """Lines as an editor counts them, whichever system saved the file."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _visible(line: str, number: int, faults: list[Fault]) -> str:
    """`line` without characters nobody can see, reporting the first of them."""
    if LOST in line:
        faults.append(
            Fault(number, "A character here was lost (�). Save the file as UTF-8 and restore it.")
        )
    elif GARBLED in line:
        faults.append(
            Fault(number, f"“{GARBLED}” is a sign of the wrong encoding. Save the file as UTF-8.")
        )
    if line.isascii() and line.isprintable():
        return line
    invisible = [c for c in line if c != "\t" and unicodedata.category(c) in INVISIBLE]
    if not invisible:
        return line
    name = unicodedata.name(invisible[0], "control character").lower()
    faults.append(
        Fault(number, f"There is an invisible character here (U+{ord(invisible[0]):04X}, {name}).")
    )
    hidden = set(invisible)
    return "".join(c for c in line if c not in hidden)


def _entry(opened: _Opened, openers: frozenset[str], faults: list[Fault]) -> Entry:
    """The entry that was opened; an opener such as "Unit" must have its code."""
    value = " ".join(" ".join(opened.parts).split())
    if not value:
        faults.append(Fault(opened.line, f"“{shown(opened.name)}” has nothing after the colon."))
    first, *rest = opened.name.split()
    if first.lower() not in openers:
        return Entry(opened.line, opened.name.lower(), "", value)
    if len(rest) != 1:
        example = EXAMPLES.get(first.lower(), f"{capital(first)} 1")
        faults.append(Fault(opened.line, f"Write “{example}: …”, one number before the colon."))
        rest = []
    return Entry(opened.line, first.lower(), "".join(rest), value)
