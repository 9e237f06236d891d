"""Who is not registered is seen before marking starts, by the tutor and those who mend it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.models import CriterionDecision, MarkingDraft
from enrolments.choices import EnrolmentStatus
from enrolments.models import Enrolment
from tests.assessments.marking import finish
from tests.conftest import client_of
from tests.factories.accounts import UserFactory
from tests.factories.assessments import SUBMITTED_AT, SubmissionFactory
from tests.factories.enrolments import NOT_REGISTERED, EnrolmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LIST = reverse("assessments:unregistered_list")
QUEUE = reverse("assessments:marking_queue")
TOLD = "is not registered with the awarding organisation yet. An administrator records"


def unregister(*submissions):
    for submission in submissions:
        Enrolment.objects.filter(pk=submission.enrolment_id).update(**NOT_REGISTERED)


@pytest.fixture
def work(decided_submission):
    unregister(decided_submission)
    return decided_submission


def test_the_tutor_sees_it_before_starting_and_nothing_typed_is_lost(work, tutor_client):
    assert "Not registered: cannot be finished yet" in tutor_client.get(QUEUE).text
    bench = tutor_client.get(reverse("assessments:submission_mark", args=[work.reference]))
    assert TOLD in bench.text

    finished = tutor_client.post(
        reverse("assessments:submission_finish", args=[work.reference]),
        {"version": bench.context["version"], "c1-outcome": "met", "c1-feedback": "Clear."},
    )

    assert finished.status_code == 422
    assert TOLD in finished.text
    assert MarkingDraft.objects.get().feedback == "Clear."
    assert not CriterionDecision.objects.exists()


def test_a_result_marked_before_is_refused_with_who_mends_it(decided_submission, tutor_client):
    finish(decided_submission, "met", "met", "met")
    unregister(decided_submission)
    key = decided_submission.reference
    assert "cannot be released yet" in tutor_client.get(QUEUE).text
    page = tutor_client.get(reverse("assessments:submission_result", args=[key]))
    assert TOLD in page.text
    assert ">Release<" not in page.text

    one = tutor_client.post(reverse("assessments:submission_release", args=[key]))
    many = tutor_client.post(reverse("assessments:marking_release"), {"submission": key})

    assert (one.status_code, many.status_code) == (422, 409)
    assert TOLD in one.text
    assert TOLD in many.text
    decided_submission.refresh_from_db()
    assert decided_submission.stage == "marked"


def test_the_administrator_sees_whom_it_holds_up_and_where_to_mend_it(work, administrator_client):
    SubmissionFactory()  # registered: not held up
    left = {"status": EnrolmentStatus.WITHDRAWN, "withdrawn_on": SUBMITTED_AT.date()}
    SubmissionFactory(enrolment=EnrolmentFactory(**NOT_REGISTERED, **left))

    page = administrator_client.get(LIST)

    assert [*page.context["page"]] == [work]
    assert reverse("enrolments:registration_record", args=[work.enrolment.reference]) in page.text
    sent = {"number": "abc 1234", "registered_on": SUBMITTED_AT.date().isoformat()}
    administrator_client.post(
        reverse("enrolments:registration_record", args=[work.enrolment.reference]), sent
    )
    assert "No work waits for a registration" in administrator_client.get(LIST).text


@pytest.mark.parametrize("role", ["tutor", "iqa", "candidate"])
def test_nobody_else_reads_the_list(work, role):
    answer = client_of(UserFactory(roles=[role])).get(LIST)

    assert answer.status_code == 403
    assert str(work.enrolment.candidate) not in answer.text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    administrator_client, number, django_assert_num_queries
):
    unregister(
        *(SubmissionFactory(submitted_at=SUBMITTED_AT - timedelta(n)) for n in range(number))
    )
    administrator_client.get(LIST)

    with django_assert_num_queries(5):
        page = administrator_client.get(LIST)

    assert page.context["page"].paginator.count == number
