"""A specification as values. Pure: no database, no clock."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from decimal import Decimal

from courses.choices import OutcomeKind, Regime, UnitKind


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong with a text, and the line it is on, counted from 1."""

    line: int
    message: str


@dataclass(frozen=True)
class CriterionSpec:
    """An assessment criterion. `maximum` and the descriptors belong to marked criteria only."""

    number: str
    text: str
    is_provisional: bool
    command_verb: str = ""
    maximum: Decimal | None = None
    referral_descriptor: str = ""
    pass_descriptor: str = ""
    good_pass_descriptor: str = ""


@dataclass(frozen=True)
class OutcomeSpec:
    """A learning outcome, its wording exactly as in the source."""

    number: int
    text: str
    kind: OutcomeKind
    criteria: tuple[CriterionSpec, ...]


@dataclass(frozen=True)
class UnitSpec:
    """A unit. `heading` is the number of the heading it stands under, when there are any."""

    code: str
    title: str
    kind: UnitKind
    outcomes: tuple[OutcomeSpec, ...]
    heading: int | None = None
    summary: str = ""
    credits: int | None = None
    guided_learning_hours: int | None = None
    word_guide: int | None = None


@dataclass(frozen=True)
class HeadingSpec:
    """A theme that groups units."""

    number: int
    title: str


@dataclass(frozen=True)
class Range:
    """From `least` to `most`, both included."""

    least: int
    most: int


@dataclass(frozen=True)
class Specification:
    """Everything a text says about a qualification."""

    code: str
    title: str
    level: int
    slug: str
    awarding_organisation: str
    awarding_organisation_short_name: str
    portal_name: str
    source: str
    is_provisional: bool
    regime: Regime
    guided_learning_hours: int
    total_qualification_time: int
    total_time_is_minimum: bool
    one_to_one_minutes: int
    listed_months: Range
    typical_months: Range
    weekly_hours: Range
    weekly_hours_are_minimum: bool
    headings: tuple[HeadingSpec, ...]
    units: tuple[UnitSpec, ...]
    credits: int | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 of the content: layout and comments of the text do not change it."""
        in_one_spelling = "{:.1f}".format  # of marks, so that 50 and 50.0 are the same content
        said = asdict(self)
        for unit in said["units"]:
            if unit["word_guide"] is None:  # a text that names none is what it was before any did
                del unit["word_guide"]
        content = json.dumps(said, default=in_one_spelling, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()
