"""Reading the values of one block: what each kind of value may look like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from courses.specification.lines import Entry, capital, shown
from courses.specification.values import Fault, Range

WHOLE = re.compile(r"[0-9]{1,5}")
MARKS = re.compile(r"[0-9]{1,3}(\.[05])?")
AMOUNT = re.compile(
    r"(?:(?P<bound>about|at least) )?(?P<least>[0-9]{1,4})"
    r"(?: ?(?:-|–|to) ?(?P<most>[0-9]{1,4}))? (?P<measure>hours?|months?)"
)

T = TypeVar("T")
D = TypeVar("D")


@dataclass(frozen=True)
class Amount:
    """Some hours or months, and whether the source says "at least"."""

    least: int
    most: int
    is_minimum: bool = False

    @property
    def range(self) -> Range:
        """The numbers alone."""
        return Range(self.least, self.most)


@dataclass
class Block:
    """An opener with the values under it and the blocks inside it.

    A reader that finds a fault notes it and returns a harmless value, so that reading goes on
    and every fault is found; a text with faults yields no specification.
    """

    entry: Entry
    faults: list[Fault]
    fields: dict[str, Entry] = field(default_factory=dict)
    children: list[Block] = field(default_factory=list)

    @property
    def line(self) -> int:
        """Where the block starts."""
        return self.entry.line

    def line_of(self, name: str) -> int:
        """Where `name` is given, or where the block starts."""
        return self.fields[name].line if name in self.fields else self.line

    def fault(self, message: str, name: str = "") -> None:
        """Note that something is wrong with `name`, or with the block."""
        self.faults.append(Fault(self.line_of(name), message))

    def heading_text(self, longest: int) -> str:
        """The text after the opener's colon."""
        return self._short_enough(self.entry.name, self.entry.value, longest, self.line)

    def text(self, name: str, *, longest: int, required: bool = True) -> str:
        """A value in words."""
        value = self._value(name, required=required)
        return self._short_enough(name, value, longest, self.line_of(name))

    def matching(self, name: str, *, pattern: str, longest: int, example: str) -> str:
        """A value of a fixed shape."""
        value = self.text(name, longest=longest)
        if value and not re.fullmatch(pattern, value):
            self.fault(f"“{shown(value)}” is not like “{example}”.", name)
        return value

    def whole(self, name: str, *, required: bool = True, least: int = 1) -> int | None:
        """A whole number, or None when it is not given and need not be."""
        value = self._value(name, required=required)
        if not value:
            return None
        if not WHOLE.fullmatch(value) or not least <= int(value) <= 9999:
            self.fault(f"“{shown(value)}” is not a whole number from {least} to 9999.", name)
            return None
        return int(value)

    def marks(self, name: str) -> Decimal:
        """Marks, halves allowed."""
        value = self._value(name, required=True)
        if value and (not MARKS.fullmatch(value) or not 0 < Decimal(value) <= 100):
            self.fault(
                f"“{shown(value)}” is not a number of marks up to 100, like 30 or 7.5.", name
            )
            return Decimal(0)
        return Decimal(value or 0)

    def choice(self, name: str, choices: Mapping[str, T], *, default: D, required: bool) -> T | D:
        """One of a few words."""
        value = self._value(name, required=required)
        if value and value.lower() not in choices:
            known = ", ".join(f"“{word}”" for word in choices)
            self.fault(f"“{shown(value)}” is not one of {known}.", name)
        return choices.get(value.lower(), default)

    def amount(self, name: str, measure: str, *, bounded: bool, required: bool = True) -> Amount:
        """Hours or months such as "6-9 months"; `bounded` ones say "about" or "at least"."""
        value = self._value(name, required=required)
        if not value:
            return Amount(0, 0)
        found = AMOUNT.fullmatch(value.lower())
        if not found or not found["measure"].startswith(measure) or bool(found["bound"]) != bounded:
            example = f"at least 6 {measure}s" if bounded else f"6-9 {measure}s"
            self.fault(f"“{shown(value)}” is not like “{example}”.", name)
            return Amount(0, 0)
        least, most = int(found["least"]), int(found["most"] or found["least"])
        if not 0 < least <= most:
            self.fault(f"“{shown(value)}” must run from a smaller number to a larger.", name)
        return Amount(least, most, is_minimum=found["bound"] == "at least")

    def check_argument(self, pattern: str, *, longest: int, example: str) -> None:
        """The code before the opener's colon has the shape of `example`."""
        code = self.entry.argument
        if code and (len(code) > longest or not re.fullmatch(pattern, code)):
            self.fault(f"“{shown(code)}” is not a code like {example}.")

    def _value(self, name: str, *, required: bool) -> str:
        if name in self.fields:
            return self.fields[name].value
        if required:
            self.fault(f"“{capital(name)}” is missing from {self.called}.")
        return ""

    @property
    def called(self) -> str:
        """What a message calls this block."""
        if not self.entry.name:
            return "the top of the file"
        return f"{self.entry.name} {shown(self.entry.argument)}".rstrip()

    def _short_enough(self, name: str, value: str, longest: int, line: int) -> str:
        if len(value) > longest:
            what = f"“{capital(name)}” has {len(value):,} characters; at most {longest:,} fit."
            self.faults.append(Fault(line, what))
        return value
