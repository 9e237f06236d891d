"""Administrators see what is owed, sent and failed; nobody else does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from ledger.choices import JobState
from ledger.models import Job, SentMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(candidate_user):
    now = timezone.now()
    return Job.objects.create(
        kind="result_mail",
        key="result_mail:1",
        is_mail=True,
        recipient=candidate_user,
        owed_at=now,
        not_before=now,
        state=JobState.DEAD,
        attempts=5,
        last_error="SMTPServerDisconnected: gone",
    )


@pytest.mark.parametrize("name", ["reports:job_list", "reports:mail_list"])
def test_a_failed_job_is_shown_with_its_error(job, administrator_client, tutor_client, name):
    page = administrator_client.get(reverse(name))

    assert "SMTPServerDisconnected: gone" in page.content.decode()
    assert "Try again" in page.content.decode()
    assert tutor_client.get(reverse(name)).status_code == 403


def test_a_sent_mail_can_be_read_again(job, administrator_client):
    SentMail.objects.create(
        job=job,
        address="ruth@practice.example",
        subject="You have feedback",
        body="Sign in to read it.",
        message_id="<1@x>",
        sent_at=timezone.now(),
    )
    Job.objects.update(state=JobState.DONE, done_at=timezone.now())

    page = administrator_client.get(reverse("reports:mail_list") + "?q=okafor&state=done")

    assert "Sign in to read it." in page.content.decode()
    nothing = administrator_client.get(reverse("reports:mail_list") + "?q=nobody%00")
    assert "No mail here" in nothing.content.decode()


def test_trying_again_is_an_administrators_post(job, administrator_client, tutor_client):
    url = reverse("reports:job_retry", args=[job.pk])

    assert tutor_client.post(url).status_code == 403
    assert administrator_client.get(url).status_code == 405
    assert administrator_client.post(url).url == reverse("reports:mail_list")
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.PENDING, 0)
    again = administrator_client.post(url)
    assert again.status_code == 409
    assert "Only a job that has failed" in again.content.decode()


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("name", ["reports:job_list", "reports:mail_list"])
def test_the_lists_take_as_many_queries_for_three_as_for_one(
    size, name, candidate_user, administrator_client, django_assert_num_queries
):
    now = timezone.now()
    for number in range(size):
        Job.objects.create(
            kind="x",
            key=str(number),
            is_mail=True,
            recipient=candidate_user,
            owed_at=now,
            not_before=now,
        )
    administrator_client.get(reverse(name))

    with django_assert_num_queries(6):
        page = administrator_client.get(reverse(name))

    assert len(page.context["page"].object_list) == size
