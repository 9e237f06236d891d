"""Names that people give their files: kept as data, cleaned of what could mislead. Pure."""

from __future__ import annotations

import unicodedata

from enrolments.typed import DIRECTION_MARKS

LONGEST = 255
HIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})


def without_hidden(text: str) -> str:
    """Text in composed form (NFC), without control and direction characters."""
    return "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if unicodedata.category(character) not in HIDDEN and character not in DIRECTION_MARKS
    )


def clean_name(name: str) -> str:
    """A file's own name, without folders; too long a name keeps its ending."""
    last = name.replace("\\", "/").rpartition("/")[2]
    # Browsers write a quotation mark in a form as %22 and leave the rest alone.
    clean = without_hidden(last.replace("%22", '"')).strip()
    if len(clean) > LONGEST:
        stem, dot, ending = clean.rpartition(".")
        room = LONGEST - len(ending) - 1
        clean = f"{stem[:room]}{dot}{ending}" if dot and room > 0 else clean[:LONGEST]
    return clean or "Unnamed"


def title_from(name: str) -> str:
    """What evidence is called until its candidate says otherwise: the name without its ending."""
    stem, dot, _ = name.rpartition(".")
    return (stem if dot and stem.strip(". ") else name).strip() or name


def awarding_name(
    *, given: str, family: str, registration: str, centre: str, unit: str, attempt: int
) -> str:
    """What the awarding organisation calls work sent to it: "J Roberts-ABC1234-012345-8617-701(2)".

    Without an ending. What is not known yet is said in words, so that no number is made up.
    """
    initial = given.strip()[:1].upper()
    person = f"{initial} {family.strip()}".strip()
    parts = (person, registration or "unregistered", centre or "no centre", unit)
    return f"{'-'.join(without_path(part) for part in parts)}({attempt})"


def without_path(text: str) -> str:
    """Text that is safe as a part of a file's name on any system."""
    clean = without_hidden(text)
    for sign in '\\/:*?"<>|':
        clean = clean.replace(sign, "_")
    return clean.strip(". ") or "_"
