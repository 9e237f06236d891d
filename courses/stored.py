"""What is stored of a specification, as the values a text becomes; so the two can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courses.choices import OutcomeKind, Regime, UnitKind
from courses.specification import (
    CriterionSpec,
    HeadingSpec,
    OutcomeSpec,
    Range,
    Specification,
    UnitSpec,
)

if TYPE_CHECKING:
    from courses.models import LearningOutcome, SpecificationVersion, Unit


def specification_of(version: SpecificationVersion) -> Specification:
    """The values of `version`, which is best fetched `with_specification()`."""
    qualification = version.qualification
    organisation = qualification.awarding_organisation
    return Specification(
        code=qualification.code,
        title=qualification.title,
        level=qualification.level,
        slug=qualification.slug,
        awarding_organisation=organisation.name,
        awarding_organisation_short_name=organisation.short_name,
        portal_name=organisation.portal_name,
        source=version.source,
        is_provisional=version.is_provisional,
        regime=Regime(version.regime),
        credits=version.credits,
        guided_learning_hours=version.guided_learning_hours,
        total_qualification_time=version.total_qualification_time,
        total_time_is_minimum=version.total_time_is_minimum,
        one_to_one_minutes=version.one_to_one_minutes,
        listed_months=Range(version.listed_months_least, version.listed_months_most),
        typical_months=Range(version.typical_months_least, version.typical_months_most),
        weekly_hours=Range(version.weekly_hours_least, version.weekly_hours_most),
        weekly_hours_are_minimum=version.weekly_hours_are_minimum,
        headings=tuple(HeadingSpec(h.number, h.title) for h in version.headings.all()),
        units=tuple(_unit(unit) for unit in version.units.all()),
    )


def _unit(unit: Unit) -> UnitSpec:
    return UnitSpec(
        code=unit.code,
        title=unit.title,
        kind=UnitKind(unit.kind),
        outcomes=tuple(_outcome(outcome) for outcome in unit.outcomes.all()),
        heading=unit.heading.number if unit.heading else None,
        summary=unit.summary,
        credits=unit.credits,
        guided_learning_hours=unit.guided_learning_hours,
        word_guide=unit.word_guide,
    )


def _outcome(outcome: LearningOutcome) -> OutcomeSpec:
    return OutcomeSpec(
        number=outcome.number,
        text=outcome.text,
        kind=OutcomeKind(outcome.kind),
        criteria=tuple(
            CriterionSpec(
                number=criterion.number,
                text=criterion.text,
                is_provisional=criterion.is_provisional,
                command_verb=criterion.command_verb,
                maximum=criterion.maximum,
                referral_descriptor=criterion.referral_descriptor,
                pass_descriptor=criterion.pass_descriptor,
                good_pass_descriptor=criterion.good_pass_descriptor,
            )
            for criterion in outcome.criteria.all()
        ),
    )
