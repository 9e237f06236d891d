"""What people type, pure: made fit to keep without changing what it says.

Control characters and marks that turn the direction of text are taken out: nobody types them on
purpose, and in a name they make a page lie. Joiners stay, because some scripts need them.
"""

from __future__ import annotations

import unicodedata

DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
NO_WIDTH = frozenset("\u200b\u2060\ufeff")


def one_line(text: str) -> str:
    """Text of a single line: composed, without controls, runs of space made one."""
    return " ".join(_kept(text, line_ends=" ").split())


def lines(text: str) -> str:
    """Text that may have lines: composed, without controls, ends of lines alike."""
    return _kept(text.replace("\r\n", "\n").replace("\r", "\n"), line_ends="\n").strip()


def _kept(text: str, *, line_ends: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        line_ends if sign == "\n" else " " if sign == "\t" else sign
        for sign in composed
        if sign in "\n\t" or not _is_unwanted(sign)
    )


def _is_unwanted(sign: str) -> bool:
    return sign in DIRECTION_MARKS or sign in NO_WIDTH or unicodedata.category(sign) in ("Cc", "Cs")
