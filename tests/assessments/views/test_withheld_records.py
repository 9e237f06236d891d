"""Records that were taken away: what they said is nowhere, and does not come back (R26)."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import records as keeping
from assessments.actions.custody import give_back
from assessments.choices import FileAccess
from assessments.models import Evidence, EvidenceRecord
from assessments.views import records
from tests.assessments.portfolio import first_unit
from tests.assessments.records import (
    PLANNED,
    announce,
    bear_witness,
    hold,
    observe,
    reflect,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root"), pytest.mark.once]

CANARY = "Canary Patient"
REFUSED = "This is, word for word, what was taken away."
KINDS = ["observation", "discussion", "account", "testimony"]


def say(kind, enrolment):
    """A record that names a patient."""
    match kind:
        case "observation":
            return observe(enrolment, activity=CANARY)
        case "discussion":
            return hold(announce(enrolment), summary=CANARY)
        case "account":
            return reflect(enrolment, situation=CANARY)
    return bear_witness(enrolment, account=CANARY)


def form_of(kind, record):
    """Where it is corrected, and the very same answers."""
    evidence = record.paper.evidence
    unit = first_unit(evidence.enrolment)
    sent = {"form_token": str(uuid4()), "reason": "A word was wrong."}
    if kind == "discussion":
        start, end = timezone.localtime(PLANNED), timezone.localtime(record.discussion.ended_at)
        sent |= {"rows": "2", "on_day": f"{start:%Y-%m-%d}", "medium": "notes"}
        sent |= {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}", "has_consented": "on"}
        sent |= {"summary": CANARY}
        for number, point in enumerate(record.discussion.points.all(), 1):
            sent |= {f"minute-{number}": point.minute, f"question-{number}": point.question}
            sent |= {f"answer-{number}": point.answer}
            sent |= {f"criterion-{number}": point.announced.criterion_id}
        return reverse(
            "assessments:discussion_record", args=[record.discussion.discussion.reference]
        ), sent
    name = "observation_correct" if kind == "observation" else "record_rewrite"
    at = [evidence.enrolment.reference, unit.code, evidence.reference]
    detail = getattr(record, kind)
    if kind == "observation":
        start, end = timezone.localtime(detail.started_at), timezone.localtime(detail.ended_at)
        sent |= {"on_day": f"{start:%Y-%m-%d}", "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
        sent |= {"place": detail.place, "activity": CANARY, "comment": detail.comment}
        sent |= {f"how-{one.criterion.position}": one.how for one in detail.covered.all()}
    else:
        fields = {field.name for field in detail._meta.concrete_fields} - {"id", "record"}
        sent |= {name: str(getattr(detail, name)) for name in fields}
    return reverse(f"assessments:{name}", args=at), sent


def take_away(client, record):
    address = reverse("assessments:evidence_quarantine", args=[record.paper.reference])
    assert client.post(address).status_code == 302


@pytest.fixture
def maker(tutor_client, candidate_client):
    return lambda kind: tutor_client if kind in ("observation", "discussion") else candidate_client


@pytest.mark.parametrize("kind", KINDS)
def test_its_form_is_empty_and_its_words_do_not_come_back(
    kind, enrolment, maker, tutor_client, candidate_client
):
    record = say(kind, enrolment)
    address, sent = form_of(kind, record)
    client = maker(kind)
    assert CANARY in client.get(address).text
    take_away(tutor_client, record)

    page = client.get(address)
    assert page.status_code == 200
    assert CANARY not in page.text
    assert "It may show who a patient is." in page.text
    assert "So the form is empty." in page.text
    read = reverse("assessments:record_detail", args=[record.paper.reference])
    assert address in client.get(read).text
    unit = reverse(
        "assessments:unit_detail", args=[enrolment.reference, first_unit(enrolment).code]
    )
    for reader in (tutor_client, candidate_client):
        for seen in (read, unit):
            assert CANARY not in reader.get(seen).text

    refused = client.post(address, sent | {"form_token": str(uuid4())})
    assert (refused.status_code, REFUSED in refused.text) == (422, True)
    spaced = {
        key: f" {value.upper()}  " if value == CANARY else value for key, value in sent.items()
    }
    assert client.post(address, spaced).status_code == 422
    assert EvidenceRecord.objects.count() == 1

    said = {key: "A patient" if value == CANARY else value for key, value in sent.items()}
    assert client.post(address, said).status_code == 302
    newest = EvidenceRecord.objects.select_related("paper").get(version=2)
    assert newest.paper.access == FileAccess.OPEN
    assert "So the form is empty." not in client.get(address).text


def test_what_is_given_back_may_be_said_again(
    enrolment, candidate_client, tutor_client, administrator
):
    record = say("account", enrolment)
    address, sent = form_of("account", record)
    take_away(tutor_client, record)
    give_back(file=record.paper, reason="Made up.", by=administrator, now=timezone.now())

    assert CANARY in candidate_client.get(address).text
    assert candidate_client.post(address, sent).status_code == 302


def test_it_does_not_come_back_as_another_record_either(enrolment, candidate_client, tutor_client):
    record = say("account", enrolment)
    _, sent = form_of("account", record)
    take_away(tutor_client, record)
    new = reverse(
        "assessments:account_write", args=[enrolment.reference, first_unit(enrolment).code]
    )

    answer = candidate_client.post(new, sent)

    assert (answer.status_code, REFUSED in answer.text) == (422, True)


def test_control_without_the_checks_it_is_read_and_comes_back(enrolment, tutor_client, monkeypatch):
    record = say("observation", enrolment)
    address, sent = form_of("observation", record)
    take_away(tutor_client, record)
    monkeypatch.setattr(records, "can_open", lambda user, file: True)
    monkeypatch.setattr(keeping, "_refuse_what_was_taken_away", lambda kept, page: None)

    assert CANARY in tutor_client.get(address).text
    assert tutor_client.post(address, sent).status_code == 302


def test_an_account_is_called_by_its_day(enrolment):
    reflect(enrolment, situation=CANARY)

    assert Evidence.objects.get().title == "Reflective account, 20 Apr 2026"


def test_the_card_leads_to_where_it_is_written_again(enrolment, candidate_client, tutor_client):
    record = say("testimony", enrolment)
    take_away(tutor_client, record)
    unit = reverse(
        "assessments:unit_detail", args=[enrolment.reference, first_unit(enrolment).code]
    )

    page = candidate_client.get(unit).text

    assert f'<a href="{form_of("testimony", record)[0]}">Write it down again</a>' in page
    assert "Add a newer version without" not in page
