"""What an external quality assurer reads, until when, and that they only read."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from assessments.actions.custody import quarantine_file
from enrolments.models import Enrolment, EQAVisit
from enrolments.querysets import EnrolmentQuerySet, EQAVisitQuerySet
from quality import middleware
from quality.actions.visiting import Part
from quality.models import VisitOpening
from tests.factories.accounts import EQAFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.visits.conftest import CLOSES, DAY, OPENS, a_visit, kept_alike, sampled

once = pytest.mark.once
SECOND = timedelta(seconds=1)


def candidate_page(visit, enrolment):
    return reverse("reports:visit_candidate", args=[visit.reference, enrolment.reference])


@once
def test_the_pack_tells_of_the_part_and_of_nobody_else(eqa_client, visit, enrolment, stranger):
    submission, sample = sampled(enrolment)
    sampled(stranger)

    page = eqa_client.get(visit.get_absolute_url()).content.decode()

    assert "1 candidate, 1 sample, 0 actions open from before." in page
    assert "1 agreed, 1 with an action" in page
    assert str(enrolment.candidate) in page
    assert str(sample.assurer) in page
    assert str(submission.enrolment.tutor) in page
    assert "Unseen" not in page
    assert str(stranger.tutor) not in page


@once
def test_the_door_closes_one_second_after_the_closing_second(eqa_client, visit, enrolment, clock):
    pages = [visit.get_absolute_url(), candidate_page(visit, enrolment)]

    clock.move_to(CLOSES)
    assert [eqa_client.get(page).status_code for page in pages] == [200, 200]

    clock.move_to(CLOSES + SECOND)
    answers = [eqa_client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert "The visit closed on 20 May 2026, 12:00." in answers[0].content.decode()
    assert "Vera" not in answers[0].content.decode() + answers[1].content.decode()


@once
def test_the_door_is_shut_until_the_opening_second(eqa_client, visit, clock):
    clock.move_to(OPENS - SECOND)
    shut = eqa_client.get(visit.get_absolute_url())
    clock.move_to(OPENS)

    assert shut.status_code == 403
    assert "The visit opens on" in shut.content.decode()
    assert eqa_client.get(visit.get_absolute_url()).status_code == 200


@once
def test_without_the_door_the_rows_themselves_stay_shut(
    eqa_client, visit, enrolment, clock, monkeypatch
):
    """Control: what the door refuses comes from the visit's state, and again from the rows."""
    clock.move_to(CLOSES + SECOND)
    monkeypatch.setattr(EQAVisit, "state", lambda visit, now: "open")

    assert "0 candidates" in eqa_client.get(visit.get_absolute_url()).content.decode()
    assert eqa_client.get(candidate_page(visit, enrolment)).status_code == 404

    monkeypatch.setattr(EQAVisitQuerySet, "open", lambda rows, now: rows)
    assert eqa_client.get(candidate_page(visit, enrolment)).status_code == 200


@once
def test_nobody_outside_the_part_is_there(eqa_client, visit, stranger):
    other = EnrolmentFactory()
    submission, sample = sampled(stranger)
    file = submission.files.first().file

    for name, thing in (
        ("reports:visit_candidate", stranger),
        ("reports:visit_candidate", other),
        ("quality:visit_sample", sample),
        ("quality:visit_file", file),
    ):
        answer = eqa_client.get(reverse(name, args=[visit.reference, thing.reference]))
        assert answer.status_code == 404, name


@once
def test_without_the_scope_strangers_would_show(eqa_client, visit, stranger, monkeypatch):
    """Control of the test above."""
    monkeypatch.setattr(EnrolmentQuerySet, "inspectable_by", lambda rows, *who, **when: rows)

    assert eqa_client.get(candidate_page(visit, stranger)).status_code == 200


def test_a_part_is_all_or_cohorts_or_candidates(eqa, enrolment, cohort, stranger):
    qualification, elsewhere = enrolment.qualification, EnrolmentFactory()

    def seen(part, hours):
        visit = a_visit(eqa, qualification, part=part, opens_at=OPENS - timedelta(hours=hours))
        return set(Enrolment.objects.inspectable_by(eqa, visit=visit, now=DAY))

    assert seen(Part(), 1) == {enrolment, stranger}
    assert seen(Part(cohorts=[cohort]), 2) == {enrolment}
    assert seen(Part(enrolments=[stranger]), 3) == {stranger}
    assert elsewhere not in seen(Part(), 4)


