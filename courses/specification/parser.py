"""From blocks to a specification, with every fault that stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from courses.choices import OutcomeKind, Regime, UnitKind
from courses.specification.blocks import read_blocks
from courses.specification.checks import (
    check_marks,
    check_numbers,
    check_outline,
    check_repeats,
    check_totals,
)
from courses.specification.fields import Block
from courses.specification.values import (
    CriterionSpec,
    Fault,
    HeadingSpec,
    OutcomeSpec,
    Specification,
    UnitSpec,
)

LONGEST_TEXT = 1_000_000
CODE = r"[0-9A-Z][0-9A-Z-]*"
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
WORDING = {"provisional": True, "as published": False}
ASSESSMENT = {"met or not yet met": Regime.MET, "marks": Regime.MARKS}
UNIT_KINDS = {str(kind): kind for kind in UnitKind}
OUTCOME_KINDS = {str(kind): kind for kind in OutcomeKind}
KIND_OF_OUTCOMES = {
    UnitKind.KNOWLEDGE: OutcomeKind.KNOWLEDGE,
    UnitKind.SKILLS: OutcomeKind.COMPETENCE,
}
DESCRIPTORS = ("referral", "pass", "good pass")


@dataclass(frozen=True)
class Reading:
    """What came of reading a text: a specification, or the reasons why not, by line."""

    specification: Specification | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class _Defaults:
    """What the top of the file says about every criterion below."""

    regime: Regime
    is_provisional: bool


def read_specification(text: str) -> Reading:
    """The specification in `text`, or every fault in it; never both."""
    if len(text) > LONGEST_TEXT:
        return Reading(None, (Fault(1, f"The text is longer than {LONGEST_TEXT:,} characters."),))
    top, faults = read_blocks(text)
    specification = _specification(top)
    if faults:
        return Reading(None, tuple(sorted(set(faults))))
    return Reading(specification)


def _specification(top: Block) -> Specification:
    head = _Defaults(
        regime=top.choice("assessment", ASSESSMENT, default=Regime.MET, required=True),
        is_provisional=top.choice("wording", WORDING, default=True, required=True),
    )
    headings, units = _tree(top, head)
    organisation = top.text("awarding organisation", longest=120)
    total_time = top.amount("total qualification time", "hour", bounded=True)
    one_to_one = top.amount("one-to-one tutorials", "hour", bounded=True, required=False)
    weekly = top.amount("weekly study", "hour", bounded=True)
    specification = Specification(
        code=top.matching("qualification", pattern=CODE, longest=12, example="8420-01"),
        title=top.text("title", longest=160),
        level=top.whole("level") or 0,
        slug=top.matching("web address", pattern=SLUG, longest=50, example="level-5"),
        awarding_organisation=organisation,
        awarding_organisation_short_name=(
            top.text("known as", longest=30, required=len(organisation) > 30) or organisation
        ),
        portal_name=top.text("portal", longest=60, required=False),
        source=top.text("source", longest=200),
        is_provisional=head.is_provisional
        or any(c.is_provisional for u in units for o in u.outcomes for c in o.criteria),
        regime=head.regime,
        credits=top.whole("credits", required=False),
        guided_learning_hours=top.whole("guided learning hours") or 0,
        total_qualification_time=total_time.least,
        total_time_is_minimum=total_time.is_minimum,
        one_to_one_minutes=one_to_one.least * 60,
        listed_months=top.amount("listed duration", "month", bounded=False).range,
        typical_months=top.amount("typical duration", "month", bounded=False).range,
        weekly_hours=weekly.range,
        weekly_hours_are_minimum=weekly.is_minimum,
        headings=headings,
        units=units,
    )
    check_totals(top, specification)
    return specification


def _tree(top: Block, defaults: _Defaults) -> tuple[tuple[HeadingSpec, ...], tuple[UnitSpec, ...]]:
    """Headings and units in the order of the text."""
    check_outline(top)
    headings: list[HeadingSpec] = []
    units: list[UnitSpec] = []
    for block in top.children:
        if block.entry.name == "heading":
            headings.append(HeadingSpec(len(headings) + 1, block.heading_text(120)))
        else:
            units.append(_unit(block, headings[-1].number if headings else None, defaults))
    return tuple(headings), tuple(units)


def _unit(block: Block, heading: int | None, defaults: _Defaults) -> UnitSpec:
    block.check_argument(CODE, longest=20, example="8617-700")
    kind = block.choice("kind", UNIT_KINDS, default=None, required=True)
    check_numbers(block)
    check_repeats(block)
    unit = UnitSpec(
        code=block.entry.argument,
        title=block.heading_text(200),
        kind=kind or UnitKind.COMBINED,
        outcomes=tuple(
            _outcome(each, number, kind, defaults)
            for number, each in enumerate(block.children, start=1)
        ),
        heading=heading,
        summary=block.text("summary", longest=2000, required=False),
        credits=block.whole("credits", required=False),
        guided_learning_hours=block.whole("guided learning hours", required=False),
        word_guide=block.whole("word guide", required=False),
    )
    if defaults.regime == Regime.MARKS:
        check_marks(block, unit)
    return unit


def _outcome(block: Block, number: int, unit: UnitKind | None, defaults: _Defaults) -> OutcomeSpec:
    """An outcome; in a unit of one kind it need not say which kind it is."""
    expected = KIND_OF_OUTCOMES.get(unit) if unit else None
    kind = block.choice(
        "kind",
        OUTCOME_KINDS,
        default=expected or OutcomeKind.KNOWLEDGE,
        required=unit == UnitKind.COMBINED,
    )
    if expected and kind != expected:
        block.fault(f"A {unit} unit holds {expected} outcomes only.", "kind")
    check_numbers(block, prefix=f"{block.entry.argument or number}.")
    check_repeats(block)
    return OutcomeSpec(
        number=number,
        text=block.heading_text(2000),
        kind=kind,
        criteria=tuple(
            _criterion(each, f"{number}.{position}", defaults)
            for position, each in enumerate(block.children, start=1)
        ),
    )


def _criterion(block: Block, number: str, defaults: _Defaults) -> CriterionSpec:
    """A criterion; marks and descriptors must be there when marked, and only then (D2)."""
    text = block.heading_text(2000)
    verb = block.text("command verb", longest=30, required=False)
    if verb.lower() not in text.lower():
        block.fault("The command verb does not appear in the criterion.", "command verb")
    criterion = CriterionSpec(
        number=number,
        text=text,
        is_provisional=block.choice(
            "wording", WORDING, default=defaults.is_provisional, required=False
        ),
        command_verb=verb,
    )
    if defaults.regime == Regime.MET:
        for name in ("marks", *DESCRIPTORS):
            if name in block.fields:
                block.fault("This is for qualifications assessed by marks.", name)
        return criterion
    referral, passed, good_pass = (block.text(name, longest=2000) for name in DESCRIPTORS)
    return replace(
        criterion,
        maximum=block.marks("marks"),
        referral_descriptor=referral,
        pass_descriptor=passed,
        good_pass_descriptor=good_pass,
    )
