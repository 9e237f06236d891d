"""A candidate's whole portfolio as one archive: complete, as received, and theirs alone."""

import hashlib
import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.urls import reverse

from assessments import portfolio_archive, storage
from assessments.actions.custody import quarantine_file
from assessments.actions.exporting import ask_portfolio
from assessments.actions.narratives import save_narrative
from assessments.models import EvidenceFile, PortfolioExport
from assessments.names import awarding_name
from ledger import jobs
from ledger.models import AuditEvent, Job
from tests.assessments import corpus
from tests.assessments.marking import LATER
from tests.assessments.portfolio import NOW, add, first_unit, submit
from tests.conftest import client_of
from tests.factories.accounts import CandidateUserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root"), pytest.mark.once]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        (
            ("Jane", "Roberts", "ABC1234", "012345", "8617-701", 2),
            "J Roberts-ABC1234-012345-8617-701(2)",
        ),
        (("", "O/Neil:", "", "", "9001-001", 1), "O_Neil_-unregistered-no centre-9001-001(1)"),
    ],
)
def test_the_awarding_organisations_name(values, name):
    given, family, registration, centre, unit, attempt = values

    assert (
        awarding_name(
            given=given,
            family=family,
            registration=registration,
            centre=centre,
            unit=unit,
            attempt=attempt,
        )
        == name
    )


def page_url(enrolment):
    return reverse("assessments:portfolio_download", args=[enrolment.reference])


def made(client, enrolment):
    """Ask as the page does, run the jobs, and open what comes."""
    assert client.post(page_url(enrolment)).status_code == 302
    jobs.run_due(kind="portfolio_step")
    export = PortfolioExport.objects.latest("pk")
    response = client.get(export.get_absolute_url())
    content = b"".join(response.streaming_content)
    assert hashlib.sha256(content).hexdigest() == export.sha256
    return export, ZipFile(io.BytesIO(content))


def sums(archive):
    lines = archive.read("sha256.txt").decode().splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def test_everything_is_in_it_as_it_was_received(candidate_client, enrolment, settings):
    settings.CENTRE_NUMBER = "012345"
    enrolment.registration_number = "ABC1234"
    enrolment.save()
    add(enrolment, name="Rota & <b>£3.pdf", content=corpus.pdf("One"))
    add(enrolment, name="Minutes.docx", content=corpus.ooxml())
    save_narrative(
        enrolment=enrolment,
        unit=first_unit(enrolment),
        text="What I wrote",
        version=0,
        by=enrolment.candidate.user,
        now=NOW,
    )
    submit(enrolment)
    second = enrolment.version.units.get(position=2)
    add(enrolment, second, name="Later.pdf", content=corpus.pdf("Two"))
    export, archive = made(candidate_client, enrolment)

    user, code = enrolment.candidate.user, first_unit(enrolment).code
    sent = f"{user.given_name[0]} {user.family_name}-ABC1234-012345-{code}(1)"
    later = EvidenceFile.objects.get(original_name="Later.pdf")
    names = [f"{sent}-1.pdf", f"{sent}-2.docx", f"Not submitted/{later.pk}-Later-v1.pdf"]
    lists = ["index.html", "sha256.txt"]
    written = [f"Narratives/{code}.txt", f"{sent}-narrative.txt"]
    assert sorted(archive.namelist()) == sorted([*names, *written, *lists])
    assert archive.testzip() is None
    for name, digest in sums(archive).items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    page = archive.read("index.html").decode()
    assert "Rota &amp; &lt;b&gt;£3.pdf" in page
    assert later.sha256 in page
    assert (export.files_done, export.files_total) == (3, 3)
    assert AuditEvent.objects.get(verb="asked for").thing_id == str(export.pk)


def test_it_grows_step_by_step_and_says_how_far_it_is(candidate_client, enrolment, monkeypatch):
    monkeypatch.setattr(portfolio_archive, "STEP_FILES", 2)
    for number in range(5):
        add(enrolment, name=f"{number}.pdf", content=corpus.pdf(str(number)))
    candidate_client.post(page_url(enrolment))
    assert "0 of 5 files" in candidate_client.get(page_url(enrolment)).text
    assert candidate_client.post(page_url(enrolment)).status_code == 302
    assert jobs.run_due(kind="portfolio_step", at_most=1) == 1
    assert "2 of 5 files" in candidate_client.get(page_url(enrolment)).text
    export = PortfolioExport.objects.get()
    early = candidate_client.get(export.get_absolute_url())
    assert (early.status_code, early.url) == (302, page_url(enrolment))

    jobs.run_due(kind="portfolio_step")
    page = candidate_client.get(page_url(enrolment))
    assert "It is ready" in page.text
    assert export.get_absolute_url() in page.text
    assert Job.objects.filter(kind="portfolio_step").count() == 3


