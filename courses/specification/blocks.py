"""From entries to blocks: which value belongs to which unit, outcome or criterion."""

from __future__ import annotations

from difflib import get_close_matches

from courses.specification.fields import Block
from courses.specification.lines import Entry, capital, read_entries, shown
from courses.specification.values import Fault

TOP = "the top of the file"
NAMES = {
    TOP: (
        "qualification",
        "title",
        "level",
        "web address",
        "awarding organisation",
        "known as",
        "portal",
        "source",
        "wording",
        "assessment",
        "units",
        "outcomes",
        "credits",
        "guided learning hours",
        "total qualification time",
        "one-to-one tutorials",
        "listed duration",
        "typical duration",
        "weekly study",
    ),
    "heading": (),
    "unit": ("kind", "credits", "guided learning hours", "word guide", "summary"),
    "outcome": ("kind",),
    "criterion": ("wording", "command verb", "marks", "referral", "pass", "good pass"),
}
PARENTS = {"outcome": "unit", "criterion": "outcome"}
OPENERS = frozenset(NAMES) - {TOP}


def read_blocks(text: str) -> tuple[Block, list[Fault]]:
    """The top block with headings and units in order, outcomes in units, criteria in outcomes.

    The list of faults is shared with the blocks, so that reading their values adds to it.
    """
    entries, faults = read_entries(text, openers=OPENERS)
    top = Block(Entry(1, "", "", ""), faults)
    current: dict[str, Block] = {}
    block = top
    for entry in entries:
        if entry.name in OPENERS:
            block = Block(entry, faults)
            _place(block, top, current)
        else:
            _take(entry, block)
    return top, faults


def _place(block: Block, top: Block, current: dict[str, Block]) -> None:
    """Put `block` where it belongs: outcomes in the unit above, criteria in the outcome."""
    kind = block.entry.name
    parent = PARENTS.get(kind)
    if parent is None:
        top.children.append(block)
        current.clear()
    elif parent in current:
        current[parent].children.append(block)
    else:
        block.fault(f"{capital(kind)} {shown(block.entry.argument)} has no {parent} above it.")
    current[kind] = block


def _take(entry: Entry, block: Block) -> None:
    """Give `entry` to `block`, when the block knows such a value and does not have it yet."""
    known = NAMES[block.entry.name or TOP]
    if entry.name in block.fields:
        earlier = block.fields[entry.name].line
        message = f"“{capital(shown(entry.name))}” is already on line {earlier}."
        block.faults.append(Fault(entry.line, message))
    elif entry.name in known:
        block.fields[entry.name] = entry
    else:
        alike = next(iter(get_close_matches(entry.name, known, n=1)), "")
        block.faults.append(Fault(entry.line, _unknown(entry.name, alike, block)))
        if alike:
            block.fields.setdefault(alike, entry)


def _unknown(name: str, alike: str, block: Block) -> str:
    message = f"“{capital(shown(name))}” is not known for {block.called}."
    if alike:
        return f"{message} Did you mean “{capital(alike)}”?"
    for kind, names in NAMES.items():
        if name in names:
            where = kind if kind == TOP else f"{'an' if kind == 'outcome' else 'a'} {kind}"
            return f"{message} It belongs to {where}."
    return message
