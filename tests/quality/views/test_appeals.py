"""The pages of appeals, from the released result to the last answer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quality.actions.appeals import lodge_appeal, pick_reviewer
from quality.models import Appeal
from tests.assessments.marking import mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import TutorFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty

pytestmark = pytest.mark.once

GROUNDS = {"grounds": "The cost is on page 4."}
NOT_UPHELD = {"outcome": "not", "answer": "Page 4 names no cost."}


def told(enrolment, days=3):
    """A referral told some days ago."""
    submission = SubmissionFactory(enrolment=enrolment)
    now = timezone.now() - timedelta(days=days)
    mark_and_release(
        submission, "met", "not", now=now, resubmit_by=timezone.localdate() + timedelta(days=40)
    )
    submission.refresh_from_db()
    return submission


@pytest.fixture
def submission(tutor, candidate_user):
    version = SpecificationVersionFactory(units=1, criteria=2)
    return told(EnrolmentFactory(version=version, tutor=tutor, candidate__user=candidate_user))


def lodge(submission):
    return lodge_appeal(
        submission=submission,
        grounds="The cost is on page 4.",
        by=submission.enrolment.candidate.user,
        now=timezone.now(),
    )


def address(name, thing):
    return reverse(f"quality:{name}", args=[thing.reference])


def test_from_the_result_through_a_stage_to_the_next(
    candidate_client, administrator_client, other_tutor, other_tutor_client, tutor, submission
):
    sent = reverse("assessments:submission_detail", args=[submission.reference])
    lodge_url = address("appeal_lodge", submission)
    assert lodge_url in candidate_client.get(sent).content.decode()
    assert candidate_client.post(lodge_url, {"grounds": ""}).status_code == 422
    for _ in range(2):
        response = candidate_client.post(lodge_url, GROUNDS, follow=True)
    assert "Stage 1 is to be answered by" in response.content.decode()
    appeal = Appeal.objects.get()

    page = administrator_client.get(appeal.get_absolute_url()).content.decode()
    assert "Otto Other" in page
    assert f">{tutor}</option>" not in page
    pick = address("appeal_pick", appeal)
    assert administrator_client.post(pick, {"reviewer": tutor.pk}).status_code == 422
    assert other_tutor_client.get(appeal.get_absolute_url()).status_code == 404
    administrator_client.post(pick, {"reviewer": other_tutor.pk})

    answer = address("appeal_answer", appeal)
    half = other_tutor_client.post(answer, {"answer": "Kept words."})
    assert half.status_code == 422
    assert "Kept words." in half.content.decode()
    assert administrator_client.post(answer, NOT_UPHELD).status_code == 403
    assert client_of(tutor).post(answer, NOT_UPHELD).status_code == 403
    page = other_tutor_client.post(answer, NOT_UPHELD, follow=True).content.decode()
    assert "Not upheld at stage 1." in page
    assert other_tutor_client.post(answer, NOT_UPHELD).status_code == 422

    own = candidate_client.get(appeal.get_absolute_url()).content.decode()
    assert "Page 4 names no cost." in own
    assert "Go on to stage 2" in own
    onward = address("appeal_go_on", appeal)
    assert candidate_client.post(onward, {"grounds": " "}).status_code == 422
    for _ in range(2):
        page = candidate_client.post(onward, {"grounds": "See the table."}, follow=True)
    assert "Stage 2 is to be answered by" in page.content.decode()
    assert appeal.stages.count() == 2
    page = administrator_client.get(appeal.get_absolute_url()).content.decode()
    assert "Otto Other</option>" not in page
    page = candidate_client.post(address("appeal_end", appeal), follow=True).content.decode()
    assert "Let rest on" in page


def test_after_the_time_there_is_only_what_to_do(candidate_client, candidate_user, tutor):
    version = SpecificationVersionFactory(units=1, criteria=2)
    late = told(
        EnrolmentFactory(version=version, tutor=tutor, candidate__user=candidate_user), days=60
    )

    page = candidate_client.get(address("appeal_lodge", late)).content.decode()
    refused = candidate_client.post(address("appeal_lodge", late), GROUNDS)

    assert "The time to appeal ended on" in page
    assert refused.status_code == 422
    assert not Appeal.objects.exists()


def test_what_is_not_told_cannot_be_appealed(candidate_client, submission):
    untold = SubmissionFactory(enrolment=submission.enrolment, attempt=2)

    assert candidate_client.get(address("appeal_lodge", untold)).status_code == 404


def test_each_sees_the_appeals_that_are_theirs(
    candidate_client, tutor_client, other_tutor_client, assurer, assurer_client, submission
):
    appeal = lodge(submission)
    listed, link = reverse("quality:appeal_list"), appeal.get_absolute_url()

    assert link in candidate_client.get(listed).content.decode()
    assert link in tutor_client.get(listed).content.decode()
    assert link not in other_tutor_client.get(listed).content.decode()
    assert link not in assurer_client.get(listed).content.decode()
    on_duty(submission.enrolment.qualification, assurer=assurer)
    assert link in assurer_client.get(listed).content.decode()
    assert link not in assurer_client.get(listed, {"state": "settled"}).content.decode()
    assert link in assurer_client.get(listed, {"state": "any", "q": "Okafor"}).content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_appeal_list_query_count(
    administrator, administrator_client, size, django_assert_num_queries
):
    version = SpecificationVersionFactory(units=1, criteria=2)
    for _ in range(size):
        appeal = lodge(told(EnrolmentFactory(version=version)))
        pick_reviewer(appeal=appeal, reviewer=TutorFactory(), by=administrator, now=timezone.now())

    with django_assert_num_queries(8):
        administrator_client.get(reverse("quality:appeal_list"))
