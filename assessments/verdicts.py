"""The running verdict on a mark sheet: what it comes to so far, and what is missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.choices import Grade, Outcome
from assessments.grading import percentage, unit_grade

NO_DATE = "Give a day to resubmit by."


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion as far as it is judged."""

    position: int
    number: str
    outcome: Outcome | None = None
    mark: Decimal | None = None
    maximum: Decimal | None = None
    feedback: str = ""
    has_evidence: bool = False
    is_testimony_alone: bool = False  # all its evidence is of witnesses
    is_carried: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """What still has to be done, and where: a criterion's position, or None for the date."""

    position: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a sheet comes to so far."""

    grade: Grade | None
    decided: int
    total: int
    met: tuple[str, ...]
    not_yet_met: tuple[str, ...]
    undecided: tuple[str, ...]
    marks: Decimal
    maxima: Decimal
    is_marked: bool

    @property
    def percentage(self) -> Decimal | None:
        """The marks so far in per cent of what could have been had for them; decides nothing."""
        return percentage([self.marks], [self.maxima])

    @property
    def would_be_referral(self) -> bool:
        """One criterion that is not yet met settles it, whatever else is decided."""
        return bool(self.not_yet_met)


def verdict_on(judged: Sequence[Judged]) -> Verdict:
    """The grade, once every criterion is decided, and the counts that lead to it."""

    def numbers(outcome: Outcome | None) -> tuple[str, ...]:
        return tuple(line.number for line in judged if line.outcome == outcome)

    marked = [line for line in judged if line.mark is not None and line.maximum is not None]
    undecided = numbers(None)
    outcomes = {line.position: line.outcome for line in judged}
    return Verdict(
        grade=unit_grade(outcomes, required=outcomes),
        decided=len(judged) - len(undecided),
        total=len(judged),
        met=numbers(Outcome.MET),
        not_yet_met=numbers(Outcome.NOT_YET_MET),
        undecided=undecided,
        marks=sum((line.mark for line in marked if line.mark), Decimal(0)),
        maxima=sum((line.maximum for line in marked if line.maximum), Decimal(0)),
        is_marked=any(line.maximum is not None for line in judged),
    )


TESTIMONY_ALONE = (
    "All the evidence of this unit is witness testimony, and a unit does not rest on that alone."
)


def rests_on_testimony_alone(judged: Iterable[Judged]) -> bool:
    """Whether a unit without marks would pass on nothing but witness testimony (R22)."""
    lines = [line for line in judged if line.maximum is None]
    is_pass = bool(lines) and all(line.outcome == Outcome.MET for line in lines)
    shown = [line for line in lines if line.has_evidence]
    return is_pass and bool(shown) and all(line.is_testimony_alone for line in shown)


def missing_from(
    judged: Iterable[Judged], *, resubmit_by: date | None, today: date
) -> tuple[Missing, ...]:
    """What keeps marking from being finished (R2, R13, R22)."""
    lines = list(judged)
    found = [missing for line in lines if (missing := _missing_from_line(line))]
    if any(line.outcome == Outcome.NOT_YET_MET for line in lines):
        if resubmit_by is None:
            found.append(Missing(None, NO_DATE))
        elif resubmit_by <= today:
            found.append(Missing(None, "The day to resubmit by must be after today."))
    if rests_on_testimony_alone(lines):
        found.append(Missing(lines[-1].position, TESTIMONY_ALONE))
    return tuple(found)


def unsupported(line: Judged) -> str:
    """Why a criterion cannot be met at Level 5: nothing was ever sent for it (R22)."""
    rests_on_evidence = line.outcome == Outcome.MET and line.maximum is None
    if line.is_carried or not rests_on_evidence or line.has_evidence:
        return ""
    return f"{line.number} has no evidence in any attempt so far, so it cannot be met."


def _missing_from_line(line: Judged) -> Missing | None:
    if line.is_carried:
        return None
    what = unsupported(line)
    if line.outcome is None:
        what = f"{line.number} has no {'decision' if line.maximum is None else 'mark'} yet."
    elif line.outcome == Outcome.NOT_YET_MET and not line.feedback.strip():
        what = f"Say what {line.number} still needs: a referral names it."
    return Missing(line.position, what) if what else None
