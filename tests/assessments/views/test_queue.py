"""What waits for a tutor, and releasing several at once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from assessments.choices import SubmissionStage, UnitState
from assessments.models import UnitProgress
from enrolments.choices import EnrolmentStatus
from ledger.models import Job
from tests.assessments.marking import NOW, draft, finish
from tests.conftest import client_of
from tests.factories.accounts import UserFactory
from tests.factories.assessments import SUBMITTED_AT, SubmissionFactory

QUEUE = reverse("assessments:marking_queue")
RELEASE = reverse("assessments:marking_release")


@pytest.fixture
def work(level_5, tutor):
    """Work of the tutor's caseload: `work(3)` makes three submissions, the newest first."""

    def make(number, **fields):
        return [
            SubmissionFactory(
                enrolment__version=level_5,
                enrolment__tutor=tutor,
                submitted_at=SUBMITTED_AT + timedelta(days=number - at),
                **fields,
            )
            for at in range(number)
        ]

    return make


def stages(submissions):
    for submission in submissions:
        submission.refresh_from_db()
    return [submission.stage for submission in submissions]


def test_the_queue_is_oldest_first(tutor_client, work):
    newest, middle, oldest = work(3)
    waiting = tutor_client.get(QUEUE).context["waiting"]

    assert [row.submission for row in waiting] == [oldest, middle, newest]


def test_an_empty_queue_says_what_will_be_there(tutor_client):
    page = tutor_client.get(QUEUE).content.decode()

    assert "Nothing waits for you" in page
    assert "When a candidate of yours submits a unit" in page


def test_the_queue_holds_todays_caseload_only(tutor_client, work, level_5, tutor):
    (mine,) = work(1)
    SubmissionFactory(enrolment__version=level_5)
    SubmissionFactory(
        enrolment__version=level_5,
        enrolment__tutor=tutor,
        enrolment__status=EnrolmentStatus.WITHDRAWN,
        enrolment__withdrawn_on=date(2026, 5, 1),
    )
    SubmissionFactory(
        enrolment__version=level_5,
        enrolment__tutor=tutor,
        stage=SubmissionStage.WITHDRAWN,
        withdrawn_at=SUBMITTED_AT,
    )
    own = SubmissionFactory(
        enrolment__version=level_5, enrolment__tutor=tutor, enrolment__candidate__user=tutor
    )
    finish(mine, "met", "met", "met")
    response = tutor_client.get(QUEUE)

    assert response.context["waiting"] == []
    assert list(response.context["marked"]) == [mine]
    assert str(own.reference) not in response.content.decode()


def test_the_queue_says_who_opened_it_and_how_far_it_is(tutor_client, work, other_tutor):
    (submission,) = work(1)
    assert "Not opened" in tutor_client.get(QUEUE).content.decode()
    draft(submission, "met", "", "not")
    page = tutor_client.get(QUEUE).content.decode()

    assert "2 of 3 criteria" in page
    assert "Tess Turner, 12 May 2026, 15:02" in page


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2026-05-15", "in 1 working day"),
        ("2026-05-18", "today"),
        ("2026-05-19", "1 working day late"),
        ("2026-05-26", "5 working days late"),
    ],
)
def test_the_queue_says_when_it_is_due_back(tutor, work, today, said):
    work(1, due_back_on=date(2026, 5, 18))
    with time_machine.travel(f"{today}T10:00:00+01:00", tick=False):
        page = client_of(tutor).get(QUEUE).content.decode()

    assert said in page
    assert ('class="late"' in page) is ("late" in said)


@pytest.mark.parametrize("size", [1, 3])
def test_queue_query_count(tutor_client, work, size, django_assert_num_queries):
    submissions = work(size * 2)
    for submission in submissions[:size]:
        finish(submission, "met", "met", "met")
    for submission in submissions[size:]:
        draft(submission, "met")
    with django_assert_num_queries(7):
        response = tutor_client.get(QUEUE)

    assert (len(response.context["waiting"]), len(response.context["marked"])) == (size, size)


def test_several_are_released_at_once(tutor_client, work):
    submissions = work(3)
    for submission in submissions:
        finish(submission, "met", "met", "met")
    ticked = [str(submission.reference) for submission in submissions[:2]]
    page = tutor_client.post(RELEASE, {"submission": ticked}, follow=True).content.decode()

    assert stages(submissions) == ["released", "released", "marked"]
    assert Job.objects.filter(kind="result_mail").count() == 2
    assert UnitProgress.objects.filter(state=UnitState.PASSED).count() == 2
    assert "Released and told:" in page


def test_one_that_cannot_be_released_does_not_hold_up_the_others(tutor_client, work):
    open_one, done = work(2)
    finish(done, "met", "met", "met")
    ticked = [str(open_one.reference), str(done.reference), "not-a-reference", "\x00"]
    answer = tutor_client.post(RELEASE, {"submission": ticked})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Released and told:" in page
    assert stages([open_one, done]) == ["submitted", "released"]
    assert "Finish the marking before it is released." in page


def test_nothing_ticked_releases_nothing(tutor_client, work):
    (submission,) = work(1)
    finish(submission, "met", "met", "met")
    answer = tutor_client.post(RELEASE, {})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Nothing was ticked, so nothing was released." in page
    assert stages([submission]) == ["marked"]


def test_work_of_others_is_not_released(
    work, other_tutor_client, administrator_client, candidate_client
):
    (submission,) = work(1)
    finish(submission, "met", "met", "met")
    ticked = {"submission": [str(submission.reference)]}
    answers = [
        client.post(RELEASE, ticked).status_code
        for client in (other_tutor_client, administrator_client, candidate_client)
    ]

    assert answers == [302, 403, 403]
    assert stages([submission]) == ["marked"]


def test_only_tutors_have_a_queue(administrator_client, candidate_client, client):
    assert administrator_client.get(QUEUE).status_code == 403
    assert candidate_client.get(QUEUE).status_code == 403
    assert client.get(QUEUE).status_code == 302


def test_reading_the_queue_releases_nothing(tutor_client, work):
    (submission,) = work(1)
    finish(submission, "met", "met", "met", now=NOW)

    assert tutor_client.get(RELEASE).status_code == 405
    assert stages([submission]) == ["marked"]


def test_somebody_with_two_roles_sees_their_caseload_only(work, level_5):
    work(1)
    both = UserFactory(roles=["tutor", "administrator"])
    theirs = SubmissionFactory(enrolment__version=level_5, enrolment__tutor=both)

    waiting = client_of(both).get(QUEUE).context["waiting"]
    assert [row.submission for row in waiting] == [theirs]


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2026-11-06", "today"),
        ("2026-11-08", "by the next working day"),
        ("2026-11-09", "1 working day late"),
    ],
)
def test_the_queue_and_the_bench_call_late_what_the_caseload_calls_late(tutor, work, today, said):
    """Due on a Friday, looked at on that day, on the Sunday and on the Monday."""
    with time_machine.travel(f"{today}T10:00:00+00:00", tick=False):
        (submission,) = work(1, due_back_on=date(2026, 11, 6))
        client = client_of(tutor)
        pages = [
            client.get(QUEUE).text,
            client.get(reverse("assessments:submission_mark", args=[submission.reference])).text,
            client.get(reverse("assessments:caseload")).text,
        ]

    assert said in pages[0]
    is_late = "late" in said
    assert ['class="late"' in pages[0], 'nowrap late"' in pages[1], "Was due" in pages[2]] == [
        is_late
    ] * 3
