"""How the parts of the catalogue name themselves, and what the database holds them to."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from courses.models import SpecificationVersion, Unit
from tests.factories.courses import (
    HeadingFactory,
    QualificationFactory,
    SpecificationVersionFactory,
    UnitFactory,
    import_level_5,
    import_level_7,
)

pytestmark = pytest.mark.django_db


def test_names():
    version = import_level_5()
    unit = version.units.get(position=3)
    outcome = unit.outcomes.get()
    assert str(version) == "8420-01 version 1"
    assert str(version.qualification) == "ILM Level 5 Diploma in Leadership & Management (8420-01)"
    assert (version.qualification.short_title, unit.short_code) == ("Level 5", "P03")
    assert str(unit) == "8420-P03 Managing People: skills"
    assert str(unit.heading) == "Managing People"
    assert str(outcome) == "1 Recognise and manage talent within a team."
    assert str(outcome.criteria.get()) == "1.1 Recognise and manage talent within a team."
    assert str(version.qualification.awarding_organisation) == "ILM"


def test_only_level_7_is_marked():
    assert not import_level_5().is_marked
    assert import_level_7().is_marked


def refuses():
    return pytest.raises(IntegrityError)


def test_a_qualification_has_one_current_version():
    qualification = QualificationFactory()
    SpecificationVersionFactory(qualification=qualification, number=1)
    other = SpecificationVersionFactory(qualification=qualification, number=2, is_current=False)
    with refuses(), transaction.atomic():
        SpecificationVersion.objects.filter(pk=other.pk).update(is_current=True)
    with refuses(), transaction.atomic():
        SpecificationVersionFactory(qualification=qualification, number=2, is_current=False)


def test_codes_numbers_and_positions_occur_once():
    unit = UnitFactory(position=1, code="A-1")
    with refuses(), transaction.atomic():
        UnitFactory(version=unit.version, position=2, code="A-1")
    with refuses(), transaction.atomic():
        UnitFactory(version=unit.version, position=1, code="A-2")
    heading = HeadingFactory(version=unit.version)
    with refuses(), transaction.atomic():
        HeadingFactory(version=heading.version)
    assert Unit.objects.count() == 1


@pytest.mark.parametrize("field, value", [("regime", "percent"), ("regime", "")])
def test_a_regime_is_one_of_the_two(field, value):
    with refuses(), transaction.atomic():
        SpecificationVersionFactory(**{field: value})


def test_a_unit_is_of_a_known_kind():
    with refuses(), transaction.atomic():
        UnitFactory(kind="other")


@pytest.mark.parametrize("maximum", [Decimal(0), Decimal(-5)])
def test_a_maximum_is_more_than_nothing(maximum):
    with refuses(), transaction.atomic():
        UnitFactory(criteria__maxima=[maximum])
