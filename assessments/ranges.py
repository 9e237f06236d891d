"""Byte ranges, pure: what a player asks for when somebody moves along a recording (RFC 9110)."""

from __future__ import annotations

import re
from dataclasses import dataclass

ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class Unsatisfiable(ValueError):
    """The range lies outside the file."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `first` to `last`, both included, of `size` bytes."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1

    @property
    def header(self) -> str:
        """For Content-Range."""
        return f"bytes {self.first}-{self.last}/{self.size}"


def asked_span(header: str, *, size: int) -> Span | None:
    """The span a Range header asks for.

    None for what may be ignored (no range, several, another unit): the answer is the whole file.
    """
    match = ONE_RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        wanted = min(int(last), size)
        span = Span(size - wanted, size - 1, size)
    else:
        span = Span(int(first), min(int(last or size), size - 1), size)
    if last and first and int(last) < int(first):
        return None
    if span.first >= size or span.length < 1:
        raise Unsatisfiable
    return span
