"""The pages of professional discussions, as the candidate, the tutor and an assurer see them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from assessments.models import DiscussionPoint, EvidenceRecord, ProfessionalDiscussion
from tests.assessments import corpus
from tests.assessments.portfolio import first_unit, submit
from tests.assessments.records import OVER, PLANNED, announce, hold
from tests.quality.conftest import assurer, assurer_client, on_duty

__all__ = ["assurer", "assurer_client"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root"), pytest.mark.once]


def address(name, thing):
    return reverse(f"assessments:{name}", args=[thing.reference])


def answers(discussion, **said):
    day = timezone.localtime(PLANNED)
    first = discussion.criteria.first().criterion_id
    return {
        "form_token": str(uuid4()),
        "rows": "2",
        "on_day": f"{day:%Y-%m-%d}",
        "start": "11:14",
        "end": "11:54",
        "medium": "audio",
        "has_consented": "on",
        "summary": "Spoke freely.",
        "minute-1": "4",
        "criterion-1": str(first),
        "question-1": "What do you hand over?",
        "answer-1": "The rota.",
        "criterion-2": str(first),
    } | said


def test_what_is_announced_is_seen_at_once(tutor_client, candidate_client, enrolment):
    unit = first_unit(enrolment)
    page = tutor_client.get(address("discussion_announce", enrolment), {"unit": unit.code})
    assert page.text.count(" checked") == 2
    soon = timezone.localtime() + timedelta(days=3)
    criterion = unit.criteria.first()
    sent = {
        "form_token": str(uuid4()),
        "purpose": "How you decide what to delegate",
        "on_day": f"{soon:%Y-%m-%d}",
        "start": "10:00",
        "place": "Video call",
        "criteria": [criterion.pk],
    }

    answer = tutor_client.post(address("discussion_announce", enrolment), sent)

    discussion = ProfessionalDiscussion.objects.get()
    assert answer.url == discussion.get_absolute_url()
    for where in (
        discussion.get_absolute_url(),
        reverse("assessments:unit_detail", args=[enrolment.reference, unit.code]),
        reverse("assessments:progress"),
    ):
        assert "How you decide what to delegate" in candidate_client.get(where).text
    assert "001 1.1" in candidate_client.get(discussion.get_absolute_url()).text


def test_a_day_gone_by_is_refused_and_everything_typed_is_kept(tutor_client, enrolment):
    sent = {"form_token": str(uuid4()), "purpose": "Delegating", "on_day": "2020-01-01"}

    answer = tutor_client.post(address("discussion_announce", enrolment), sent)

    assert answer.status_code == 422
    assert "Give a date from" in answer.text
    assert 'value="Delegating"' in answer.text


def test_a_tutor_records_it_with_its_recording(tutor_client, candidate_client, enrolment):
    discussion = announce(enrolment)
    sent = answers(discussion, attachment=SimpleUploadedFile("Call.m4a", corpus.m4a()))

    answer = tutor_client.post(address("discussion_record", discussion), sent)

    record = EvidenceRecord.objects.get()
    assert answer.url == address("record_detail", record.paper)
    page = candidate_client.get(answer.url).text
    assert "The rota." in page
    assert "Call.m4a" in page
    assert "Is this how it was?" in page
    confirmed = candidate_client.post(
        address("record_confirm", record.paper), {"comment": "So it was."}, follow=True
    )
    assert "So it was." in confirmed.text
    assert "Is this how it was?" not in confirmed.text


def test_a_row_half_filled_in_says_what_it_lacks(tutor_client, enrolment):
    discussion = announce(enrolment)
    sent = answers(discussion, **{"answer-1": "", "minute-2": "x"})

    answer = tutor_client.post(address("discussion_record", discussion), sent)

    assert answer.status_code == 422
    assert "Write down what was answered." in answer.text
    assert "Write whole minutes from the start." in answer.text
    assert "What do you hand over?" in answer.text
    assert not DiscussionPoint.objects.exists()


def test_more_rows_keep_what_is_typed_and_blame_nobody(tutor_client, enrolment):
    discussion = announce(enrolment)
    sent = answers(discussion, more="1", end="")

    answer = tutor_client.post(address("discussion_record", discussion), sent)

    assert answer.status_code == 200
    assert "What do you hand over?" in answer.text
    assert 'name="minute-5"' in answer.text
    assert "another look" not in answer.text


def test_a_correction_begins_with_what_stands_and_asks_why(tutor_client, enrolment):
    discussion = announce(enrolment)
    hold(discussion)
    url = address("discussion_record", discussion)
    assert "The rota." in tutor_client.get(url).text

    answer = tutor_client.post(url, answers(discussion))

    assert answer.status_code == 422
    assert "Say why the record is corrected." in answer.text
    tutor_client.post(url, answers(discussion, reason="A word was wrong."))
    assert EvidenceRecord.objects.filter(version=2, reason="A word was wrong.").exists()


def test_the_record_and_its_minutes_stand_beside_the_criteria(tutor_client, enrolment):
    discussion = announce(enrolment)
    record = hold(discussion, recording="Call.m4a")
    submission = submit(enrolment, now=OVER)

    bench = tutor_client.get(address("submission_mark", submission)).text
    frame = tutor_client.get(address("evidence_view", record.paper)).text

    assert "4 min, 12 min" in bench
    assert f"{address('evidence_view', record.attachment)}?at=t%3D240" in bench
    assert "What do you hand over?" in frame
    assert "has not confirmed it yet" in frame


def test_a_record_taken_away_is_read_by_nobody_but_administrators(
    tutor_client, candidate_client, enrolment
):
    record = hold(announce(enrolment))
    tutor_client.post(address("evidence_quarantine", record.paper), {"reason": "Names a patient."})

    for client in (tutor_client, candidate_client):
        for name in ("record_detail", "evidence_view"):
            page = client.get(address(name, record.paper)).text
            assert "The rota." not in page
            assert "Names a patient." in page


def test_control_before_it_was_taken_away_it_is_read(tutor_client, enrolment):
    record = hold(announce(enrolment))

    assert "The rota." in tutor_client.get(address("evidence_view", record.paper)).text


def test_others_find_nothing_and_an_assurer_reads(
    other_tutor_client, assurer, assurer_client, enrolment
):
    discussion = announce(enrolment)
    record = hold(discussion)
    pages = [discussion.get_absolute_url(), address("record_detail", record.paper)]

    for page in pages:
        assert other_tutor_client.get(page).status_code == 404
        assert assurer_client.get(page).status_code == 404
    on_duty(enrolment.qualification, assurer=assurer)
    for page in pages:
        assert assurer_client.get(page).status_code == 200
    assert assurer_client.post(pages[1] + "confirm/").status_code == 403


def test_a_cancelled_one_says_so(tutor_client, candidate_client, enrolment):
    discussion = announce(enrolment)
    url = address("discussion_cancel", discussion)
    assert "Say why it is cancelled." in tutor_client.post(url, {}).text

    tutor_client.post(url, {"reason": "The practice is inspected that day."})

    page = candidate_client.get(discussion.get_absolute_url()).text
    assert "is cancelled" in page
    assert "The practice is inspected that day." in page
    assert tutor_client.get(address("discussion_record", discussion)).status_code == 403


@pytest.mark.parametrize("size", [1, 3])
def test_unit_page_query_count_with_discussions(
    candidate_client, enrolment, size, django_assert_num_queries
):
    for _ in range(size):
        announce(enrolment)
        hold(announce(enrolment))
    url = reverse("assessments:unit_detail", args=[enrolment.reference, first_unit(enrolment).code])
    with django_assert_num_queries(19):
        candidate_client.get(url)
