"""A qualification's specification: its values, and how its text becomes them.

Pure: text in, values or faults out. The text format is described for the people who write it
in `docs/specification-format.md`.
"""

from courses.specification.lines import decode
from courses.specification.parser import Reading, read_specification
from courses.specification.values import (
    CriterionSpec,
    Fault,
    HeadingSpec,
    OutcomeSpec,
    Range,
    Specification,
    UnitSpec,
)

__all__ = [
    "CriterionSpec",
    "Fault",
    "HeadingSpec",
    "OutcomeSpec",
    "Range",
    "Reading",
    "Specification",
    "UnitSpec",
    "decode",
    "read_specification",
]
