import pytest
from django.urls import reverse

from tests.assessments.marking import mark_and_release
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import QualificationFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty

DESK = reverse("quality:desk")


def test_the_front_door_leads_an_assurer_to_their_desk(assurer_client):
    assert assurer_client.get("/").headers["Location"] == DESK


def test_without_a_qualification_the_desk_says_who_gives_one(assurer_client):
    page = assurer_client.get(DESK).content.decode()

    assert "You answer for no qualification yet." in page
    assert "An administrator gives you qualifications" in page


def test_the_desk_counts_what_was_judged_in_what_one_answers_for(assurer, assurer_client):
    judged, waiting = SubmissionFactory(), SubmissionFactory()
    mark_and_release(judged, "met", "met")
    on_duty(judged.enrolment.qualification, assurer=assurer)

    page = assurer_client.get(DESK).content.decode()

    assert "You answer for 1 qualification." in page
    assert "1 candidate; 1 submission was judged." in page
    assert waiting.enrolment.qualification.title not in page


@pytest.mark.parametrize("size", [1, 3])
def test_desk_query_count(assurer, assurer_client, size, django_assert_num_queries):
    for _ in range(size):
        on_duty(EnrolmentFactory().qualification, assurer=assurer)
    with django_assert_num_queries(8):
        response = assurer_client.get(DESK)
    assert len(response.context["lines"]) == size


def test_a_duty_for_what_nobody_studies_shows_as_none(assurer, assurer_client):
    on_duty(QualificationFactory(), assurer=assurer)

    assert "0 candidates; 0 submissions were judged." in assurer_client.get(DESK).content.decode()
