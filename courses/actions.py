"""What changes the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from courses.changes import Change, specification_changes
from courses.errors import AddressTaken, FaultySpecification
from courses.models import (
    AssessmentCriterion,
    AwardingOrganisation,
    Heading,
    LearningOutcome,
    Qualification,
    SpecificationVersion,
    Unit,
)
from courses.specification import Specification, UnitSpec, read_specification
from courses.stored import specification_of
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Imported:
    """What an import led to; without changes nothing was written."""

    version: SpecificationVersion
    changes: tuple[Change, ...]


@transaction.atomic
def import_specification(*, text: str, source: str, actor: User | None, now: datetime) -> Imported:
    """Make the specification in `text` the current one, all or nothing (D1, D2).

    The same content as the current version changes nothing. Other content becomes the next
    version; enrolments stay on theirs. `source` names where the text came from, for the record.
    """
    reading = read_specification(text)
    if reading.specification is None:
        raise FaultySpecification(reading.faults)
    specification = reading.specification
    check_address(specification)
    qualification = _lock_qualification(specification)
    current = qualification.versions.current().with_specification().first()
    if current and current.content_hash == specification.content_hash:
        return Imported(current, ())
    old = specification_of(current) if current else None
    changes = specification_changes(old, specification)
    _describe(qualification, specification)
    version = _add_version(qualification, specification, now)
    _add_tree(version, specification)
    qualification.versions.current().update(is_current=False)
    SpecificationVersion.objects.filter(pk=version.pk).update(is_current=True)
    version.is_current = True
    audit.record(
        actor,
        "imported",
        version,
        at=now,
        before={"number": current.number} if current else None,
        after={"number": version.number, "file": source, "changes": len(changes)},
    )
    return Imported(version, changes)


@transaction.atomic
def offer_qualification(
    *, qualification: Qualification, is_offered: bool, actor: User, now: datetime
) -> None:
    """Put a qualification on offer, or take it off; whoever is enrolled stays enrolled."""
    qualification = Qualification.objects.select_for_update().get(pk=qualification.pk)
    if qualification.is_offered == is_offered:
        return
    Qualification.objects.filter(pk=qualification.pk).update(is_offered=is_offered)
    audit.record(
        actor,
        "offered" if is_offered else "retired",
        qualification,
        at=now,
        before={"is_offered": not is_offered},
        after={"is_offered": is_offered},
    )


def check_address(specification: Specification) -> None:
    """Refuse a web address that another qualification has."""
    others = Qualification.objects.exclude(code=specification.code)
    if other := others.filter(slug=specification.slug).first():
        raise AddressTaken(
            f"The web address “{specification.slug}” belongs to {other.code}. Choose another."
        )


def _lock_qualification(specification: Specification) -> Qualification:
    """The qualification's row, locked so that two imports follow each other."""
    organisation, _ = AwardingOrganisation.objects.get_or_create(
        name=specification.awarding_organisation,
        defaults={"short_name": specification.awarding_organisation_short_name},
    )
    Qualification.objects.get_or_create(
        code=specification.code,
        defaults={
            "awarding_organisation": organisation,
            "slug": specification.slug,
            "title": specification.title,
            "level": specification.level,
        },
    )
    return Qualification.objects.select_for_update().get(code=specification.code)


def _describe(qualification: Qualification, specification: Specification) -> None:
    """Bring what is said of the qualification, whatever its version, up to date."""
    organisation, _ = AwardingOrganisation.objects.update_or_create(
        name=specification.awarding_organisation,
        defaults={
            "short_name": specification.awarding_organisation_short_name,
            "portal_name": specification.portal_name,
        },
    )
    qualification.awarding_organisation = organisation
    qualification.slug = specification.slug
    qualification.title = specification.title
    qualification.level = specification.level
    qualification.save()


def _add_version(
    qualification: Qualification, specification: Specification, now: datetime
) -> SpecificationVersion:
    newest = qualification.versions.aggregate(number=Max("number"))["number"] or 0
    return SpecificationVersion.objects.create(
        qualification=qualification,
        number=newest + 1,
        content_hash=specification.content_hash,
        source=specification.source,
        is_provisional=specification.is_provisional,
        imported_at=now,
        regime=specification.regime,
        credits=specification.credits,
        guided_learning_hours=specification.guided_learning_hours,
        total_qualification_time=specification.total_qualification_time,
        total_time_is_minimum=specification.total_time_is_minimum,
        one_to_one_minutes=specification.one_to_one_minutes,
        listed_months_least=specification.listed_months.least,
        listed_months_most=specification.listed_months.most,
        typical_months_least=specification.typical_months.least,
        typical_months_most=specification.typical_months.most,
        weekly_hours_least=specification.weekly_hours.least,
        weekly_hours_most=specification.weekly_hours.most,
        weekly_hours_are_minimum=specification.weekly_hours_are_minimum,
    )


def _add_tree(version: SpecificationVersion, specification: Specification) -> None:
    """Headings, units, outcomes and criteria, in one insert each."""
    headings = Heading.objects.bulk_create(
        Heading(version=version, number=heading.number, title=heading.title)
        for heading in specification.headings
    )
    heading_by_number = {heading.number: heading for heading in headings}
    units = Unit.objects.bulk_create(
        Unit(
            version=version,
            heading=heading_by_number[unit.heading] if unit.heading else None,
            position=position,
            code=unit.code,
            title=unit.title,
            kind=unit.kind,
            summary=unit.summary,
            credits=unit.credits,
            guided_learning_hours=unit.guided_learning_hours,
            word_guide=unit.word_guide,
        )
        for position, unit in enumerate(specification.units, start=1)
    )
    pairs = list(zip(units, specification.units, strict=True))
    outcomes = LearningOutcome.objects.bulk_create(
        LearningOutcome(unit=unit, number=outcome.number, text=outcome.text, kind=outcome.kind)
        for unit, spec in pairs
        for outcome in spec.outcomes
    )
    outcome_by_number = {(outcome.unit_id, outcome.number): outcome for outcome in outcomes}
    AssessmentCriterion.objects.bulk_create(
        criterion for unit, spec in pairs for criterion in _criteria(unit, spec, outcome_by_number)
    )


def _criteria(
    unit: Unit, spec: UnitSpec, outcomes: dict[tuple[int, int], LearningOutcome]
) -> list[AssessmentCriterion]:
    """The unsaved criteria of one unit, in order."""
    pairs = [(outcome, criterion) for outcome in spec.outcomes for criterion in outcome.criteria]
    return [
        AssessmentCriterion(
            outcome=outcomes[unit.pk, outcome.number],
            unit=unit,
            number=criterion.number,
            position=position,
            text=criterion.text,
            command_verb=criterion.command_verb,
            maximum=criterion.maximum,
            is_provisional=criterion.is_provisional,
            referral_descriptor=criterion.referral_descriptor,
            pass_descriptor=criterion.pass_descriptor,
            good_pass_descriptor=criterion.good_pass_descriptor,
        )
        for position, (outcome, criterion) in enumerate(pairs, start=1)
    ]
