"""The pages on which records are written down."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.models import EvidenceRecord, RecordConfirmation
from tests.assessments import corpus
from tests.assessments.portfolio import LATER, first_unit, submit
from tests.assessments.records import bear_witness, observe, reflect

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root"), pytest.mark.once]

TESTIMONY = {
    "witness_name": "Amina Yusuf",
    "witness_role": "GP partner",
    "relationship": "Line manager",
    "contact": "amina.yusuf@practice.example",
    "activity": "Led the meeting about the new rota",
    "seen_on": "2026-04-20",
    "place": "Moorfield Surgery",
    "account": "Heard everybody and settled the rota.",
    "signed_on": "2026-04-24",
    "is_declared_unrelated": "on",
}
OBSERVATION = {
    "on_day": "2026-05-04",
    "start": "09:00",
    "end": "10:00",
    "place": "Moorfield Surgery",
    "activity": "Led the weekly meeting",
    "comment": "Calm and clear.",
    "how-2": "Asked each for their view.",
}


def at(name, enrolment, *more):
    unit = first_unit(enrolment)
    return reverse(f"assessments:{name}", args=[enrolment.reference, unit.code, *more])


def token():
    return {"form_token": str(uuid4())}


def page_of(record):
    return reverse("assessments:record_detail", args=[record.paper.reference])


def test_a_candidate_adds_testimony_and_the_tutor_confirms_it(
    candidate_client, tutor_client, enrolment
):
    assert "a witness testimony" in candidate_client.get(at("unit_detail", enrolment)).text
    scan = SimpleUploadedFile("Signed.pdf", corpus.pdf())

    answer = candidate_client.post(
        at("testimony_write", enrolment), TESTIMONY | token() | {"attachment": scan}
    )

    record = EvidenceRecord.objects.get()
    assert answer.url == page_of(record)
    page = tutor_client.get(answer.url).text
    assert "Amina Yusuf, GP partner" in page
    assert "Is this authentic?" in page
    tutor_client.post(answer.url + "confirm/", {"comment": "Telephoned her."})
    assert RecordConfirmation.objects.get().comment == "Telephoned her."


def test_what_is_missing_is_said_beside_it_and_what_is_typed_stays(candidate_client, enrolment):
    sent = TESTIMONY | token() | {"witness_name": "Ruth Okafor"}
    answer = candidate_client.post(at("testimony_write", enrolment), sent)
    assert answer.status_code == 422
    assert "A witness is somebody else" in answer.text

    del sent["is_declared_unrelated"]
    answer = candidate_client.post(at("testimony_write", enrolment), sent)

    assert "Testimony of a relative" in answer.text
    assert "Heard everybody and settled the rota." in answer.text
    assert not EvidenceRecord.objects.exists()


def test_an_account_is_written_and_changed(candidate_client, enrolment):
    said = {"happened_on": "2026-04-20", "situation": "Two of us wanted the same week off."}
    said |= {"learning": "To ask before I decide.", "is_anonymised": "on"}
    answer = candidate_client.post(at("account_write", enrolment), said | token())
    record = EvidenceRecord.objects.get()
    assert answer.url == page_of(record)
    url = at("record_rewrite", enrolment, record.paper.evidence.reference)
    assert "To ask before I decide." in candidate_client.get(url).text

    candidate_client.post(url, said | token() | {"learning": "To listen."})

    newest = EvidenceRecord.objects.get(version=2)
    assert "To listen." in candidate_client.get(page_of(newest)).text
    old = candidate_client.get(page_of(record)).text
    assert "This is version 1." in old
    assert "To ask before I decide." in old
    assert url in candidate_client.get(at("unit_detail", enrolment)).text


def test_what_is_with_the_tutor_is_not_written_over(candidate_client, enrolment):
    record = reflect(enrolment)
    submit(enrolment, now=LATER)
    url = at("record_rewrite", enrolment, record.paper.evidence.reference)
    said = {"happened_on": "2026-04-20", "situation": "Other", "learning": "Other"}

    answer = candidate_client.post(url, said | token() | {"is_anonymised": "on"})

    assert answer.status_code == 422
    assert "withdraw the submission first" in answer.text


def test_a_tutor_records_an_observation_and_the_candidate_comments(
    tutor_client, candidate_client, enrolment
):
    assert "Record an observation" in tutor_client.get(at("unit_detail", enrolment)).text
    answer = tutor_client.post(at("observation_record", enrolment), OBSERVATION | token())
    record = EvidenceRecord.objects.get()
    assert answer.url == page_of(record)
    assert (
        "Change what is written down" not in candidate_client.get(at("unit_detail", enrolment)).text
    )

    candidate_client.post(answer.url + "confirm/", {"comment": "I was nervous."})

    page = tutor_client.get(answer.url).text
    assert "I was nervous." in page
    assert "001 1.2" in page
    url = at("observation_correct", enrolment, record.paper.evidence.reference)
    assert url in page
    assert "Asked each for their view." in tutor_client.get(url).text
    assert tutor_client.post(url, OBSERVATION | token()).status_code == 422
    tutor_client.post(url, OBSERVATION | token() | {"reason": "A word was wrong."})
    assert EvidenceRecord.objects.get(version=2).reason == "A word was wrong."


def test_an_observation_of_nothing_is_refused(tutor_client, enrolment):
    answer = tutor_client.post(
        at("observation_record", enrolment), OBSERVATION | token() | {"how-2": ""}
    )

    assert answer.status_code == 422
    assert "Say of at least one criterion how it is covered." in answer.text
    assert "Calm and clear." in answer.text


def test_others_write_nothing_here(other_tutor_client, tutor_client, candidate_client, enrolment):
    seen = observe(enrolment).paper.evidence.reference
    own = bear_witness(enrolment).paper.evidence.reference

    for name, more in (("observation_record", ()), ("observation_correct", (seen,))):
        assert other_tutor_client.get(at(name, enrolment, *more)).status_code == 404
        assert candidate_client.get(at(name, enrolment, *more)).status_code == 403
    assert candidate_client.get(at("record_rewrite", enrolment, seen)).status_code == 404
    assert tutor_client.get(at("record_rewrite", enrolment, own)).status_code == 403
    assert tutor_client.get(at("observation_correct", enrolment, own)).status_code == 404


def test_records_stand_on_the_bench(tutor_client, enrolment):
    record = bear_witness(enrolment)
    submission = submit(enrolment, now=LATER)

    bench = tutor_client.get(
        reverse("assessments:submission_mark", args=[submission.reference])
    ).text
    view = reverse("assessments:evidence_view", args=[record.paper.reference])

    assert "Testimony of Amina Yusuf" in bench
    assert view in bench
    assert "has not confirmed yet that it is authentic" in tutor_client.get(view).text
