"""A visit to one candidate of two, with work judged and sampled, on a day in May."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from enrolments.choices import VisitKind
from quality.actions.sampling import Opinion, Vacsr, conclude_sample
from quality.actions.visiting import Part, Visitor, open_visit
from quality.choices import View
from quality.snapshot import digest_of, snapshot_of
from tests.assessments.marking import NOW as JUDGED_AT
from tests.assessments.marking import mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import EQAFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import CohortFactory, EnrolmentFactory
from tests.quality.conftest import on_duty

DAY = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)
OPENS = DAY - timedelta(hours=1)
CLOSES = DAY + timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(DAY, tick=False) as clock:
        yield clock


@pytest.fixture
def version(db):
    return SpecificationVersionFactory(units=2, criteria=2)


@pytest.fixture
def cohort(version):
    return CohortFactory(version=version, name="Visited")


@pytest.fixture
def enrolment(version, cohort):
    return EnrolmentFactory(
        version=version,
        cohort=cohort,
        candidate__user__given_name="Vera",
        candidate__user__family_name="Visited",
    )


@pytest.fixture
def stranger(version):
    return EnrolmentFactory(version=version, candidate__user__given_name="Unseen")


@pytest.fixture
def eqa(db):
    return EQAFactory(given_name="Edda", family_name="East")


@pytest.fixture
def eqa_client(eqa):
    client = client_of(eqa)
    client.raise_request_exception = False
    return client


def a_visit(eqa, qualification, *, part=None, opens_at=OPENS, closes_at=CLOSES, by=None):
    return open_visit(
        qualification=qualification,
        part=part or Part(),
        visitor=Visitor(email=eqa.email),
        kind=VisitKind.ON_SITE,
        opens_at=opens_at,
        closes_at=closes_at,
        by=by,
        now=DAY - timedelta(days=7),
    )


@pytest.fixture
def visit(eqa, enrolment):
    return a_visit(eqa, enrolment.qualification, part=Part(enrolments=[enrolment]))


def sampled(enrolment):
    """A submission of somebody, judged, and sampled with an action."""
    submission = SubmissionFactory(
        enrolment=enrolment, unit=enrolment.version.units.get(position=1)
    )
    mark_and_release(submission, "met", "met")
    return submission, conclude_sample(
        submission=submission,
        opinions={1: Opinion(View.AGREE), 2: Opinion(View.ACTION, "Say where it shows.")},
        vacsr=Vacsr(
            is_valid=True, is_authentic=True, is_current=True, is_sufficient=True, is_reliable=True
        ),
        due_on=DAY.date(),
        seen=digest_of(snapshot_of(submission)),
        by=on_duty(enrolment.qualification),
        now=JUDGED_AT,
    )
