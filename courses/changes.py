"""What would change between two states of a specification. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from courses.specification import (
    CriterionSpec,
    HeadingSpec,
    OutcomeSpec,
    Range,
    Specification,
    UnitSpec,
)

NOT_WORDING = {
    "kind",
    "maximum",
    "is_provisional",
    "credits",
    "guided_learning_hours",
    "word_guide",
    "heading",
}
PARTS = {"units", "outcomes", "criteria", "headings"}
IDENTITIES = {"code", "number"}

Part = HeadingSpec | UnitSpec | OutcomeSpec | CriterionSpec


@dataclass(frozen=True)
class Change:
    """One difference: what happened to which thing, with the values before and after."""

    verb: str
    thing: str
    before: str = ""
    after: str = ""


def specification_changes(old: Specification | None, new: Specification) -> tuple[Change, ...]:
    """Everything that makes `new` differ from `old`, in the order of the specification."""
    if old is None:
        return (Change("added", f"qualification {new.code}", after=new.title), *_all_added(new))
    return (*_facts("specification", old, new), *_differences(_parts(old), _parts(new)))


def _all_added(new: Specification) -> Iterator[Change]:
    return _differences({}, _parts(new))


def _parts(specification: Specification) -> dict[str, Part]:
    """Every heading, unit, outcome and criterion by what people call it."""
    parts: dict[str, Part] = {
        f"heading {heading.number}": heading for heading in specification.headings
    }
    for unit in specification.units:
        parts[f"unit {unit.code}"] = unit
        for outcome in unit.outcomes:
            parts[f"outcome {unit.code}/{outcome.number}"] = outcome
            for criterion in outcome.criteria:
                parts[f"criterion {unit.code}/{criterion.number}"] = criterion
    return parts


def _differences(old: Mapping[str, Part], new: Mapping[str, Part]) -> Iterator[Change]:
    for thing, part in new.items():
        if thing not in old:
            yield Change("added", thing, after=_wording(part))
        else:
            yield from _facts(thing, old[thing], part)
    for thing, part in old.items():
        if thing not in new:
            yield Change("removed", thing, before=_wording(part))
    shared_before = [thing for thing in old if thing in new]
    shared_after = [thing for thing in new if thing in old]
    if shared_before != shared_after:
        yield Change("reordered", "units")


def _wording(part: Part) -> str:
    return part.text if isinstance(part, OutcomeSpec | CriterionSpec) else part.title


def _facts(thing: str, old: object, new: object) -> Iterator[Change]:
    """Differences in a thing's own values, wording told apart from figures and kinds."""
    for field in fields(new):  # type: ignore[arg-type]
        if field.name in PARTS or field.name in IDENTITIES:
            continue
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after:
            continue
        verb = "reworded" if isinstance(after, str) and field.name not in NOT_WORDING else "changed"
        name = "" if field.name in {"text", "title"} else f", {field.name.replace('_', ' ')}"
        yield Change(verb, f"{thing}{name}", _shown(before), _shown(after))


def _shown(value: object) -> str:
    if isinstance(value, Range):
        return f"{value.least}–{value.most}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "none" if value in (None, "") else str(value)
