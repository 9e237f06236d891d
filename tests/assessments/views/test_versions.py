"""Newer versions beside older ones, one item for one file, and bytes that stay as they came."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments import storage
from assessments.actions import judging
from assessments.choices import SubmissionStage
from assessments.errors import MarkingRefused
from assessments.models import EvidenceFile, SubmittedFile
from ledger.models import AuditEvent
from tests.assessments import corpus
from tests.assessments.marking import draft, finish, mark_and_release
from tests.assessments.portfolio import add, files_in, submit
from tests.factories.assessments import EvidenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root"), pytest.mark.once]


def address(name, enrolment, *more, position=1):
    code = enrolment.version.units.get(position=position).code
    return reverse(f"assessments:{name}", args=[enrolment.reference, code, *more])


def newer(client, enrolment, evidence, name="Rota 2.pdf", content=None):
    upload = SimpleUploadedFile(name, content or corpus.pdf("Newer"))
    return client.post(
        address("evidence_version", enrolment, evidence.reference), {"newer": upload}
    )


def test_a_newer_version_stands_beside_the_older(candidate_client, enrolment, root):
    evidence = add(enrolment, name="Rota.pdf")
    response = newer(candidate_client, enrolment, evidence)

    assert response.status_code == 302
    first, second = evidence.files.order_by("version")
    assert (first.version, second.version, second.original_name) == (1, 2, "Rota 2.pdf")
    assert len(files_in(root)) == 2
    page = candidate_client.get(address("unit_detail", enrolment))
    assert "Version 2; earlier 1 version" in page.text
    assert first.get_absolute_url() in page.text
    event = AuditEvent.objects.get(verb="added a version of")
    assert (event.before["version"], event.after["sha256"]) == (1, second.sha256)


def test_what_was_submitted_stays_what_it_was(candidate_client, enrolment):
    evidence = add(enrolment, name="Rota.pdf")
    first = evidence.files.get()
    submission = submit(enrolment)
    assert newer(candidate_client, enrolment, evidence).status_code == 422

    mark_and_release(submission, "not", "not")
    assert newer(candidate_client, enrolment, evidence).status_code == 302
    sent = SubmittedFile.objects.filter(submission=submission)
    assert {(row.file_id, row.sha256) for row in sent} == {(first.pk, first.sha256)}
    assert EvidenceFile.objects.get(pk=first.pk).sha256 == first.sha256


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("Rota.pdf", corpus.pdf(), "holds already, as version 1"),
        ("photo.jpg", corpus.HTML, "is not a JPEG picture"),
    ],
)
def test_a_version_that_is_none_is_refused(candidate_client, enrolment, root, name, content, said):
    evidence = add(enrolment)
    response = newer(candidate_client, enrolment, evidence, name, content)

    assert response.status_code == 422
    assert said in response.text
    assert evidence.files.count() == len(files_in(root)) == 1


def test_without_a_file_there_is_no_version(candidate_client, enrolment):
    evidence = add(enrolment)
    response = candidate_client.post(address("evidence_version", enrolment, evidence.reference))

    assert response.status_code == 422
    assert "Choose the newer file first." in response.text


def test_the_same_file_again_says_where_it_is_used_and_gives_way_to_the_first(
    candidate_client, enrolment
):
    second_unit = enrolment.version.units.get(position=2)
    first = add(enrolment, second_unit, name="Rota.pdf")
    again = add(enrolment, name="Copy of rota.pdf")
    page = candidate_client.get(address("unit_detail", enrolment))
    assert "The very same file is in your portfolio already: “Rota”, used for" in page.text

    response = candidate_client.post(
        address("evidence_instead", enrolment, again.reference), {"twin": first.reference}
    )
    assert response.status_code == 302
    again.refresh_from_db()
    assert again.removed_at is not None
    assert first.claims.count() == 4
    twice = candidate_client.post(
        address("evidence_instead", enrolment, again.reference), {"twin": first.reference}
    )
    assert twice.status_code == 422


@pytest.mark.parametrize("twin", ["", "none", "another"])
def test_only_the_same_file_of_the_same_portfolio_stands_instead(candidate_client, enrolment, twin):
    evidence = add(enrolment)
    if twin == "another":
        twin = add(enrolment, content=corpus.pdf("Different")).reference
    response = candidate_client.post(
        address("evidence_instead", enrolment, evidence.reference), {"twin": twin}
    )

    assert response.status_code == 422
    evidence.refresh_from_db()
    assert evidence.removed_at is None


def test_the_same_file_of_another_candidate_is_never_spoken_of(candidate_client, enrolment):
    mine = add(enrolment)
    theirs = EvidenceFactory(title="Theirs", file__media_type="application/pdf")
    EvidenceFile.objects.filter(evidence=theirs).update(sha256=mine.files.get().sha256)
    page = candidate_client.get(address("unit_detail", enrolment))

    assert "The very same file" not in page.text
    response = candidate_client.post(
        address("evidence_instead", enrolment, mine.reference), {"twin": theirs.reference}
    )
    assert response.status_code == 422
    assert "Theirs" not in response.text


def spoil(submission):
    """Change one byte of what was sent, in the store."""
    file = submission.files.first().file
    place = storage.path_of(file.stored_name)
    content = bytearray(place.read_bytes())
    content[100] ^= 1
    place.write_bytes(bytes(content))
    return file


def test_marking_does_not_begin_on_a_changed_file(decided_submission):
    spoil(decided_submission)
    with pytest.raises(MarkingRefused, match="is not the file that was received"):
        draft(decided_submission, "met")

    decided_submission.refresh_from_db()
    assert decided_submission.stage == SubmissionStage.SUBMITTED
    assert not decided_submission.drafts.exists()


@pytest.mark.parametrize("is_on", [True, False], ids=["on", "control: off"])
def test_marking_does_not_finish_on_a_changed_file(decided_submission, monkeypatch, is_on):
    draft(decided_submission, "met", "met", "met")
    spoil(decided_submission)
    if is_on:
        with pytest.raises(MarkingRefused, match="is not the file that was received"):
            finish(decided_submission)
    else:
        monkeypatch.setattr(judging, "fault_of", lambda file, with_hash: "")
        finish(decided_submission)

    assert decided_submission.decisions.exists() is not is_on


def test_a_file_that_is_gone_stops_the_decision(decided_submission):
    draft(decided_submission, "met", "met", "met")
    storage.path_of(decided_submission.files.first().file.stored_name).unlink()
    with pytest.raises(MarkingRefused, match="is not the file that was received"):
        finish(decided_submission)
