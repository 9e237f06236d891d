"""Who answers for which qualification, and from when to when (R15, R25)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from enrolments.actions.assuring import appoint_assurer, end_duty
from enrolments.errors import DutyRefused
from enrolments.models import AssuranceDuty, Enrolment
from ledger.models import AuditEvent
from tests.factories.accounts import AdministratorFactory, IQAFactory, TutorFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 3)


def appoint(assurer, qualification, *, starts_on=TODAY, by=None):
    return appoint_assurer(
        assurer=assurer, qualification=qualification, starts_on=starts_on, by=by, now=NOW
    )


def seen_by(assurer, today=TODAY):
    return set(Enrolment.objects.assurable_by(assurer, today=today))


def test_an_assurer_sees_the_qualifications_they_answer_for_and_no_other():
    assurer, enrolment, other = IQAFactory(), EnrolmentFactory(), EnrolmentFactory()

    appoint(assurer, enrolment.qualification, by=AdministratorFactory())

    assert seen_by(assurer) == {enrolment}
    assert seen_by(IQAFactory()) == set()
    assert other.qualification != enrolment.qualification
    assert AuditEvent.objects.filter(verb="appointed").count() == 1


def test_a_duty_counts_from_its_first_day_until_the_moment_it_is_ended():
    assurer, enrolment = IQAFactory(), EnrolmentFactory()
    duty = appoint(assurer, enrolment.qualification, starts_on=TODAY + timedelta(days=1))

    assert seen_by(assurer) == set()
    assert seen_by(assurer, TODAY + timedelta(days=1)) == {enrolment}

    end_duty(duty=duty, by=AdministratorFactory(), now=NOW)

    assert seen_by(assurer, TODAY + timedelta(days=1)) == set()


def test_nobody_assures_their_own_diploma():
    assurer, other = IQAFactory(), EnrolmentFactory()
    own = EnrolmentFactory(candidate__user=assurer, version=other.version, cohort=other.cohort)

    appoint(assurer, other.qualification)

    assert own.qualification == other.qualification
    assert seen_by(assurer) == {other}


def test_appointing_twice_is_one_duty_and_ending_twice_one_end():
    assurer, enrolment, admin = IQAFactory(), EnrolmentFactory(), AdministratorFactory()

    first = appoint(assurer, enrolment.qualification)
    assert appoint(assurer, enrolment.qualification) == first
    end_duty(duty=first, by=admin, now=NOW)
    end_duty(duty=first, by=admin, now=NOW + timedelta(hours=1))

    assert AssuranceDuty.objects.get().ended_at == NOW
    assert AuditEvent.objects.filter(verb="ended").count() == 1


@pytest.mark.parametrize("make", [TutorFactory, lambda: IQAFactory(is_active=False)])
def test_only_active_people_with_the_role_are_appointed(make):
    with pytest.raises(DutyRefused):
        appoint(make(), EnrolmentFactory().qualification)


def test_only_administrators_appoint_and_end():
    assurer, enrolment = IQAFactory(), EnrolmentFactory()
    duty = appoint(assurer, enrolment.qualification)

    with pytest.raises(PermissionDenied):
        appoint(IQAFactory(), enrolment.qualification, by=TutorFactory())
    with pytest.raises(PermissionDenied):
        end_duty(duty=duty, by=TutorFactory(), now=NOW)

    assert AssuranceDuty.objects.filter(ended_at=None).count() == 1
