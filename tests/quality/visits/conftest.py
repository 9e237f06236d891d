"""A visit to one candidate of two, with work judged and sampled, on a day in May."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from enrolments.actions.staff_records import approve_for_unit
from enrolments.choices import VisitKind
from enrolments.models import CPDEntry
from quality.actions.sampling import Opinion, Vacsr, conclude_sample
from quality.actions.second_marking import finish_second_marking, give_second_marking
from quality.actions.standardising import close_exercise
from quality.actions.visiting import Part, Visitor, open_visit
from quality.choices import View
from quality.snapshot import digest_of, snapshot_of
from tests.assessments.marking import NOW as JUDGED_AT
from tests.assessments.marking import mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import EQAFactory, TutorFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import CohortFactory, EnrolmentFactory
from tests.quality.conftest import on_duty
from tests.quality.exercises import an_exercise, judge, judgements, write_up
from tests.quality.second import draw_one_in

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


def kept_alike(enrolment, *, times=1):
    """Somebody's work marked twice, exercises on it that are closed, and the tutor's record."""
    draw_one_in(1, at=JUDGED_AT - timedelta(days=1))
    submission, sample = sampled(enrolment)
    tutor, second = enrolment.tutor, TutorFactory(family_name="Second")
    marking = give_second_marking(submission=submission, marker=second, by=second, now=DAY)
    finish_second_marking(marking=marking, judgements=judgements("mn"), by=second, now=DAY)
    for _ in range(times):
        exercise = an_exercise(submission, sample.assurer)
        judge(exercise, tutor, "mn")
        write_up(exercise, sample.assurer, "mn", attendees=[tutor, sample.assurer])
        close_exercise(exercise=exercise, by=sample.assurer, now=DAY)
        CPDEntry.objects.create(
            person=tutor,
            done_on=date(2026, 4, 1),
            hours=3,
            what="Feedback that helps",
            form_token=uuid4(),
            recorded_by=tutor,
            recorded_at=DAY,
        )
    approve_for_unit(
        person=tutor,
        qualification=enrolment.qualification,
        unit_code="",
        starts_on=date(2026, 1, 5),
        by=None,
        now=DAY,
    )
    return marking, exercise