def test_what_was_left_half_written_is_begun_anew(candidate_client, enrolment, monkeypatch):
    monkeypatch.setattr(portfolio_archive, "STEP_FILES", 1)
    for number in range(3):
        add(enrolment, name=f"{number}.pdf", content=corpus.pdf(str(number)))
    candidate_client.post(page_url(enrolment))
    jobs.run_due(kind="portfolio_step", at_most=1)
    export = PortfolioExport.objects.get()
    with portfolio_archive.path_of(export).open("ab") as half:
        half.write(b"half")
    jobs.run_due(kind="portfolio_step")

    with ZipFile(portfolio_archive.path_of(export)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 5


def test_what_may_not_be_opened_is_left_out_and_that_is_said(
    candidate_client, enrolment, tutor, monkeypatch
):
    gone = add(enrolment, name="Patient.pdf", content=corpus.pdf("CANARY")).files.get()
    changed = add(enrolment, name="Changed.pdf", content=corpus.pdf("Changed")).files.get()
    add(enrolment, name="Fine.pdf", content=corpus.pdf("Fine"))
    quarantine_file(file=gone, reason="", by=tutor, now=NOW)
    place = storage.path_of(changed.stored_name)
    place.write_bytes(place.read_bytes().replace(b"Changed", b"CHANGED"))
    _, archive = made(candidate_client, enrolment)

    page = archive.read("index.html").decode()
    assert "Patient.pdf, version 1: It was taken away: It may show who a patient is." in page
    assert "Changed.pdf, version 1: What lies in our store is not the file" in page
    assert [name for name in archive.namelist() if name.endswith(".pdf")] == list(sums(archive))
    assert len(sums(archive)) == 1
    assert "2 files were left out" in candidate_client.get(page_url(enrolment)).text

    monkeypatch.setattr(portfolio_archive, "why_left_out", lambda file: "")
    _, without_the_check = made(candidate_client, enrolment)
    assert any(b"CANARY" in without_the_check.read(name) for name in without_the_check.namelist())


def test_an_archive_goes_when_something_in_it_is_taken_away(candidate_client, enrolment, tutor):
    file = add(enrolment).files.get()
    export, _ = made(candidate_client, enrolment)
    quarantine_file(file=file, reason="", by=tutor, now=LATER)

    assert candidate_client.get(export.get_absolute_url()).status_code == 302
    jobs.run_due(kind="portfolio_removal")
    assert not portfolio_archive.path_of(export).exists()


def test_it_is_kept_three_days(candidate_client, enrolment):
    add(enrolment)
    export, _ = made(candidate_client, enrolment)
    job = Job.objects.get(kind="portfolio_removal")
    assert job.not_before - export.finished_at == timedelta(days=3)

    jobs.run_due(kind="portfolio_removal", now=job.not_before)
    assert candidate_client.get(export.get_absolute_url()).status_code == 302
    assert "Make the archive" in candidate_client.get(page_url(enrolment)).text
    assert not portfolio_archive.path_of(export).exists()


def test_nothing_to_keep_is_said(candidate_client, enrolment):
    response = candidate_client.post(page_url(enrolment))

    assert response.status_code == 422
    assert "There is nothing in your portfolio yet." in response.text


def test_a_full_disk_is_said(candidate_client, enrolment, monkeypatch):
    add(enrolment)
    monkeypatch.setattr(portfolio_archive, "has_room", lambda total: False)
    response = candidate_client.post(page_url(enrolment))

    assert response.status_code == 507
    assert not PortfolioExport.objects.exists()


def test_it_is_nobody_elses(enrolment, tutor_client, administrator_client):
    add(enrolment)
    export = ask_portfolio(enrolment=enrolment, by=enrolment.candidate.user, now=NOW)
    jobs.run_due(kind="portfolio_step")
    other = client_of(CandidateUserFactory())

    for client, status in ((other, 404), (tutor_client, 403), (administrator_client, 403)):
        for url in (page_url(enrolment), export.get_absolute_url()):
            assert client.get(url).status_code == status


@pytest.mark.parametrize("size", [1, 3])
def test_archive_query_count(enrolment, size, django_assert_num_queries):
    for number in range(size):
        add(enrolment, name=f"work{number}.pdf", content=corpus.pdf(str(number)))
    with django_assert_num_queries(3):
        assert len(portfolio_archive.entries_of(enrolment)) == size
