"""The work behind an appeal: open to whoever answers it or decides anew, on its page (R12, R20)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import storage
from assessments.models import SubmittedFile
from tests.assessments.marking import mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import AdministratorFactory, TutorFactory
from tests.factories.assessments import EvidenceFactory, SubmissionFactory, content_of
from tests.quality.appeals import answered, lodged, onward, picked, sampled
from tests.quality.conftest import on_duty
from tests.quality.upheld import WHY, anew

DAY = timedelta(days=1)
CANARY = b"The canary sings in this file."


def laid(file):
    """The file as it lies in storage, with words of its own at the end."""
    storage.path_of(file.stored_name).write_bytes(content_of(file.stored_name) + CANARY)
    file.size += len(CANARY)
    file.save()
    return file


def put_right(file):
    """The file as it was received."""
    storage.path_of(file.stored_name).write_bytes(content_of(file.stored_name))
    file.size -= len(CANARY)
    file.save()


def opened(person, appeal, file):
    address = reverse("quality:appeal_file", args=[appeal.reference, file.reference])
    answer = client_of(person).get(address)
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (CANARY in said) is (answer.status_code == 200)
    return answer


@pytest.mark.once
def test_the_files_are_open_while_the_appeal_is_theirs_and_no_others(
    judged, reviewer, administrator, now
):
    sent = laid(judged.files.first().file)
    unsent = laid(EvidenceFactory(enrolment=judged.enrolment).files.get())
    others = laid(SubmissionFactory().files.first().file)
    appeal = lodged(judged, now - 2 * DAY)
    dropped = TutorFactory()

    assert opened(reviewer, appeal, sent).status_code == 404  # not picked yet
    picked(appeal, dropped, administrator, now - 2 * DAY)
    picked(appeal, reviewer, administrator, now - 2 * DAY)
    page = client_of(reviewer).get(appeal.get_absolute_url()).text
    assert reverse("quality:appeal_file", args=[appeal.reference, sent.reference]) in page
    assert opened(reviewer, appeal, sent).status_code == 200
    usual = reverse("assessments:evidence_file", args=[sent.reference])
    assert client_of(reviewer).get(usual).status_code == 404
    for file in (unsent, others):
        assert opened(reviewer, appeal, file).status_code == 404
    stranger = TutorFactory()
    for person in (dropped, administrator, judged.enrolment.tutor, stranger):
        assert opened(person, appeal, sent).status_code == 404
    assert opened(appeal.candidate, appeal, sent).status_code == 403

    answered(appeal, reviewer, is_upheld=True, now=now - DAY)
    assert opened(reviewer, appeal, sent).status_code == 200  # theirs to decide anew
    put_right(sent)
    anew(appeal, reviewer)
    assert opened(reviewer, appeal, sent).status_code == 404
    assert sent.original_name not in client_of(reviewer).get(appeal.get_absolute_url()).text


@pytest.mark.once
def test_a_stage_that_is_answered_or_let_rest_closes_the_files(judged, reviewer, administrator):
    sent = laid(judged.files.first().file)
    appeal = lodged(judged, timezone.now())
    picked(appeal, reviewer, administrator, timezone.now())
    answered(appeal, reviewer, now=timezone.now())
    assert opened(reviewer, appeal, sent).status_code == 404
    onward(appeal, timezone.now())
    assert opened(reviewer, appeal, sent).status_code == 404
    second = on_duty(judged.enrolment.qualification)
    picked(appeal, second, administrator, timezone.now())
    assert opened(second, appeal, sent).status_code == 200
    sampled(judged, second, timezone.now())  # a part in it meanwhile
    assert opened(second, appeal, sent).status_code == 404


@pytest.mark.once
def test_what_was_met_before_is_decided_anew_with_what_it_was_met_by(
    judged, reviewer, administrator, now
):
    second = SubmissionFactory(enrolment=judged.enrolment, attempt=2, evidence=False)
    again = EvidenceFactory(enrolment=judged.enrolment).files.get()
    for attempt in (judged, second):  # the same file in both
        SubmittedFile.objects.create(
            submission=attempt,
            file=again,
            criterion=judged.unit.criteria.get(position=2),
            sha256=again.sha256,
        )
    later = (now + 40 * DAY).date()
    mark_and_release(second, "not", now=now - 2 * DAY, resubmit_by=later)
    second.refresh_from_db()
    met = laid(judged.files.exclude(file=again)[0].file)
    third = laid(SubmissionFactory(enrolment=judged.enrolment, attempt=3).files.first().file)
    appeal = lodged(second, now - 2 * DAY)
    picked(appeal, reviewer, administrator, now - 2 * DAY)

    shown = dict(client_of(reviewer).get(appeal.get_absolute_url()).context["files"])

    first, last = (one.number for one in judged.unit.criteria.order_by("position"))
    assert shown == {met: [first, last], again: [last]}
    assert opened(reviewer, appeal, met).status_code == 200
    assert opened(reviewer, appeal, third).status_code == 404  # sent since


# ---- the page -----------------------------------------------------------------------------------


@pytest.mark.once
def test_from_upheld_to_decided_anew_on_the_appeals_page(
    upheld, judged, reviewer, administrator_client, candidate_client, tutor_client
):
    page, client = upheld.get_absolute_url(), client_of(reviewer)
    decide = reverse("quality:appeal_decide_anew", args=[upheld.reference])
    assert "Upheld: it is to be decided anew." in candidate_client.get(page).text
    assert decide not in tutor_client.get(page).text
    assert decide not in administrator_client.get(page).text
    form = client.get(page).context["anew"]
    typed = {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    typed |= {"anew-c2-outcome": "met", "anew-resubmit_by": ""}
    assert tutor_client.post(decide, typed).status_code == 403
    assert administrator_client.post(decide, typed).status_code == 403
    kept = client.post(decide, typed | {"anew-c2-feedback": "Typed once."})
    assert kept.status_code == 422
    assert "Typed once." in kept.text
    assert "Say what the new decision rests on." in kept.text
    assert judged.results.count() == 1

    for _ in range(2):  # a double click
        done = client.post(decide, typed | {"anew-reason": WHY}, follow=True)

    assert judged.results.count() == 2
    assert "Upheld, and decided anew on" in done.text
    for reader in (candidate_client, tutor_client, administrator_client):
        text = reader.get(page).text
        assert "Attempt 1: pass" in text
        assert WHY in text
    assert "Rita Review" in tutor_client.get(page).text
    assert "decided by Rita Review" not in candidate_client.get(page).text


@pytest.mark.once
def test_an_administrator_picks_on_the_page(upheld, judged, administrator_client, tutor):
    pick = reverse("quality:appeal_judge_pick", args=[upheld.reference])
    judge = TutorFactory(given_name="Jo", family_name="Judge")
    assert f">{tutor}</option>" not in administrator_client.get(upheld.get_absolute_url()).text
    assert administrator_client.post(pick, {"judge": tutor.pk}).status_code == 422
    assert client_of(judge).get(upheld.get_absolute_url()).status_code == 404

    page = administrator_client.post(pick, {"judge": judge.pk}, follow=True)

    assert "Jo Judge decides anew." in page.text
    assert "Decide anew and tell" in client_of(judge).get(upheld.get_absolute_url()).text
    assert opened(AdministratorFactory(), upheld, judged.files.first().file).status_code == 404
