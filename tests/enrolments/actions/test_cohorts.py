from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from enrolments.actions.cohorts import change_cohort, create_cohort, record_of
from enrolments.errors import CohortRefused
from enrolments.models import Cohort
from ledger import audit
from ledger.versions import fingerprint
from tests.factories.courses import QualificationFactory
from tests.factories.enrolments import CohortFactory, EnrolmentFactory

NOW = datetime(2026, 2, 2, 10, 0, tzinfo=UTC)
START, END = date(2026, 3, 3), date(2027, 3, 3)


@pytest.fixture
def make(administrator):
    qualification = QualificationFactory(level=7)

    def act(**changes):
        wish = {
            "reference": "",
            "name": "Spring 2026",
            "qualification": qualification,
            "starts_on": START,
            "ends_on": END,
            "capacity": 12,
            "by": administrator,
        }
        return create_cohort(now=NOW, **(wish | changes))

    return act


def test_a_cohort_gets_a_reference_of_level_and_month(make):
    assert [make().reference for _ in range(3)] == ["l7-2026-03", "l7-2026-03-2", "l7-2026-03-3"]


def test_making_one_is_recorded(make, administrator):
    cohort = make(reference="spring")
    event = audit.trail(cohort).get()
    assert (cohort.reference, event.actor, event.after["capacity"]) == ("spring", administrator, 12)


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"ends_on": START}, "must end after it starts"),
        ({"reference": "new"}, "another page"),
        ({"reference": "taken"}, "already"),
    ],
)
def test_a_cohort_is_refused(make, changes, words):
    CohortFactory(reference="taken")
    with pytest.raises(CohortRefused, match=words):
        make(**changes)
    assert Cohort.objects.count() == 1


def test_the_order_of_its_dates_is_a_constraint(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortFactory(starts_on=END, ends_on=START)


def change(cohort, by, **changes):
    wish = {"name": cohort.name, "starts_on": START, "ends_on": END, "capacity": 20, "by": by}
    wish["version"] = fingerprint(record_of(Cohort.objects.get(pk=cohort.pk)))
    return change_cohort(cohort=cohort, now=NOW, **(wish | changes))


def test_a_change_is_kept_and_recorded_once(administrator):
    cohort = CohortFactory(starts_on=START, ends_on=END)
    change(cohort, administrator, name="Late spring 2026")
    change(cohort, administrator, name="Late spring 2026")
    cohort.refresh_from_db()
    event = audit.trail(cohort).get()
    assert (cohort.name, event.before["name"], event.after["name"]) == (
        "Late spring 2026",
        "Spring 2026",
        "Late spring 2026",
    )


def test_there_are_never_fewer_places_than_people(administrator):
    cohort = CohortFactory()
    version = cohort.qualification.versions.get()
    EnrolmentFactory.create_batch(2, cohort=cohort, version=version)
    EnrolmentFactory(cohort=cohort, version=version, status="withdrawn", withdrawn_on=START)
    with pytest.raises(CohortRefused, match="2 places are taken"):
        change(cohort, administrator, capacity=1)
    assert change(cohort, administrator, capacity=2).capacity == 2


def test_dates_stay_in_order(administrator):
    with pytest.raises(CohortRefused):
        change(CohortFactory(), administrator, ends_on=START)


def test_cohorts_are_the_administrators(make, tutor):
    with pytest.raises(PermissionDenied):
        make(by=tutor)
    with pytest.raises(PermissionDenied):
        change(CohortFactory(), tutor)
