"""Who could be claimed for, and what stands in the way: in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from assessments.choices import UnitState
from assessments.models import Submission
from assessments.progress import standings
from awards.models import ClaimLine
from awards.readiness import ASKED_AGAIN, Facts, Reason, reasons
from courses.models import Unit
from enrolments.choices import EnrolmentStatus, EntryRequirement, RatingCode, Strength
from enrolments.entry import requirements_for
from enrolments.models import Enrolment, EntryCheck, QualityRating
from enrolments.querysets import EnrolmentQuerySet
from enrolments.registration import expires_on
from quality.holds import holds_of


@dataclass(frozen=True, slots=True)
class Line:
    """One enrolment on the claim list, with everything that stands in the way of its claim."""

    enrolment: Enrolment
    rating: RatingCode
    reasons: tuple[Reason, ...]

    @property
    def is_ready(self) -> bool:
        """Nothing stands in the way."""
        return not self.reasons

    @property
    def is_waivable(self) -> bool:
        """All that stands in the way may be waived with a reason."""
        return bool(self.reasons) and all(reason.is_waivable for reason in self.reasons)


def unclaimed(enrolments: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Those of `enrolments` for whom no claim stands, with the people and minutes a line shows."""
    standing = Enrolment.objects.filter(claim_lines__taken_back_at=None, claim_lines__isnull=False)
    return enrolments.exclude(pk__in=standing.values("pk")).with_people().with_hours()


def lines_of(enrolments: Sequence[Any], *, today: date) -> list[Line]:
    """A line for each enrolment, with people and hours as `unclaimed` has; seventeen queries.

    Units are asked of the decisions themselves, never of the progress rows (R5).
    """
    passed = _passed([enrolment.pk for enrolment in enrolments])
    units = _units({enrolment.version_id for enrolment in enrolments})
    checked = _checked([enrolment.pk for enrolment in enrolments])
    ratings = QualityRating.objects.standing_for(
        {enrolment.qualification_id for enrolment in enrolments}
    )
    held = holds_of(enrolments, today=today)
    provisional = _provisional([enrolment.pk for enrolment in enrolments])
    lines = []
    for enrolment in enrolments:
        rating = ratings[enrolment.qualification_id]
        facts = Facts(
            status=EnrolmentStatus(enrolment.status),
            units_to_pass=[
                unit.code
                for unit in units[enrolment.version_id]
                if (enrolment.pk, unit.pk) not in passed
            ],
            units_provisional=provisional[enrolment.pk],
            registration_number=enrolment.registration_number,
            registration_expires_on=expires_on(
                registered_on=enrolment.registered_on, years=settings.REGISTRATION_VALID_YEARS
            )
            if enrolment.registered_on
            else None,
            entry_missing=_entry_missing(enrolment, checked),
            minutes=enrolment.one_to_one_minutes,
            minutes_promised=enrolment.version.one_to_one_minutes,
            actions_open=held[enrolment.pk].actions,
            samples_owed=held[enrolment.pk].samples,
            disagreements=held[enrolment.pk].disagreements,
            prior_learning=held[enrolment.pk].prior_learning,
            cases_open=held[enrolment.pk].cases,
            appeals_open=held[enrolment.pk].appeals,
            rating=rating,
        )
        lines.append(Line(enrolment, rating, reasons(facts, today=today)))
    return lines


def since_claimed(lines: Sequence[ClaimLine], *, today: date) -> dict[int, tuple[Reason, ...]]:
    """What stands between claimed lines and their certificates today, by the line's key (R20).

    Asked of those that stand and are not awarded; one that nothing came between is left out.
    """
    waiting = {line.enrolment_id: line.pk for line in lines if line.is_waiting}
    if not waiting:
        return {}
    claimed = Enrolment.objects.filter(pk__in=waiting).with_people().with_hours()
    found = {
        waiting[line.enrolment.pk]: tuple(
            reason for reason in line.reasons if reason.obstacle in ASKED_AGAIN
        )
        for line in lines_of(list(claimed), today=today)
    }
    return {key: left for key, left in found.items() if left}


def _passed(enrolment_ids: list[int]) -> set[tuple[int, int]]:
    return {
        place
        for place, standing in standings(enrolment_ids=enrolment_ids).items()
        if standing.state == UnitState.PASSED
    }


def _provisional(enrolment_ids: list[int]) -> Mapping[int, list[str]]:
    """The units whose result waits for a countersignature (R16)."""
    waiting = Submission.objects.awaiting_countersigning().filter(enrolment__in=enrolment_ids)
    units: dict[int, list[str]] = defaultdict(list)
    for enrolment, code in waiting.order_by("unit__position").values_list(
        "enrolment", "unit__code"
    ):
        units[enrolment].append(code)
    return units


def _units(version_ids: set[int]) -> Mapping[int, list[Unit]]:
    units: dict[int, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(version__in=version_ids).order_by("position"):
        units[unit.version_id].append(unit)
    return units


def _checked(enrolment_ids: list[int]) -> set[tuple[int, str]]:
    """Requirements looked at; a required one is kept only when it is met or waived (P7.13)."""
    rows = EntryCheck.objects.filter(enrolment__in=enrolment_ids)
    return set(rows.values_list("enrolment_id", "requirement"))


def _entry_missing(enrolment: Enrolment, checked: set[tuple[int, str]]) -> list[str]:
    asked = requirements_for(enrolment.version.qualification.level)
    return [
        EntryRequirement(requirement).label
        for requirement, strength in asked.items()
        if strength == Strength.REQUIRED and (enrolment.pk, requirement) not in checked
    ]
