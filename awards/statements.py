"""The statement of results as a value: what the paper says, frozen when it is issued.

It names units, "Pass" and dates, and nothing finer: no marks and no bands (P7.12, R4).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

RESULT = "Pass"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit passed; `credits` is None where the qualification has none."""

    code: str
    title: str
    credits: int | None
    passed_on: date

    @property
    def result(self) -> str:
        """The only outcome there is (P7.12)."""
        return RESULT


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything a statement of results says."""

    number: int
    code: str
    candidate: str
    registration_number: str
    unique_learner_number: str
    awarding_organisation: str
    qualification: str
    qualification_code: str
    level: int
    credits: int | None
    units: Sequence[UnitLine]
    completed_on: date
    centre: str
    centre_number: str
    issued_on: date
    supersedes: int | None = None

    @property
    def shown_number(self) -> str:
        """The number as printed."""
        return shown_number(self.number)

    @property
    def shown_superseded(self) -> str:
        """The number of the statement this one replaces, as printed; empty for a first one."""
        return shown_number(self.supersedes) if self.supersedes else ""

    def as_snapshot(self) -> dict[str, Any]:
        """For storing: plain JSON values, dates as ISO days."""
        values = asdict(self)
        values["completed_on"] = self.completed_on.isoformat()
        values["issued_on"] = self.issued_on.isoformat()
        values["units"] = [
            {**asdict(unit), "passed_on": unit.passed_on.isoformat(), "result": RESULT}
            for unit in self.units
        ]
        return {"format": FORMAT, **values}

    @classmethod
    def from_snapshot(cls, snapshot: dict[str, Any]) -> Statement:
        """The same value again, from what was stored."""
        values = {key: value for key, value in snapshot.items() if key != "format"}
        values["completed_on"] = date.fromisoformat(values["completed_on"])
        values["issued_on"] = date.fromisoformat(values["issued_on"])
        values["units"] = tuple(
            UnitLine(
                code=unit["code"],
                title=unit["title"],
                credits=unit["credits"],
                passed_on=date.fromisoformat(unit["passed_on"]),
            )
            for unit in values["units"]
        )
        return cls(**values)


def snapshot_hash(snapshot: dict[str, Any]) -> str:
    """SHA-256 of a snapshot in one fixed spelling, so that the same facts hash the same."""
    text = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def shown_number(number: int) -> str:
    """A statement's number as printed: PMA-000042."""
    return f"PMA-{number:06}"
