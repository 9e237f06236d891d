"""An assurer on duty for a diploma, their client, and an appeal that was upheld."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from enrolments.actions.assuring import appoint_assurer
from tests.assessments.marking import NOW, mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import IQAFactory, TutorFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.appeals import answered, lodged, picked

DAY = timedelta(days=1)

ON_DUTY_SINCE = date(2026, 3, 1)


def on_duty(*qualifications, assurer=None):
    """Somebody who answers for these qualifications."""
    assurer = assurer or IQAFactory(given_name="Iris", family_name="Ito")
    for qualification in qualifications:
        appoint_assurer(
            assurer=assurer,
            qualification=qualification,
            starts_on=ON_DUTY_SINCE,
            by=None,
            now=NOW,
        )
    return assurer


@pytest.fixture
def assurer(db):
    return IQAFactory(given_name="Iris", family_name="Ito")


@pytest.fixture
def assurer_client(assurer):
    return client_of(assurer)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def judged(tutor, candidate_user, now):
    submission = SubmissionFactory(
        enrolment=EnrolmentFactory(
            version=SpecificationVersionFactory(units=1, criteria=2),
            tutor=tutor,
            candidate__user=candidate_user,
        )
    )
    mark_and_release(
        submission, "met", "not", now=now - 3 * DAY, resubmit_by=(now + 40 * DAY).date()
    )
    submission.refresh_from_db()
    return submission


@pytest.fixture
def reviewer(db):
    return TutorFactory(given_name="Rita", family_name="Review")


@pytest.fixture
def upheld(judged, reviewer, administrator, now):
    """An appeal upheld yesterday, by an assessor without a part in it."""
    appeal = lodged(judged, now - 2 * DAY)
    picked(appeal, reviewer, administrator, now - 2 * DAY)
    answered(appeal, reviewer, is_upheld=True, now=now - DAY)
    return appeal