def test_somebody_elses_visit_lets_nobody_read(visit, administrator, tutor):
    def seen(user):
        return Enrolment.objects.inspectable_by(user, visit=visit, now=DAY).count()

    assert (seen(EQAFactory()), seen(tutor), seen(administrator)) == (0, 0, 1)


@once
def test_nobody_reads_what_was_made_of_their_own_work(visit, administrator_client, administrator):
    mine = EnrolmentFactory(
        version=visit.qualification.versions.get(), candidate__user=administrator
    )
    _, sample = sampled(mine)
    administrator.role_grants.create(role=Role.CANDIDATE, granted_at=DAY)
    whole = a_visit(EQAFactory(), visit.qualification)

    for page in (
        candidate_page(whole, mine),
        reverse("quality:visit_sample", args=[whole.reference, sample.reference]),
        reverse("quality:sample_detail", args=[sample.reference]),
    ):
        assert administrator_client.get(page).status_code == 404, page


@once
def test_control_an_administrator_reads_what_was_made_of_others(
    visit, administrator_client, enrolment
):
    _, sample = sampled(enrolment)

    for page in (
        candidate_page(visit, enrolment),
        reverse("quality:visit_sample", args=[visit.reference, sample.reference]),
        reverse("quality:sample_detail", args=[sample.reference]),
    ):
        assert administrator_client.get(page).status_code == 200, page


@once
def test_somebody_elses_visit_is_not_there(visit, eqa_client):
    theirs = a_visit(EQAFactory(), visit.qualification)

    assert eqa_client.get(theirs.get_absolute_url()).status_code == 404


SENT_BY_ANYBODY = ("enrolments:interest_register", "awards:statement_verify_start")


@once
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_no_method_but_reading_reaches_a_page(eqa_client, visit, method):
    pages = [visit.get_absolute_url(), *(reverse(name) for name in SENT_BY_ANYBODY)]

    assert {eqa_client.generic(method, page).status_code for page in pages} == {403}


@once
def test_without_the_refusal_sending_reaches_the_page(eqa_client, monkeypatch):
    """Control of the test above: anybody else gets the form back."""
    monkeypatch.setattr(middleware, "may_send", lambda name: True)

    assert eqa_client.post(reverse(SENT_BY_ANYBODY[0])).status_code == 422


def writing(visit, **who):
    """A page with a bug: it writes while it reads."""
    User.objects.filter(pk=visit.assurer_id).update(given_name="Written")
    raise AssertionError("The database took it.")


@pytest.mark.django_db(transaction=True)
def test_a_write_attempted_in_a_page_fails_at_the_database(eqa, eqa_client, visit, monkeypatch):
    monkeypatch.setattr("reports.views.visits.pack_of", writing)

    assert eqa_client.get(visit.get_absolute_url()).status_code in (500, 503)

    eqa.refresh_from_db()
    assert eqa.given_name == "Edda"
    User.objects.filter(pk=eqa.pk).update(given_name="Later")  # and afterwards it writes again


@pytest.mark.django_db(transaction=True)
def test_without_the_read_only_block_the_write_would_stand(eqa, eqa_client, visit, monkeypatch):
    """Control of the test above."""
    monkeypatch.setattr("reports.views.visits.pack_of", writing)
    monkeypatch.setattr(middleware, "reading_only", nullcontext)
    eqa_client.raise_request_exception = True

    with pytest.raises(AssertionError, match="took it"):
        eqa_client.get(visit.get_absolute_url())

    eqa.refresh_from_db()
    assert eqa.given_name == "Written"


