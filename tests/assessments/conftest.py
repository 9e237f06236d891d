"""Work to be marked, of each regime."""

from decimal import Decimal

import pytest

from courses.choices import Regime
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory


@pytest.fixture
def level_5(db):
    """A version of one unit with three criteria, met or not yet met."""
    return SpecificationVersionFactory(units=1, criteria=3)


@pytest.fixture
def level_7(db):
    """A version of one unit with two criteria of 20 marks each."""
    return SpecificationVersionFactory(
        units=1, criteria=2, maximum=Decimal(20), regime=Regime.MARKS, qualification__level=7
    )


@pytest.fixture
def decided_submission(level_5, tutor, candidate_user):
    """Level 5 work of the candidate, with their tutor."""
    return SubmissionFactory(
        enrolment=EnrolmentFactory(version=level_5, tutor=tutor, candidate__user=candidate_user)
    )


@pytest.fixture
def marked_submission(level_7, tutor, candidate_user):
    """Level 7 work of the candidate, with their tutor."""
    return SubmissionFactory(
        enrolment=EnrolmentFactory(version=level_7, tutor=tutor, candidate__user=candidate_user)
    )


@pytest.fixture
def root(settings, tmp_path):
    """A folder of this test's own for evidence."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return settings.EVIDENCE_ROOT


@pytest.fixture
def enrolment(tutor, candidate_user):
    """Ruth with Tess, on two units of two criteria."""
    return EnrolmentFactory(
        version=SpecificationVersionFactory(units=2, criteria=2),
        tutor=tutor,
        candidate__user=candidate_user,
    )
