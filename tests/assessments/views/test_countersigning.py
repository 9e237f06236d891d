"""The pages of countersigning: the queue, the bench, and what others see meanwhile (R16)."""

import pytest
from django.urls import reverse

from assessments.choices import SubmissionStage
from assessments.models import Countersignature
from enrolments.models import Enrolment
from ledger import jobs
from ledger.models import SentMail
from tests.assessments.countersigning import answer, learner, provisional
from tests.assessments.marking import LATER, finish
from tests.conftest import client_of
from tests.factories.accounts import TutorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
QUEUE = reverse("assessments:countersigning_queue")


def page_of(submission, name="submission_countersign"):
    return reverse(f"assessments:{name}", args=[submission.reference])


def sent(answer="agreed", *, seen=1, **fields):
    return {"answer": answer, "seen": seen} | fields


def test_from_the_queue_to_a_word(tutor, tutor_client):
    work = provisional(narrative="As it happened.")
    assessor = client_of(work.enrolment.tutor)
    before = assessor.get(page_of(work, "submission_result")).content.decode()
    assert "It is provisional" in before
    assert page_of(work, "submission_release") not in before
    assert page_of(work, "marking_reopen") in before
    marking = assessor.get(reverse("assessments:marking_queue")).content.decode()
    assert "to be countersigned" in marking
    assert f"release-{work.reference}" not in marking
    response = assessor.post(page_of(work, "submission_release"))
    assert (response.status_code, Countersignature.objects.count()) == (422, 0)

    assert page_of(work) in tutor_client.get(QUEUE).content.decode()
    page = tutor_client.get(page_of(work)).content.decode()
    assert "a pass, to be countersigned" in page
    file = work.files.first().file
    view = reverse("assessments:evidence_view", args=[file.reference])
    assert tutor_client.get(view).status_code == 200
    assert tutor_client.get(page_of(work, "submission_narrative")).status_code == 200
    for _ in range(2):  # a double click
        response = tutor_client.post(page_of(work), sent(), follow=True)
        assert "You agreed" in response.content.decode()

    signed = Countersignature.objects.get()
    assert (signed.by, signed.assessor) == (tutor, work.enrolment.tutor)
    assert tutor_client.get(page_of(work)).status_code == 404
    assert tutor_client.get(view).status_code == 404
    assert tutor_client.get(page_of(work, "submission_narrative")).status_code == 404
    after = assessor.get(page_of(work, "submission_result")).content.decode()
    assert "Countersigned by Tess Turner" in after
    assert assessor.post(page_of(work, "submission_release")).status_code == 302


def test_handed_back_the_assessor_reads_why(tutor_client):
    work = provisional()
    response = tutor_client.post(page_of(work), sent("returned"))
    assert response.status_code == 422
    assert response.context["form"].errors["reason"]
    tutor_client.post(page_of(work), sent("returned", reason="Look at the cost."))
    work.refresh_from_db()
    assert work.stage == SubmissionStage.MARKING
    page = client_of(work.enrolment.tutor).get(page_of(work, "submission_mark")).content.decode()
    assert "Look at the cost." in page
    assert "not recorded as a qualified assessor" in page

    jobs.run_due()
    mail = SentMail.objects.get(job__kind="handed_back_mail")
    assert mail.address == work.enrolment.tutor.email
    assert page_of(work, "submission_mark") in mail.body
    person = work.enrolment.candidate.user
    for detail in ("cost", person.given_name, person.family_name, "Tess"):
        assert detail not in mail.subject + mail.body


@pytest.mark.parametrize("meanwhile", ["marked again", "another tutor", "agreed"])
def test_who_has_nothing_to_mark_again_is_told_nothing(tutor, meanwhile):
    work = provisional()
    answer(work, tutor, agrees=meanwhile == "agreed", reason="Look again.")
    if meanwhile == "marked again":
        finish(work, "met", "met", now=LATER)
    elif meanwhile == "another tutor":
        Enrolment.objects.filter(pk=work.enrolment_id).update(tutor=TutorFactory())
    jobs.run_due()

    assert not SentMail.objects.filter(job__kind="handed_back_mail").exists()


@pytest.mark.parametrize(
    "fields",
    [{}, {"answer": "agreed"}, {"answer": "maybe", "seen": "1"}, {"answer": "agreed", "seen": "x"},
     {"answer": "returned", "seen": "1", "reason": "x" * 2001}],
)  # fmt: skip
def test_what_is_no_answer_is_refused_and_kept(tutor_client, fields):
    response = tutor_client.post(page_of(provisional()), fields)
    assert response.status_code == 422
    assert not Countersignature.objects.exists()
    assert response.context["form"]["reason"].value() == fields.get("reason")


def test_the_second_of_two_is_told_who_was_first(tutor_client, other_tutor):
    work = provisional()
    answer(work, other_tutor)
    response = tutor_client.post(page_of(work), sent())
    assert response.status_code == 409
    assert "Otto Other has answered this already." in response.content.decode()
    assert Countersignature.objects.count() == 1


def test_a_result_that_is_marked_again_is_not_answered_unseen(tutor_client):
    response = tutor_client.post(page_of(provisional()), sent(seen=2))
    assert response.status_code == 409
    assert not Countersignature.objects.exists()


def test_who_is_not_qualified_sees_nothing_of_it(administrator_client, candidate_client):
    work = provisional()
    for client, status in (
        (client_of(learner()), 404),
        (client_of(work.enrolment.tutor), 404),
        (administrator_client, 403),
        (candidate_client, 403),
    ):
        for response in (client.get(page_of(work)), client.post(page_of(work), sent())):
            assert response.status_code == status
    page = client_of(learner()).get(QUEUE).content.decode()
    assert "Countersigning is for qualified assessors" in page
    assert str(work.enrolment.candidate) not in page
    own = client_of(work.enrolment.candidate.user)
    assert "Pass" not in own.get(work.get_absolute_url()).content.decode()
    assert not Countersignature.objects.exists()
    assert client_of(TutorFactory()).get(page_of(work)).status_code == 200  # the control


@pytest.mark.parametrize("size", [1, 3])
def test_countersigning_queue_query_count(tutor_client, size, django_assert_num_queries):
    for _ in range(size):
        provisional()
    with django_assert_num_queries(6):
        response = tutor_client.get(QUEUE)
    assert len(response.context["waiting"]) == size
