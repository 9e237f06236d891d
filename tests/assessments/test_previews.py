"""Pages of office files: made by LibreOffice within bounds, shown beside the criteria."""

import io
import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from assessments import converting, previews
from assessments.actions.custody import give_back, keep_verdict, quarantine_file
from assessments.actions.previewing import keep_preview
from assessments.choices import PreviewOutcome
from assessments.models import EvidenceFile, EvidencePreview
from assessments.tasks import forget_unfinished
from ledger import jobs
from ledger.choices import JobState
from ledger.models import Job
from tests.assessments import corpus, office
from tests.assessments.portfolio import add, files_in
from tests.conftest import client_of
from tests.factories.accounts import CandidateUserFactory, TutorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WORDS = "Words of the away day"
# What stands in for LibreOffice: the document is the last word, and its PDF lies beside it.
GETS = '#!/bin/sh\nfor document; do :; done\nout="${document%.*}.pdf"\n'


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.PREVIEWS_ROOT = tmp_path / "previews"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return settings.EVIDENCE_ROOT


@pytest.fixture
def office_is(settings, tmp_path):
    """Let something else stand in for LibreOffice; it writes down that it was asked."""

    def be(does):
        place = tmp_path / "soffice"
        place.write_text(f"{GETS}echo asked >> {tmp_path}/asked\n{does}\n")
        place.chmod(0o700)
        settings.SOFFICE = str(place)

    return be


@pytest.fixture
def draws(office_is, tmp_path):
    """A LibreOffice that makes the same page of everything, at once."""
    (tmp_path / "page.pdf").write_bytes(corpus.pdf("Drawn"))
    office_is(f'cat {tmp_path}/page.pdf > "$out"')
    return lambda: (tmp_path / "asked").exists()


@pytest.fixture
def add_docx(enrolment):
    return lambda: add(enrolment, name="Minutes.docx", content=office.docx(WORDS)).files.get()


def make(kind="evidence_preview"):
    return jobs.run_due(kind=kind)


def view(client, file, query=""):
    return client.get(reverse("assessments:evidence_view", args=[file.reference]) + query)


def pages(client, file):
    return client.get(reverse("assessments:evidence_pages", args=[file.reference]))


def body(response):
    return b"".join(response.streaming_content)


# ---- LibreOffice itself -------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("Minutes.docx", office.docx(WORDS), WORDS),
        ("Plan.pptx", office.pptx(), "Slide of the plan"),
        ("Rota.xlsx", office.xlsx(), "Cells of the rota"),
    ],
)
def test_a_tutor_reads_the_pages_beside_the_criteria(
    enrolment, tutor_client, root, settings, name, content, said
):
    file = add(enrolment, name=name, content=content).files.get()
    assert make() == 1
    response = pages(tutor_client, file)
    pdf = body(response)

    assert said in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert (response["Content-Type"], response["Accept-Ranges"]) == ("application/pdf", "bytes")
    assert response["Content-Disposition"] == f'inline; filename="Pages of {name}.pdf"'
    assert response["Content-Security-Policy"].startswith("sandbox; ")
    preview = EvidencePreview.objects.get()
    assert preview.source_sha256 == file.sha256 == sha256(content).hexdigest()
    assert (preview.sha256, preview.size) == (sha256(pdf).hexdigest(), len(pdf))
    page = view(tutor_client, file, "?at=page%3D1")
    address = reverse("assessments:evidence_pages", args=[file.reference])
    assert f'<iframe class="paper-file" src="{address}#page=1"' in page.text
    assert said not in page.text
    assert said in view(tutor_client, file, "?show=words").text
    assert files_in(root) == [root / file.stored_name]
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []


@pytest.fixture
def picture_elsewhere(tmp_path):
    """A document that would draw a picture from the server's own disk."""
    (tmp_path / "secret.png").write_bytes(corpus.png(60, 60))
    source = tmp_path / "stored"
    source.write_bytes(office.docx_with_picture_at((tmp_path / "secret.png").as_uri()))
    target = tmp_path / "pages.pdf"

    def pictures():
        converting.to_pdf(source, "docx", target)
        return len(PdfReader(target).pages[0].images)

    return pictures


@pytest.mark.office
def test_no_file_of_the_server_is_drawn_into_the_pages(picture_elsewhere):
    assert picture_elsewhere() == 0


