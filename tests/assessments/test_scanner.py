"""The virus scanner: only its own clear word makes a file clean, whatever else it does."""

import io
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import scanner
from assessments.choices import FileAccess
from assessments.errors import MarkingRefused, ScannerDown
from assessments.models import EvidenceFile, Quarantine
from ledger import jobs
from ledger.choices import JobState
from ledger.models import Job
from tests.assessments.marking import draft, finish
from tests.assessments.portfolio import add, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root"), pytest.mark.once]
FOUND = b"stream: Win.Test.EICAR_HDB-1 FOUND\0"


@contextmanager
def clamd(answer, heard=None):
    """A scanner that reads a stream and answers so; None: it never answers."""
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve():
        while not over.is_set():
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line:
                line.settimeout(5)
                talk(line)

    def talk(line):
        reader = line.makefile("rb")
        said = b""
        while not said.endswith(b"\0"):
            said += reader.read(1)
        if said == b"zPING\0":
            line.sendall(b"PONG\0")
            return
        content = b""
        while length := int.from_bytes(reader.read(4), "big"):
            content += reader.read(length)
        if heard is not None:
            heard.append(content)
        if answer is None:
            over.wait(5)
        else:
            line.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        over.set()
        server.shutdown(socket.SHUT_RDWR)  # wakes who waits for a caller; closing alone does not
        server.close()
        thread.join(5)


@pytest.fixture
def quick(settings):
    settings.CLAMD_SECONDS = 0.3
    return settings


@pytest.mark.parametrize(
    ("answer", "found"), [(b"stream: OK\0", ""), (FOUND, "Win.Test.EICAR_HDB-1")]
)
def test_a_clear_answer_counts(quick, answer, found):
    heard = []
    content = bytes(range(256)) * 3000
    with clamd(answer, heard) as quick.CLAMD_SOCKET:
        assert scanner.find(io.BytesIO(content)) == found

    assert heard == [content]


NO_ANSWER = {
    "hangs": None,
    "closes": b"",
    "breaks off": b"stream: O",
    "garbage": b"\xff\xfe<html>\0",
    "without an end": b"x" * 9000,
    "an error": b"INSTREAM size limit exceeded. ERROR\0",
    "almost": b"stream: OKAY\0",
    "two answers": b"stream: OK FOUND ERROR\0",
    "nothing": b"\0",
}


@pytest.mark.parametrize("what", NO_ANSWER)
def test_what_is_no_clear_answer_makes_nothing_clean(quick, enrolment, what):
    with clamd(NO_ANSWER[what]) as quick.CLAMD_SOCKET:
        file = add(enrolment).files.get()
        assert jobs.run_one(now=timezone.now(), kind="evidence_scan")

    file.refresh_from_db()
    assert (file.access, file.is_clean) == (FileAccess.CHECKING, False)
    job = Job.objects.get(kind="evidence_scan")
    assert (job.state, job.attempts) == (JobState.PENDING, 0)
    assert job.not_before > timezone.now() + timedelta(seconds=30)


def test_nobody_there_is_no_answer(quick):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for place in (f"127.0.0.1:{port}", "/nowhere/clamd.sock"):
        quick.CLAMD_SOCKET = place
        assert scanner.state() == "down"
        with pytest.raises(ScannerDown):
            scanner.find(io.BytesIO(b"x"))


def test_a_clean_file_is_opened_after_its_check_and_not_before(quick, enrolment, candidate_client):
    with clamd(b"stream: OK\0") as quick.CLAMD_SOCKET:
        assert scanner.state() == "up"
        file = add(enrolment).files.get()
        refused = candidate_client.get(file.get_absolute_url())
        assert refused.status_code == 403
        assert "being checked for viruses" in refused.text
        jobs.run_due(kind="evidence_scan")

    file.refresh_from_db()
    assert (file.access, file.is_clean) == (FileAccess.OPEN, True)
    assert candidate_client.get(file.get_absolute_url()).status_code == 200


def test_what_it_finds_is_taken_away_and_said(quick, enrolment, candidate_client, mailoutbox):
    with clamd(FOUND) as quick.CLAMD_SOCKET:
        file = add(enrolment, name="Rota.pdf").files.get()
        jobs.run_due()

    assert EvidenceFile.objects.get().access == FileAccess.QUARANTINED
    assert Quarantine.objects.get().by is None
    refused = candidate_client.get(file.get_absolute_url())
    assert refused.status_code == 403
    assert "The virus scanner found Win.Test.EICAR_HDB-1 in it." in refused.text
    assert [letter.subject for letter in mailoutbox] == ["A file was taken away"]


def test_nothing_is_decided_before_the_check(quick, enrolment):
    quick.CLAMD_SOCKET = "/nowhere/clamd.sock"
    add(enrolment)
    submission = submit(enrolment)
    draft(submission, "met", "met")
    with pytest.raises(MarkingRefused, match="still being checked for viruses"):
        finish(submission)

    EvidenceFile.objects.update(access=FileAccess.OPEN)
    finish(submission)


def test_without_a_scanner_nothing_waits_and_that_is_said(enrolment, client, administrator_client):
    file = add(enrolment).files.get()

    assert file.access == FileAccess.OPEN
    assert not Job.objects.filter(kind="evidence_scan").exists()
    assert client.get("/healthz/").json()["virus_scanner"] == "off"
    page = administrator_client.get(reverse("reports:job_list"))
    assert "No virus scanner is set up" in page.text


def test_administrators_read_that_it_is_down(quick, enrolment, administrator_client):
    quick.CLAMD_SOCKET = "/nowhere/clamd.sock"
    add(enrolment)
    page = administrator_client.get(reverse("reports:job_list"))

    assert "The virus scanner does not answer. 1 file waits for it" in page.text