@once
def test_every_page_and_file_opened_is_noted_and_shown_to_the_centre(
    eqa_client, administrator_client, visit, enrolment, stranger, settings, tmp_path
):
    settings.EVIDENCE_ROOT = tmp_path
    submission, sample = sampled(enrolment)
    file = submission.files.first().file
    (tmp_path / file.stored_name).write_bytes(b"%PDF-1.4")
    unit = reverse("reports:visit_unit", args=[visit.reference, enrolment.reference, "9000-001"])
    unit = unit.replace("9000-001", submission.unit.code)

    for address in (
        visit.get_absolute_url(),
        candidate_page(visit, enrolment),
        unit,
        reverse("quality:visit_sample", args=[visit.reference, sample.reference]),
        reverse("quality:visit_file", args=[visit.reference, file.reference]),
        candidate_page(visit, stranger),
    ):
        b"".join(eqa_client.get(address))
    eqa_client.head(visit.get_absolute_url())
    administrator_client.get(visit.get_absolute_url())

    noted = [(one.thing, one.status) for one in reversed(visit.openings.all())]
    assert noted == [
        ("The visit pack", 200),
        (f"Candidate {enrolment.candidate}", 200),
        (f"{submission.unit.short_code} of {enrolment.candidate}", 200),
        (f"Sample 1 of {enrolment.candidate}, {submission.unit.short_code}", 200),
        (f"File {file.original_name} of {enrolment.candidate}", 200),
        (candidate_page(visit, stranger), 404),
    ]
    page = administrator_client.get(
        reverse("quality:visit_openings", args=[visit.reference])
    ).content.decode()
    assert "Edda East asked for 6 pages and files." in page
    assert "No, refused (404)" in page
    assert (
        f"File {file.original_name}"
        in administrator_client.get(visit.get_absolute_url()).content.decode()
    )


@once
def test_what_shows_a_patient_is_withheld_from_a_visit_too(
    eqa_client, visit, enrolment, settings, tmp_path
):
    settings.EVIDENCE_ROOT = tmp_path
    file = SubmissionFactory(enrolment=enrolment).files.first().file
    (tmp_path / file.stored_name).write_bytes(b"%PDF-1.4")
    quarantine_file(file=file, reason="A name is on page 2.", by=enrolment.tutor, now=DAY)

    answer = eqa_client.get(reverse("quality:visit_file", args=[visit.reference, file.reference]))

    assert answer.status_code == 403
    assert "A name is on page 2." in answer.content.decode()


@once
def test_a_recording_played_in_pieces_is_opened_once(
    eqa_client, visit, enrolment, settings, tmp_path
):
    settings.EVIDENCE_ROOT = tmp_path
    file = SubmissionFactory(enrolment=enrolment).files.first().file
    (tmp_path / file.stored_name).write_bytes(b"x" * file.size)
    address = reverse("quality:visit_file", args=[visit.reference, file.reference])

    for span in ("bytes=0-9", "bytes=10-19"):
        assert eqa_client.get(address, headers={"range": span}).status_code == 206

    assert visit.openings.count() == 1


@once
def test_a_file_asked_for_from_its_second_byte_on_is_noted_too(
    eqa_client, visit, enrolment, settings, tmp_path
):
    settings.EVIDENCE_ROOT = tmp_path
    file = SubmissionFactory(enrolment=enrolment).files.first().file
    (tmp_path / file.stored_name).write_bytes(b"x" * file.size)
    address = reverse("quality:visit_file", args=[visit.reference, file.reference])

    for _ in range(2):
        assert eqa_client.get(address, headers={"range": "bytes=1-"}).status_code == 206

    assert visit.openings.count() == 1


@once
def test_without_the_note_nothing_would_be_known(eqa_client, visit, monkeypatch):
    """Control of the test above."""
    monkeypatch.setattr(middleware, "note", lambda request, response: None)
    eqa_client.get(visit.get_absolute_url())

    assert not visit.openings.exists()


@once
def test_what_cannot_be_noted_is_not_shown(eqa_client, visit, monkeypatch):
    def broken(**what):
        raise DatabaseError("full")

    monkeypatch.setattr(middleware, "note_opening", broken)

    answer = eqa_client.get(visit.get_absolute_url())
    assert answer.status_code == 500
    assert "candidate" not in answer.content.decode().lower()


def test_what_was_noted_stays(eqa_client, visit):
    eqa_client.get(visit.get_absolute_url())

    for change in (
        lambda: VisitOpening.objects.update(thing="Nothing"),
        lambda: VisitOpening.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@once
@pytest.mark.parametrize("size", [1, 3])
def test_pack_query_count(eqa, eqa_client, version, size, django_assert_num_queries):
    enrolments = [EnrolmentFactory(version=version) for _ in range(size)]
    kept_alike(enrolments[0], times=size)
    for enrolment in enrolments[1:]:
        sampled(enrolment)
    visit = a_visit(eqa, version.qualification)
    with django_assert_num_queries(32):
        response = eqa_client.get(visit.get_absolute_url())
    assert len(response.context["pack"].candidates) == size
    assert len(response.context["pack"].samples) == size
    assert len(response.context["pack"].exercises) == size
