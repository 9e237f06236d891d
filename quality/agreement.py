"""How far two people who judged the same work agree, criterion by criterion and over all. Pure.

Agreement is exact: the same outcome, or where there are marks the same mark. It is a percentage of
the criteria that both judged, to a whole number. Differences are second less first, in marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from assessments.choices import Outcome

TENTH = Decimal("0.1")
# From here on a difference in marks is large: a quarter of what the criterion carries.
LARGE_SHARE = Decimal("0.25")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One criterion as two people judged it; marks and maximum are None where there are none."""

    number: str
    first: Outcome
    second: Outcome
    first_mark: Decimal | None = None
    second_mark: Decimal | None = None
    maximum: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        """Second less first, in marks."""
        if self.first_mark is None or self.second_mark is None:
            return None
        return self.second_mark - self.first_mark

    @property
    def is_exact(self) -> bool:
        """The same outcome, and the same mark where there is one."""
        return self.first == self.second and not self.difference

    @property
    def is_large(self) -> bool:
        """Another outcome, or a quarter of the marks apart."""
        if self.first != self.second:
            return True
        difference, maximum = self.difference, self.maximum
        if difference is None or maximum is None:
            return False
        return abs(difference) >= LARGE_SHARE * maximum


@dataclass(frozen=True, slots=True)
class Agreement:
    """What some pairs come to; the differences are None where there were no marks."""

    compared: int
    exact: int
    same_outcome: int
    mean_difference: Decimal | None
    mean_distance: Decimal | None

    @property
    def percent(self) -> int | None:
        """Exact agreement in per cent; None where nothing is compared."""
        return share(self.exact, self.compared)

    @property
    def outcome_percent(self) -> int | None:
        """The same outcome in per cent; None where nothing is compared."""
        return share(self.same_outcome, self.compared)


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """How far the pairs agree."""
    differences = [pair.difference for pair in pairs if pair.difference is not None]
    return Agreement(
        compared=len(pairs),
        exact=sum(pair.is_exact for pair in pairs),
        same_outcome=sum(pair.first == pair.second for pair in pairs),
        mean_difference=mean(differences),
        mean_distance=mean([abs(difference) for difference in differences]),
    )


def share(part: int, whole: int) -> int | None:
    """`part` of `whole` in per cent, halves rounded up."""
    return (200 * part + whole) // (2 * whole) if whole else None


def mean(numbers: Sequence[Decimal]) -> Decimal | None:
    """The mean to one place; None of nothing."""
    if not numbers:
        return None
    total = sum(numbers, Decimal(0))
    return (total / len(numbers)).quantize(TENTH, rounding=ROUND_HALF_UP)
