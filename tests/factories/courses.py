"""Diplomas for tests: the two that are shipped, and small ones made to measure.

A version is sealed once it is current, so its units are made with it, never added later.
"""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import factory
from factory.django import DjangoModelFactory

from courses.actions import import_specification
from courses.choices import OutcomeKind, Regime, UnitKind
from courses.models import (
    AssessmentCriterion,
    AwardingOrganisation,
    Heading,
    LearningOutcome,
    Qualification,
    SpecificationVersion,
    Unit,
)
from courses.specification import decode

# The specifications that come with the software.
SPECIFICATIONS = Path(__file__).parents[2] / "courses" / "specifications"
IMPORTED_AT = datetime(2025, 9, 1, 9, 0, tzinfo=UTC)


def shipped_text(code):
    """The text of a shipped specification: "8420-01" or "8617"."""
    return decode((SPECIFICATIONS / f"{code}.txt").read_bytes())


def import_level_5():
    """The Level 5 diploma as shipped: 17 units, 37 criteria, met or not yet met."""
    return _import("8420-01")


def import_level_7():
    """The Level 7 diploma as shipped: 3 units, 8 criteria, 100 marks a unit."""
    return _import("8617")


def _import(code):
    imported = import_specification(
        text=shipped_text(code), source=f"{code}.txt", actor=None, now=IMPORTED_AT
    )
    return imported.version


class AwardingOrganisationFactory(DjangoModelFactory):
    class Meta:
        model = AwardingOrganisation
        django_get_or_create = ["name"]

    name = "ILM"
    short_name = "ILM"
    portal_name = "ILM Illuminate"


class QualificationFactory(DjangoModelFactory):
    class Meta:
        model = Qualification

    awarding_organisation = factory.SubFactory(AwardingOrganisationFactory)
    code = factory.Sequence(lambda n: f"90{n:02}")
    slug = factory.Sequence(lambda n: f"diploma-{n}")
    title = factory.LazyAttribute(lambda q: f"Diploma {q.code}")
    level = 5


class SpecificationVersionFactory(DjangoModelFactory):
    """A current version with `units` units, each of one outcome with `criteria` criteria.

    With `regime=Regime.MARKS` each criterion has `maximum` marks. Pass `is_current=False` for
    one that is neither current nor sealed.
    """

    class Meta:
        model = SpecificationVersion

    qualification = factory.SubFactory(QualificationFactory)
    number = 1
    content_hash = factory.Sequence(lambda n: f"{n:064x}")
    source = "Made for a test"
    imported_at = IMPORTED_AT
    regime = Regime.MET
    guided_learning_hours = 221
    total_qualification_time = 512
    one_to_one_minutes = 420
    listed_months_least = 6
    listed_months_most = 9
    typical_months_least = 9
    typical_months_most = 12
    weekly_hours_least = 6
    weekly_hours_most = 6

    @classmethod
    def _create(
        cls, model_class, *args, units=2, criteria=2, maximum=Decimal(50), is_current=True, **fields
    ):
        version = super()._create(model_class, *args, is_current=False, **fields)
        for position in range(1, units + 1):
            maxima = [maximum] * criteria if version.regime == Regime.MARKS else None
            UnitFactory(
                version=version,
                position=position,
                criteria__count=criteria,
                criteria__maxima=maxima,
            )
        if is_current:
            version.qualification.versions.current().update(is_current=False)
            SpecificationVersion.objects.filter(pk=version.pk).update(is_current=True)
            version.is_current = True
        return version


class HeadingFactory(DjangoModelFactory):
    """A heading; pass a `version` that is not current yet."""

    class Meta:
        model = Heading

    version = factory.SubFactory(SpecificationVersionFactory, is_current=False, units=0)
    number = 1
    title = "Leading People"


class UnitFactory(DjangoModelFactory):
    """A unit of one outcome; pass no `version`, or one that is not current yet.

    `criteria__maxima=[Decimal(15), Decimal(20)]` makes a criterion for each maximum;
    `criteria__count=3` makes three decided as met or not yet met.
    """

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    version = factory.SubFactory(SpecificationVersionFactory, is_current=False, units=0)
    position = factory.LazyAttribute(lambda unit: unit.version.units.count() + 1)
    code = factory.LazyAttribute(lambda u: f"{u.version.qualification.code}-{u.position:03}")
    title = factory.LazyAttribute(lambda unit: f"Unit {unit.position}")
    kind = UnitKind.COMBINED

    @factory.post_generation
    def criteria(self, create, extracted, count=2, maxima=None):
        outcome = LearningOutcome.objects.create(
            unit=self, number=1, text="Understand the work", kind=OutcomeKind.KNOWLEDGE
        )
        for number, maximum in enumerate(maxima or [None] * count, start=1):
            AssessmentCriterion.objects.create(
                outcome=outcome,
                unit=self,
                number=f"1.{number}",
                position=number,
                text=f"Explain part {number} of the work",
                command_verb="Explain",
                maximum=maximum,
            )
