from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrolments.models import AssuranceDuty
from tests.factories.accounts import IQAFactory, TutorFactory
from tests.factories.courses import QualificationFactory

pytestmark = pytest.mark.once


def page_of(person):
    return reverse("enrolments:assurance_duties", args=[person.pk])


def test_an_administrator_gives_a_qualification_and_ends_it_again(administrator_client):
    assurer, qualification = IQAFactory(), QualificationFactory()
    person = administrator_client.get(assurer.get_absolute_url()).content.decode()
    assert page_of(assurer) in person

    sent = {"qualification": qualification.pk, "starts_on": timezone.localdate().isoformat()}
    response = administrator_client.post(page_of(assurer), sent, follow=True)

    duty = AssuranceDuty.objects.get()
    assert (duty.assurer, duty.qualification, duty.ended_at) == (assurer, qualification, None)
    assert "answers for 1 qualification." in response.content.decode()
    end = reverse("enrolments:duty_end", args=[assurer.pk, duty.pk])
    assert end in response.content.decode()

    page = administrator_client.post(end, follow=True).content.decode()

    duty.refresh_from_db()
    assert duty.ended_at is not None
    assert "answers for no qualification." in page
    assert "Answered for before" in page


def test_what_is_held_already_is_not_offered(administrator_client):
    assurer, qualification = IQAFactory(), QualificationFactory()
    sent = {"qualification": qualification.pk, "starts_on": timezone.localdate().isoformat()}
    administrator_client.post(page_of(assurer), sent)

    response = administrator_client.post(page_of(assurer), sent)

    assert response.status_code == 422
    assert AssuranceDuty.objects.count() == 1


def test_people_without_the_role_are_told_where_it_is_given(administrator_client):
    tutor = TutorFactory()
    sent = {"qualification": QualificationFactory().pk, "starts_on": timezone.localdate()}

    assert "does not hold the role" in administrator_client.get(page_of(tutor)).content.decode()
    assert administrator_client.post(page_of(tutor), sent).status_code == 422
    assert page_of(tutor) not in administrator_client.get(tutor.get_absolute_url()).content.decode()
    assert not AssuranceDuty.objects.exists()


def test_a_day_years_away_is_refused_beside_the_field(administrator_client):
    assurer, qualification = IQAFactory(), QualificationFactory()
    for day in (date(1990, 1, 1), timezone.localdate() + timedelta(days=3000)):
        response = administrator_client.post(
            page_of(assurer), {"qualification": qualification.pk, "starts_on": day.isoformat()}
        )
        assert response.status_code == 422
        assert response.context["form"].errors["starts_on"]
    assert not AssuranceDuty.objects.exists()
