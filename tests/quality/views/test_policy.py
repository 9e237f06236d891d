import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from ledger.models import AuditEvent
from quality.actions.policy import set_risk
from quality.choices import Band
from quality.models import AssessorRisk, SamplingPolicy
from tests.assessments.marking import NOW
from tests.conftest import client_of
from tests.factories.accounts import TutorFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty

pytestmark = pytest.mark.once

POLICY = reverse("quality:policy")
SENT = {
    "rate_low": 15,
    "rate_medium": 25,
    "rate_high": 50,
    "rate_unqualified": 100,
    "first_decisions": 5,
    "too_quick_minutes": 10,
    "long_since_days": 60,
    "cycle_months": 12,
    "reason": "A new qualification begins.",
}


def test_the_centre_starts_with_the_rates_of_its_policy(assurer_client):
    page = assurer_client.get(POLICY).content.decode()

    policy = SamplingPolicy.objects.in_force()
    rates = (policy.rate_low, policy.rate_medium, policy.rate_high, policy.rate_unqualified)
    assert rates == (10, 25, 50, 100)
    assert "At least 10 % of every assessor’s decisions are sampled" in page
    assert "Make the next version" not in page


def test_an_administrator_makes_the_next_version_and_the_old_one_stays(administrator_client):
    response = administrator_client.post(POLICY, SENT, follow=True)

    assert [policy.version for policy in SamplingPolicy.objects.all()] == [2, 1]
    assert SamplingPolicy.objects.in_force().rate_low == 15
    page = response.content.decode()
    assert "A new qualification begins." in page
    assert "The rates this centre starts with." in page
    assert AuditEvent.objects.get(verb="set").reason == "A new qualification begins."


@pytest.mark.parametrize(
    "field, value",
    [
        ("rate_low", "0"),
        ("rate_low", "9"),
        ("rate_unqualified", "140"),
        ("rate_low", "½"),
        ("rate_medium", "1e9"),
        ("rate_medium", "-1"),
        ("rate_medium", "12"),  # less than low
        ("first_decisions", "0"),
        ("cycle_months", ""),
        ("reason", ""),
    ],
)
def test_a_policy_that_cannot_be_is_refused_beside_the_field(administrator_client, field, value):
    response = administrator_client.post(POLICY, SENT | {field: value})

    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert "A new qualification begins." in response.content.decode() or field == "reason"
    assert SamplingPolicy.objects.count() == 1


def test_the_database_keeps_the_rates_and_the_history(db):
    fields = SENT | {"version": 2, "made_at": NOW}
    for wrong in ({"rate_low": 5}, {"rate_unqualified": 140}, {"rate_medium": 12}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SamplingPolicy.objects.create(**(fields | wrong))
    SamplingPolicy.objects.create(**fields)
    with pytest.raises(DatabaseError), transaction.atomic():
        SamplingPolicy.objects.update(rate_low=10)


def test_an_assessor_is_new_until_somebody_rates_them(assurer, assurer_client):
    enrolment, stranger = EnrolmentFactory(), TutorFactory(family_name="Canary")
    on_duty(enrolment.qualification, assurer=assurer)
    tutor = enrolment.tutor
    page = assurer_client.get(reverse("quality:assessor_list")).content.decode()
    assert str(tutor) in page
    assert "Canary" not in page
    assert AssessorRisk.objects.bands([tutor.pk]) == {tutor.pk: Band.HIGH}

    address = reverse("quality:assessor_risk", args=[tutor.pk])
    assert assurer_client.post(address, {"band": "low"}).status_code == 422
    assurer_client.post(address, {"band": "low", "reason": "Twelve samples, all agreed."})
    assurer_client.post(address, {"band": "medium", "reason": "A new unit."})

    assert AssessorRisk.objects.bands([tutor.pk]) == {tutor.pk: Band.MEDIUM}
    assert "Twelve samples, all agreed." in assurer_client.get(address).content.decode()
    elsewhere = reverse("quality:assessor_risk", args=[stranger.pk])
    assert assurer_client.post(elsewhere, {"band": "low", "reason": "x"}).status_code == 404


def test_nobody_rates_themselves(assurer):
    enrolment = EnrolmentFactory(tutor=assurer)
    on_duty(enrolment.qualification, assurer=assurer)
    address = reverse("quality:assessor_risk", args=[assurer.pk])

    assert client_of(assurer).post(address, {"band": "low", "reason": "Me"}).status_code == 403
    with pytest.raises(PermissionDenied):
        set_risk(assessor=assurer, band=Band.LOW, reason="Me", by=assurer, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssessorRisk.objects.create(
            assessor=assurer, band="low", reason="Me", set_by=assurer, set_at=NOW
        )


@pytest.mark.parametrize("size", [1, 3])
def test_assessor_list_query_count(administrator_client, size, django_assert_num_queries):
    TutorFactory.create_batch(size)
    with django_assert_num_queries(6):
        response = administrator_client.get(reverse("quality:assessor_list"))
    assert len(response.context["rows"]) == size
