"""Taking a file away because it shows a patient, and giving it back."""

import pytest
from django.urls import reverse

from assessments import permissions
from assessments.choices import FileAccess
from assessments.models import EvidenceFile, Quarantine, SubmittedFile
from assessments.views import files
from ledger import jobs
from ledger.models import AuditEvent
from tests.assessments import corpus
from tests.assessments.portfolio import add, submit
from tests.conftest import client_of
from tests.factories.accounts import CandidateUserFactory, TutorFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root"), pytest.mark.once]


def address(name, file):
    return reverse(f"assessments:{name}", args=[file.reference])


def take_away(client, file, **answers):
    return client.post(address("evidence_quarantine", file), answers)


@pytest.fixture
def file(enrolment):
    return add(enrolment, name="Rota.pdf", content=corpus.pdf("A patient")).files.get()


def opened(client, file):
    response = client.get(file.get_absolute_url())
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, b"A patient" in content


def test_one_click_takes_it_from_everybody_but_administrators(
    file, candidate_client, tutor_client, administrator_client, mailoutbox
):
    assert "Take it away" in tutor_client.get(address("evidence_view", file)).text
    response = take_away(tutor_client, file)

    assert (response.status_code, response.url) == (302, address("evidence_view", file))
    assert opened(candidate_client, file) == opened(tutor_client, file) == (403, False)
    assert opened(administrator_client, file) == (200, True)
    for client in (candidate_client, tutor_client):
        for page in (client.get(file.get_absolute_url()), client.get(response.url)):
            assert "This file was taken away" in page.text
            assert "It may show who a patient is." in page.text
            assert file.get_absolute_url() + '"' not in page.text
    jobs.run_due()
    (letter,) = mailoutbox
    assert letter.subject == "A file was taken away"
    assert "It may show who a patient is." in letter.body
    event = AuditEvent.objects.get(verb="took away")
    assert event.reason == "It may show who a patient is."
    assert event.subject == f"enrolments.enrolment:{file.evidence.enrolment_id}"


def test_control_without_the_check_it_is_opened(file, candidate_client, tutor_client, monkeypatch):
    take_away(tutor_client, file)
    monkeypatch.setattr(files, "can_open", lambda user, file: True)

    assert opened(candidate_client, file) == (200, True)


def test_twice_is_once(file, tutor_client, mailoutbox):
    take_away(tutor_client, file)
    take_away(tutor_client, file)
    jobs.run_due()

    assert Quarantine.objects.count() == len(mailoutbox) == 1


def test_the_same_content_goes_everywhere_in_this_portfolio_only(file, enrolment, tutor_client):
    again = add(enrolment, content=corpus.pdf("A patient")).files.get()
    other = add(enrolment, content=corpus.pdf("Nobody")).files.get()
    theirs = add(
        EnrolmentFactory(version=enrolment.version), content=corpus.pdf("A patient")
    ).files.get()
    take_away(tutor_client, file)

    access = dict(EvidenceFile.objects.values_list("pk", "access"))
    gone, open_still = FileAccess.QUARANTINED, FileAccess.OPEN
    assert access == {file.pk: gone, again.pk: gone, other.pk: open_still, theirs.pk: open_still}


def test_what_is_taken_away_is_not_submitted(file, enrolment, tutor_client, candidate_client):
    other = add(enrolment, content=corpus.pdf("Nobody")).files.get()
    take_away(tutor_client, file)
    unit = enrolment.version.units.get(position=1)
    page = candidate_client.get(
        reverse("assessments:unit_detail", args=[enrolment.reference, unit.code])
    )
    assert "This file was taken away: It may show who a patient is." in page.text

    submit(enrolment)
    assert {row.file for row in SubmittedFile.objects.select_related("file")} == {other}


def test_an_administrator_gives_it_back_with_a_reason(
    file, tutor_client, candidate_client, administrator_client, mailoutbox
):
    take_away(tutor_client, file)
    jobs.run_due()
    refused = administrator_client.post(address("evidence_give_back", file), {"reason": " \0 "})
    assert refused.status_code == 422
    assert "Say why the file is given back." in refused.text
    typed = "x" * 301
    refused = administrator_client.post(address("evidence_give_back", file), {"reason": typed})
    assert refused.status_code == 422
    assert typed in refused.text

    given = administrator_client.post(
        address("evidence_give_back", file), {"reason": "All names are made up."}
    )
    assert given.status_code == 302
    assert opened(candidate_client, file) == (200, True)
    jobs.run_due()
    assert [letter.subject for letter in mailoutbox][1:] == ["A file is there again"]
    assert AuditEvent.objects.get(verb="gave back").reason == "All names are made up."


def test_who_may_not_take_away(file, enrolment, candidate_client, tutor_client):
    assert take_away(candidate_client, file).status_code == 403
    assert take_away(client_of(CandidateUserFactory()), file).status_code == 403
    assert take_away(client_of(TutorFactory()), file).status_code == 404
    assert tutor_client.post(address("evidence_give_back", file)).status_code == 403
    assert not Quarantine.objects.exists()


def test_nobody_judges_their_own_file(file, enrolment, administrator):
    enrolment.candidate.user = administrator

    assert not permissions.can_quarantine(administrator, enrolment, today=None)
    assert not permissions.can_give_back(administrator, enrolment)
