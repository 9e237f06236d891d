"""Reminders that look at submissions: marking, silence, targets."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assessments.choices import SubmissionStage, UnitState
from assessments.models import Submission, UnitProgress
from assessments.reminders import marking_due, no_contact, targets_near
from enrolments.models import UnitTarget
from tests.factories.courses import UnitFactory
from tests.factories.enrolments import EnrolmentFactory, TutorialFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def enrolment(unit):
    return EnrolmentFactory(version=unit.version)


def submit(enrolment, unit, *, due_back_on, **fields):
    values = {
        "attempt": 1,
        "submitted_at": datetime(2026, 6, 1, 9, tzinfo=UTC),
        "due_back_on": due_back_on,
    }
    return Submission.objects.create(enrolment=enrolment, unit=unit, **values | fields)


def reminded(rows):
    return set(rows.values_list("reminded", flat=True))


def test_work_due_back_within_two_days_is_the_tutors_concern(enrolment, unit):
    submission = submit(enrolment, unit, due_back_on=TODAY + timedelta(days=2))

    assert reminded(marking_due(TODAY)) == {enrolment.tutor_id}
    assert reminded(marking_due(TODAY - timedelta(days=1))) == set()

    submission.stage = SubmissionStage.WITHDRAWN
    submission.withdrawn_at = datetime(2026, 6, 2, 9, tzinfo=UTC)
    submission.save()
    assert reminded(marking_due(TODAY)) == set()


def test_silence_counts_from_the_last_tutorial_or_submission(enrolment, unit):
    assert reminded(no_contact(enrolment.starts_on + timedelta(days=20))) == set()
    assert reminded(no_contact(enrolment.starts_on + timedelta(days=21))) == {enrolment.tutor_id}

    TutorialFactory(enrolments=[enrolment], starts_at=datetime(2026, 5, 1, 9, tzinfo=UTC))
    assert reminded(no_contact(date(2026, 5, 21))) == set()
    assert reminded(no_contact(date(2026, 5, 22))) == {enrolment.tutor_id}

    submit(enrolment, unit, due_back_on=TODAY)
    assert reminded(no_contact(date(2026, 6, 21))) == set()
    assert reminded(no_contact(date(2026, 6, 22))) == {enrolment.tutor_id}


@pytest.mark.parametrize(
    ("state", "is_told"),
    [
        (UnitState.DRAFTING, True),
        (UnitState.REFERRED, True),
        (UnitState.SUBMITTED, False),
        (UnitState.PASSED, False),
    ],
)
def test_a_target_is_near_while_the_unit_is_the_candidates(enrolment, unit, state, is_told):
    UnitTarget.objects.create(enrolment=enrolment, unit=unit, target_on=TODAY + timedelta(days=7))
    is_passed = state == UnitState.PASSED
    UnitProgress.objects.create(
        enrolment=enrolment,
        unit=unit,
        state=state,
        since=enrolment.enrolled_at,
        criteria_total=2,
        criteria_met=2 if is_passed else 0,
        passed_at=enrolment.enrolled_at if is_passed else None,
    )

    expected = {enrolment.candidate.user_id} if is_told else set()
    assert reminded(targets_near(TODAY)) == expected
    assert reminded(targets_near(TODAY - timedelta(days=1))) == set()
