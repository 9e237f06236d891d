"""May this certificate be claimed, and if not, why not (R5, R7, R8, R16, R20). Pure.

Every obstacle is named, not only the first: an administrator clears a list once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from enrolments.choices import EnrolmentStatus, RatingCode
from enrolments.hours import hours_and_minutes
from enrolments.ratings import may_claim

DISAGREEMENT = "An assurer disagrees with a decision: it is decided and sampled anew first."
CASE = "A case about the candidate’s work is not settled."
APPEAL = "An appeal is not settled."


class Obstacle(TextChoices):
    """What can stand between a candidate and a claim."""

    LEFT = "left", "Not enrolled"
    UNITS = "units", "Units to pass"
    PROVISIONAL = "provisional", "To be countersigned"
    REGISTRATION = "registration", "Not registered"
    EXPIRED = "expired", "Registration expired"
    ENTRY = "entry", "Entry not shown"
    TUTORIALS = "tutorials", "One-to-one time short"
    QUALITY = "quality", "Quality assurance open"
    PRIOR_LEARNING = "prior", "Prior learning to be sampled"
    DISPUTE = "dispute", "Case or appeal open"
    RATING = "rating", "Rating allows no claim"


# What is asked again after the claim: what a certificate says, and whether it is disputed.
ASKED_AGAIN = frozenset(
    {
        Obstacle.UNITS,
        Obstacle.PROVISIONAL,
        Obstacle.QUALITY,
        Obstacle.PRIOR_LEARNING,
        Obstacle.DISPUTE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a claim rests on, for one enrolment. Minutes are one-to-one tutorial minutes."""

    status: EnrolmentStatus
    units_to_pass: Sequence[str]
    units_provisional: Sequence[str] = ()
    registration_number: str
    registration_expires_on: date | None
    entry_missing: Sequence[str]
    minutes: int
    minutes_promised: int
    actions_open: int = 0
    samples_owed: int = 0
    disagreements: int = 0
    prior_learning: Sequence[str] = ()  # units passed so, not yet sampled and agreed with
    cases_open: int = 0
    appeals_open: int = 0
    rating: RatingCode


@dataclass(frozen=True, slots=True)
class Reason:
    """One obstacle in words; `is_waivable` where an administrator may go on and say why."""

    obstacle: Obstacle
    text: str
    is_waivable: bool = False


def reasons(facts: Facts, *, today: date) -> tuple[Reason, ...]:
    """Everything that keeps the certificate from being claimed today; empty when nothing does."""
    found = []
    if facts.status == EnrolmentStatus.WITHDRAWN:
        found.append(Reason(Obstacle.LEFT, "The candidate has withdrawn."))
    found += _open_units(facts)
    if not facts.registration_number or facts.registration_expires_on is None:
        found.append(
            Reason(Obstacle.REGISTRATION, "No registration with the awarding organisation.")
        )
    elif today > facts.registration_expires_on:
        day = f"{facts.registration_expires_on.day} {facts.registration_expires_on:%b %Y}"
        found.append(Reason(Obstacle.EXPIRED, f"The registration ended on {day}."))
    if facts.entry_missing:
        found.append(
            Reason(Obstacle.ENTRY, f"Neither met nor waived: {', '.join(facts.entry_missing)}.")
        )
    found += [Reason(Obstacle.QUALITY, text) for text in _quality(facts)]
    if facts.prior_learning:
        codes = ", ".join(facts.prior_learning)
        found.append(
            Reason(
                Obstacle.PRIOR_LEARNING,
                f"Prior learning is sampled and agreed with first: {codes}.",
            )
        )
    if facts.cases_open:
        found.append(Reason(Obstacle.DISPUTE, CASE))
    if facts.appeals_open:
        found.append(Reason(Obstacle.DISPUTE, APPEAL))
    if not may_claim(facts.rating):
        found.append(
            Reason(Obstacle.RATING, f"Rating {facts.rating.value}: certification is suspended.")
        )
    if facts.minutes < facts.minutes_promised:
        found.append(Reason(Obstacle.TUTORIALS, _minutes(facts), is_waivable=True))
    return tuple(found)


def disputes(*, disagreements: int, cases: int, appeals: int) -> tuple[str, ...]:
    """What of a result is disputed, in words, by how many there are of each kind (R20)."""
    counted = {DISAGREEMENT: disagreements, CASE: cases, APPEAL: appeals}
    return tuple(text for text, number in counted.items() if number)


def blocks(found: Sequence[Reason], *, waiver: str) -> tuple[Reason, ...]:
    """The obstacles that still stand when an administrator gives `waiver` as their reason."""
    is_waived = bool(waiver.strip())
    return tuple(reason for reason in found if not (reason.is_waivable and is_waived))


def _open_units(facts: Facts) -> Iterator[Reason]:
    """Units that are not passed, and which of them wait for a countersignature (R5, R16)."""
    if facts.units_to_pass:
        yield Reason(Obstacle.UNITS, _units(facts.units_to_pass))
    if facts.units_provisional:
        codes = ", ".join(facts.units_provisional)
        yield Reason(Obstacle.PROVISIONAL, f"A qualified assessor has to countersign {codes}.")


def _units(codes: Sequence[str]) -> str:
    if len(codes) > 3:
        return f"{len(codes)} units to pass."
    return f"To pass: {', '.join(codes)}."


def _quality(facts: Facts) -> Iterator[str]:
    """What internal quality assurance still holds (R18, R19)."""
    if facts.disagreements:
        yield DISAGREEMENT
    if facts.actions_open:
        yield "An action from quality assurance is open."
    if facts.samples_owed:
        yield "The sampling plan still wants a sample."


def _minutes(facts: Facts) -> str:
    had, promised = hours_and_minutes(facts.minutes), hours_and_minutes(facts.minutes_promised)
    return f"One-to-one time: {had} of {promised} promised."
