"""What a visit leaves behind when it is over: a paper and an archive that never change."""

import csv
import io
from datetime import timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfReader

from ledger import jobs
from ledger.choices import JobState
from ledger.models import AuditEvent, Job
from quality.actions.inspecting import add_remark, pick_candidate, set_action
from quality.actions.visiting import close_visit, keep_pack
from quality.models import FrozenPack
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.visits.conftest import CLOSES, DAY, kept_alike, sampled

once = pytest.mark.once


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.STATEMENTS_ROOT = tmp_path
    return tmp_path


def file_of(visit, kind):
    return reverse("reports:visit_pack_file", args=[visit.reference, kind])


@once
def test_page_paper_and_archive_hold_standardisation_and_staff_records(
    eqa, eqa_client, administrator_client, visit, enrolment
):
    marking, exercise = kept_alike(enrolment)
    page = eqa_client.get(visit.get_absolute_url()).content.decode()
    close_visit(visit=visit, by=eqa, now=DAY)
    jobs.run_due(kind="visit_pack")
    paper = administrator_client.get(file_of(visit, "pdf")).content
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(paper)).pages)

    for said in (page, text):
        words = " ".join(said.split())
        for wanted in (
            "A business case",
            "1.2 Not yet met",
            f"{enrolment.tutor} and {marking.marker}",
            "50 % exact agreement",
            "Feedback that helps",
            "awarded 14 Sep 2020",
            "Approved for every unit from 5 Jan 2026",
        ):
            assert wanted in words, wanted
    archive = ZipFile(io.BytesIO(administrator_client.get(file_of(visit, "zip")).content))
    records, exercises, second = (
        list(csv.reader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))
        for name in ("Staff records", "Standardisation", "Second marking")
    )
    assert {row[1] for row in records[1:]} >= {"award", "approved for", "development"}
    assert exercises[1][7:] == [
        f"{exercise.opened_by}; {enrolment.tutor}", "1.1 Met; 1.2 Not yet met",
    ]  # fmt: skip
    assert second[1][3:5] == [str(enrolment.tutor), str(marking.marker)]


@once
def test_a_visit_reads_exercises_of_its_qualification_and_both_markings_of_its_candidates(
    eqa_client, visit, enrolment
):
    marking, exercise = kept_alike(enrolment)

    def opened(name, thing):
        address = reverse(f"quality:{name}", args=[visit.reference, thing.reference])
        return eqa_client.get(address)

    assert "What is enough of a cost." in opened("visit_exercise", exercise).content.decode()
    assert "50 % exact agreement" in opened("visit_second", marking).content.decode()
    elsewhere = kept_alike(EnrolmentFactory())
    assert opened("visit_exercise", elsewhere[1]).status_code == 404
    assert opened("visit_second", elsewhere[0]).status_code == 404
    close = reverse("quality:exercise_close", args=[exercise.reference])
    assert eqa_client.post(close).status_code == 403


@once
def test_closing_keeps_the_pack_as_a_paper_and_an_archive(
    eqa, eqa_client, administrator, administrator_client, visit, enrolment, stranger
):
    sampled(enrolment)
    add_remark(visit=visit, text="=Feedback is clear.", by=eqa, now=DAY)
    pick_candidate(visit=visit, enrolment=stranger, by=eqa, now=DAY)
    due = (DAY + timedelta(days=30)).date()
    set_action(visit=visit, text="Show more.", owner=administrator, due_on=due, by=eqa, now=DAY)
    eqa_client.get(visit.get_absolute_url())
    close_visit(visit=visit, by=eqa, now=DAY)
    jobs.run_due(kind="visit_pack")

    paper = administrator_client.get(file_of(visit, "pdf")).content
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    for said in (str(enrolment.candidate), f"{stranger.candidate} (picked)", "Show more."):
        assert said in " ".join(text.split())

    archive = ZipFile(io.BytesIO(administrator_client.get(file_of(visit, "zip")).content))
    sums = dict(
        reversed(line.split("  ", 1))
        for line in archive.read("SHA256SUMS.txt").decode().splitlines()
    )
    assert {name: sha256(archive.read(name)).hexdigest() for name in sums} == sums
    assert archive.read("Visit pack.pdf") == paper
    tables = {
        name: list(csv.reader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))
        for name in ("Candidates", "Samples", "Actions", "Remarks", "What was opened")
    }
    assert {name: len(rows) - 1 for name, rows in tables.items()} == {
        "Candidates": 2, "Samples": 1, "Actions": 1, "Remarks": 1, "What was opened": 1,
    }  # fmt: skip
    assert tables["Remarks"][1][2] == "'=Feedback is clear."
    assert AuditEvent.objects.filter(verb="took away the pack of").count() == 2
    assert eqa_client.get(file_of(visit, "pdf")).status_code == 403


@once
def test_the_pack_is_kept_once_and_only_when_the_visit_is_over(visit, administrator, clock):
    jobs.run_due(kind="visit_pack", now=CLOSES + timedelta(seconds=2))
    job = Job.objects.get(kind="visit_pack")
    assert (job.state, job.not_before) == (JobState.PENDING, CLOSES + timedelta(seconds=1))
    assert not FrozenPack.objects.exists()

    clock.move_to(CLOSES + timedelta(seconds=2))
    jobs.run_due(kind="visit_pack")
    kept = FrozenPack.objects.get()
    close_visit(visit=visit, by=administrator, now=CLOSES + timedelta(seconds=3))
    clock.move_to(CLOSES + timedelta(seconds=4))
    jobs.run_due(kind="visit_pack")

    assert FrozenPack.objects.get() == kept
    assert Job.objects.get(key=f"visit_pack:{visit.pk}:closed").outcome != ""


@once
def test_until_it_is_kept_there_is_nothing_to_take_away(visit, administrator_client):
    assert administrator_client.get(file_of(visit, "pdf")).status_code == 404


def test_what_was_kept_never_changes(visit):
    keep_pack(visit=visit, pdf=("a.pdf", "0" * 64), archive=("a.zip", "0" * 64), now=DAY)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FrozenPack.objects.update(pdf_sha256="1" * 64)