@pytest.mark.office
def test_the_control_with_a_profile_that_allows_it_the_file_is_drawn(
    picture_elsewhere, monkeypatch
):
    allows = converting.PROFILE.replace("<value>true</value>", "<value>false</value>")
    monkeypatch.setattr(converting, "PROFILE", allows)

    assert picture_elsewhere() == 1


# ---- what goes wrong ----------------------------------------------------------------------------

TROUBLES = {
    "hangs": "sleep 60",
    "hangs with a child": "sleep 60 & wait",
    "crashes": "kill -SEGV $$",
    "ends in error": 'cat /dev/null > "$out"; exit 77',
    "makes nothing": "exit 0",
    "makes an empty PDF": 'cat /dev/null > "$out"',
    "makes something else": 'echo "<html><script>" > "$out"',
    "makes a PDF that runs a script": 'cat page.pdf > "$out"',
    "makes a link": 'ln -s /etc/passwd "$out"',
    "makes too much": 'head -c 3000000 /dev/zero > "$out"',
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_file_that_breaks_libreoffice_is_read_in_words(
    add_docx, tutor_client, office_is, settings, tmp_path, trouble
):
    (tmp_path / "page.pdf").write_bytes(corpus.hostile()["PDF that runs a script"][1])
    office_is(TROUBLES[trouble].replace("page.pdf", f"{tmp_path}/page.pdf"))
    settings.SOFFICE_SECONDS = 1
    settings.PREVIEW_MAX_BYTES = 2_000_000
    file = add_docx()
    make()

    assert EvidencePreview.objects.get().outcome == PreviewOutcome.FAILED
    page = view(tutor_client, file)
    assert WORDS in page.text
    assert "Its pages could not be made" in page.text
    assert pages(tutor_client, file).status_code == 404
    assert files_in(settings.PREVIEWS_ROOT) == []
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []


def test_what_a_killed_worker_left_behind_is_gone_after_a_day(settings):
    places = [settings.FILE_UPLOAD_TEMP_DIR / name for name in ("pages-old", "pages-new", "other")]
    for place in places:
        (place / "profile").mkdir(parents=True)
        (place / "document.docx").write_bytes(office.docx(WORDS))
    for place in (places[0], places[2]):
        os.utime(place, (0, 0))
    now = timezone.now()

    forget_unfinished()
    assert [place.exists() for place in places] == [False, True, True]
    converting.forget_folders(now=now + converting.KEPT - timedelta(minutes=1))
    assert places[1].exists()
    converting.forget_folders(now=now + converting.KEPT + timedelta(minutes=1))
    assert [place.exists() for place in places] == [False, False, True]


def test_where_libreoffice_is_not_installed_the_page_says_so(add_docx, tutor_client, settings):
    settings.SOFFICE = "/nowhere/soffice"
    file = add_docx()
    assert "Its pages are not made yet." in view(tutor_client, file).text
    make()

    page = view(tutor_client, file)
    assert "because LibreOffice is not installed here" in page.text
    assert WORDS in page.text
    assert EvidencePreview.objects.get().outcome == PreviewOutcome.NO_CONVERTER


def test_pages_that_are_lost_from_the_disk_leave_the_words(add_docx, tutor_client, draws):
    file = add_docx()
    make()
    assert pages(tutor_client, file).status_code == 200
    previews.path_of(file.reference).unlink()

    assert WORDS in view(tutor_client, file).text
    assert pages(tutor_client, file).status_code == 404


# ---- who may see them, and of what they are made ------------------------------------------------


def test_what_is_being_checked_is_not_drawn(add_docx, draws, settings):
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    file = add_docx()
    assert not Job.objects.filter(kind="evidence_preview").exists()
    assert previews.draw_pages(file_id=file.pk) is None
    assert not draws()

    keep_verdict(file_id=file.pk, found="", now=timezone.now())
    assert make() == 1
    assert EvidencePreview.objects.get().outcome == PreviewOutcome.MADE


def test_what_a_virus_was_found_in_is_never_drawn(add_docx, draws, settings):
    settings.CLAMD_SOCKET = "/nowhere/clamd.sock"
    file = add_docx()
    keep_verdict(file_id=file.pk, found="Win.Test.EICAR", now=timezone.now())
    make()

    assert not draws()
    assert not Job.objects.filter(kind="evidence_preview").exists()


def test_what_was_taken_away_is_not_drawn_until_it_is_given_back(
    add_docx, draws, tutor, administrator
):
    file = add_docx()
    quarantine_file(file=file, reason="", by=tutor, now=timezone.now())
    make()
    assert not draws()
    assert Job.objects.get(kind="evidence_preview").state == JobState.CANCELLED

    give_back(file=file, reason="It was ours.", by=administrator, now=timezone.now())
    make()
    assert draws()
    assert EvidencePreview.objects.get().outcome == PreviewOutcome.MADE


def test_what_is_taken_away_while_it_is_drawn_leaves_no_pages(add_docx, draws, tutor, settings):
    file = add_docx()
    drawn = previews.draw_pages(file_id=file.pk)
    quarantine_file(file=file, reason="", by=tutor, now=timezone.now())

    assert keep_preview(file_id=file.pk, drawn=drawn, now=timezone.now())
    assert files_in(settings.PREVIEWS_ROOT) == []
    assert not EvidencePreview.objects.exists()


def test_pages_are_seen_by_those_who_may_open_the_file(
    add_docx, draws, candidate_client, tutor_client, administrator_client, client, tutor
):
    file = add_docx()
    make()
    others = [client_of(CandidateUserFactory()), client_of(TutorFactory())]
    allowed = [candidate_client, tutor_client, administrator_client]

    assert [pages(who, file).status_code for who in (*allowed, *others, client)] == [
        *(200, 200, 200),
        *(404, 404, 302),
    ]
    quarantine_file(file=file, reason="", by=tutor, now=timezone.now())
    withheld = [pages(who, file) for who in allowed]
    assert [answer.status_code for answer in withheld] == [403, 403, 200]
    assert "This file was taken away" in withheld[0].text
    assert "Pages made of" not in view(tutor_client, file).text


def test_a_part_of_the_pages_is_sent_when_a_part_is_asked_for(add_docx, draws, tutor_client):
    file = add_docx()
    make()
    address = reverse("assessments:evidence_pages", args=[file.reference])
    response = tutor_client.get(address, headers={"Range": "bytes=5-9"})

    assert (response.status_code, body(response)) == (206, corpus.pdf("Drawn")[5:10])


def test_a_pdf_needs_no_pages(enrolment, draws):
    add(enrolment)
    make()

    assert not Job.objects.filter(kind="evidence_preview").exists()
    assert previews.draw_pages(file_id=EvidenceFile.objects.get().pk) is None


def test_pages_can_be_made_later(add_docx, draws, settings, capsys):
    drawing, settings.SOFFICE = settings.SOFFICE, "/nowhere/soffice"
    add_docx()
    make()
    settings.SOFFICE = drawing
    call_command("make_previews")
    make()
    assert EvidencePreview.objects.get().outcome == PreviewOutcome.MADE
    call_command("make_previews")

    assert capsys.readouterr().out.splitlines() == [
        "1 of 1 office files get pages.",
        "0 of 1 office files get pages.",
    ]
    EvidencePreview.objects.update(outcome=PreviewOutcome.FAILED, size=0, sha256="")
    call_command("make_previews")
    call_command("make_previews", failed=True)
    assert capsys.readouterr().out.split()[0::7] == ["0", "1"]


def test_the_job_is_put_off_for_as_long_as_drawing_may_take(add_docx, settings):
    add_docx()
    now = timezone.now()
    job = jobs.claim(now=now, kind="evidence_preview")

    assert job.not_before == now + jobs.DELAYS[0] + timedelta(seconds=settings.SOFFICE_SECONDS)


@pytest.mark.parametrize(
    "wrong", [{"outcome": "odd"}, {"size": 0}, {"outcome": PreviewOutcome.FAILED}]
)
def test_the_database_keeps_previews_honest(add_docx, draws, wrong):
    add_docx()
    make()
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidencePreview.objects.update(**wrong)


def test_nothing_else_starts_libreoffice():
    named = [
        path.name
        for path in Path(converting.__file__).parents[1].glob("*/**/*.py")
        if "SOFFICE" in path.read_text() and "tests" not in path.parts
    ]
    assert sorted(named) == ["converting.py", "previews.py", "settings.py"]
