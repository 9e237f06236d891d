"""Bands of a mark, for feedback only (R4, P7.12).

Pass and good pass are told apart to be clear with a candidate about one criterion. No grade,
statement, export or mail knows of bands: those layers may not even import this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices

from assessments.choices import Outcome
from assessments.grading import criterion_outcome


class Band(TextChoices):
    """What a mark amounts to, beside its sufficiency descriptor."""

    REFERRAL = "referral", "Referral"
    PASS = "pass", "Pass"
    GOOD_PASS = "good_pass", "Good pass"


@dataclass(frozen=True, slots=True)
class Anchors:
    """The marks that the three descriptors of a criterion stand at."""

    referral: Decimal
    passing: Decimal
    good: Decimal


def band_of(mark: Decimal, maximum: Decimal) -> Band:
    """Below half a referral, from half a pass, from three quarters a good pass (D6)."""
    if criterion_outcome(mark, maximum) == Outcome.NOT_YET_MET:
        return Band.REFERRAL
    return Band.GOOD_PASS if mark * 4 >= maximum * 3 else Band.PASS


def anchors(maximum: Decimal) -> Anchors:
    """About a quarter, from half, about three quarters of the marks: 7.5, 15 and 22.5 of 30."""
    return Anchors(referral=maximum / 4, passing=maximum / 2, good=maximum * 3 / 4)
