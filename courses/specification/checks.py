"""What must agree within a specification: numbering, repeats, declared totals, marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from courses.specification.fields import Block
from courses.specification.lines import capital, shown
from courses.specification.values import Specification, UnitSpec

FULL_MARKS = Decimal(100)
CONTENTS = {"heading": "unit", "unit": "outcome", "outcome": "criterion"}


def check_numbers(block: Block, *, prefix: str = "") -> None:
    """The blocks inside count 1, 2, 3 without a gap, and there is at least one."""
    kind = CONTENTS[block.entry.name]
    if not block.children:
        block.fault(f"{capital(block.called)} has no {kind}.")
    check_sequence(block.children, prefix=prefix)


def check_sequence(blocks: Iterable[Block], *, prefix: str = "") -> None:
    """These count on by one; after a fault, counting goes on from the number found."""
    expected = 1
    for block in blocks:
        found = block.entry.argument
        if found and found != f"{prefix}{expected}":
            block.fault(f"“{shown(found)}” stands where {prefix}{expected} is expected.")
            tail = found.removeprefix(prefix)
            if tail.isascii() and tail.isdecimal() and len(tail) <= 4:
                expected = int(tail)
        expected += 1


def check_outline(top: Block) -> None:
    """Headings count on and hold units; no unit stands above the first; codes are unique."""
    headings = [block for block in top.children if block.entry.name == "heading"]
    check_sequence(headings)
    following = [*top.children[1:], None]
    for block, after in zip(top.children, following, strict=False):
        if block.entry.name == "heading" and (after is None or after.entry.name == "heading"):
            block.fault(f"{capital(block.called)} has no unit.")
    if headings and top.children[0].entry.name == "unit":
        top.children[0].fault("This unit stands above the first heading.")
    units = [block for block in top.children if block.entry.name == "unit"]
    if not units:
        top.fault("There is no unit.")
    _check_once(units, lambda block: block.entry.argument.lower(), "code")


def check_repeats(block: Block) -> None:
    """Nothing inside one block is worded the same twice, as after pasting it twice."""
    _check_once(block.children, lambda child: child.entry.value.lower(), "wording")


def _check_once(blocks: Iterable[Block], key: Callable[[Block], str], what: str) -> None:
    seen: dict[str, int] = {}
    for block in blocks:
        value = key(block)
        if value and value in seen:
            block.fault(f"This {block.entry.name}'s {what} is already on line {seen[value]}.")
        seen.setdefault(value, block.line)


def check_marks(block: Block, unit: UnitSpec) -> None:
    """A unit's marks come to a hundred, so that its total reads as a percentage (D2)."""
    maxima = [c.maximum for outcome in unit.outcomes for c in outcome.criteria]
    total = sum((maximum for maximum in maxima if maximum), Decimal(0))
    if maxima and all(maxima) and total != FULL_MARKS:
        block.fault(f"The marks of unit {shown(unit.code)} come to {total}, not 100.")


def check_totals(top: Block, specification: Specification) -> None:
    """What the top declares is what the units add up to."""
    units = specification.units
    _check_count(top, "units", len(units))
    _check_count(top, "outcomes", sum(len(unit.outcomes) for unit in units))
    _check_sum(top, "credits", specification.credits, [unit.credits for unit in units])
    hours = [unit.guided_learning_hours for unit in units]
    if any(each is not None for each in hours):
        name = "guided learning hours"
        _check_sum(top, name, specification.guided_learning_hours or None, hours)
    if specification.guided_learning_hours > specification.total_qualification_time > 0:
        top.fault("Guided learning is longer than the total.", "total qualification time")


def _check_count(top: Block, name: str, counted: int) -> None:
    declared = top.whole(name)
    if declared is not None and declared != counted:
        top.fault(f"{declared} {name} are declared, {counted} are listed.", name)


def _check_sum(top: Block, name: str, declared: int | None, parts: list[int | None]) -> None:
    """Units say nothing of `name`, or all do and it adds up to what the top declares."""
    blocks = [block for block in top.children if block.entry.name == "unit"]
    if declared is None:
        given = [block for block in blocks if name in block.fields]
        if given and name not in top.fields:
            given[0].fault(f"Units have {name} but the top of the file declares none.", name)
        return
    for block in blocks:
        if name not in block.fields:
            block.fault(f"“{capital(name)}” is missing from {block.called}.")
    if None not in parts and sum(filter(None, parts)) != declared:
        top.fault(
            f"{declared} {name} are declared, the units' come to {sum(filter(None, parts))}.", name
        )
