"""Complete candidates, passed through the real marking."""

from decimal import Decimal

import pytest

from courses.choices import Regime
from tests.assessments.marking import mark_and_release
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory


def pass_units(enrolment, *, leaving_out=0):
    """Submit, mark and release every unit but the last `leaving_out`."""
    units = list(enrolment.version.units.all())
    for unit in units[: len(units) - leaving_out]:
        submission = SubmissionFactory(enrolment=enrolment, unit=unit)
        words = ["45" if enrolment.version.is_marked else "met"] * unit.criteria.count()
        mark_and_release(submission, *words)
    enrolment.refresh_from_db()
    return enrolment


@pytest.fixture
def version(db):
    return SpecificationVersionFactory(
        units=2,
        criteria=2,
        maximum=Decimal(50),
        regime=Regime.MARKS,
        credits=40,
        qualification__level=7,
    )


@pytest.fixture
def enrolment(version, tutor, candidate_user):
    return EnrolmentFactory(version=version, tutor=tutor, candidate__user=candidate_user)


@pytest.fixture
def complete(enrolment):
    """Every unit passed, with marks that would be called good in feedback."""
    return pass_units(enrolment)
