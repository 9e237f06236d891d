"""Two words belong to feedback alone: nothing that leaves the centre says them (R4, P7.12)."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from awards import storage
from ledger import jobs
from ledger.models import AuditEvent, Job, SentMail
from tests.assessments.marking import RESUBMIT_BY, mark_and_release
from tests.awards.test_actions import issue
from tests.conftest import client_of
from tests.factories.assessments import SubmissionFactory

WORDS = re.compile(r"good[\s\u00a0\u2010-\u2015_-]*pass", re.IGNORECASE)
NOW = datetime(2026, 5, 12, 14, 2, 11, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def says_it(text):
    return bool(WORDS.search(text))


@pytest.fixture
def stated(enrolment, administrator):
    """A Level 7 candidate with marks of 90 %: referred once, completed, with a statement."""
    first, *others = enrolment.version.units.all()
    mark_and_release(SubmissionFactory(enrolment=enrolment, unit=first), "45", "10")
    again = SubmissionFactory(enrolment=enrolment, unit=first, attempt=2)
    mark_and_release(again, "45", now=NOW.replace(month=6), resubmit_by=RESUBMIT_BY)
    for unit in others:
        mark_and_release(SubmissionFactory(enrolment=enrolment, unit=unit), "45", "45")
    enrolment.refresh_from_db()
    statement = issue(enrolment, administrator)
    jobs.run_due(now=datetime(2027, 1, 12, 12, tzinfo=UTC))
    statement.refresh_from_db()
    return statement


def statement_texts(statement):
    yield "snapshot", json.dumps(statement.snapshot)
    paper = storage.read(statement.pdf_name, sha256=statement.pdf_sha256)
    yield "paper", paper.decode("latin-1")
    reader = PdfReader(io.BytesIO(paper))
    yield "paper's text", " ".join(page.extract_text() for page in reader.pages)
    yield "paper's facts", str(reader.metadata)


def page_texts(statement, administrator, folder):
    anybody, staff = client_of(statement.enrolment.candidate.user), client_of(administrator)
    cohort = statement.enrolment.cohort.reference
    address = reverse("awards:statement_verify", args=[statement.code])
    yield "verification", anybody.get(address).text
    yield "verification with the name", anybody.post(address, {"surname": "Okafor"}).text
    yield "statement", staff.get(statement.get_absolute_url()).text
    yield "own statements", anybody.get(reverse("awards:my_statements")).text
    yield "statements", staff.get(reverse("awards:statement_list")).text
    yield "cohort", staff.get(reverse("reports:cohort_report", args=[cohort])).text
    csv = staff.get(reverse("reports:cohort_report_export", args=[cohort, "csv"]))
    yield "CSV", csv.content.decode()
    xlsx = staff.get(reverse("reports:cohort_report_export", args=[cohort, "xlsx"]))
    with zipfile.ZipFile(io.BytesIO(xlsx.content)) as book:
        for name in book.namelist():
            yield f"XLSX, {name}", book.read(name).decode()
    call_command("cohort_report", cohort, format="json", out=folder / "report.json")
    yield "JSON", (folder / "report.json").read_text()


def mail_texts():
    for message in mail.outbox:
        yield message.subject, message.message().as_string() + message.body
    for sent in SentMail.objects.all():
        yield sent.subject, sent.subject + sent.body
    for job in Job.objects.all():
        yield job.key, f"{job.kind} {job.key} {job.payload} {job.outcome} {job.last_error}"


def test_nothing_that_leaves_the_centre_says_it(stated, administrator, tmp_path):
    texts = [
        *statement_texts(stated),
        *page_texts(stated, administrator, tmp_path),
        *mail_texts(),
        *(("the record", f"{e.verb} {e.before} {e.after}") for e in AuditEvent.objects.all()),
    ]

    assert all(text for _, text in texts)
    assert not [name for name, text in texts if says_it(text)]


def test_the_search_looks_at_every_kind_of_mail_of_the_story(stated):
    kinds = set(Job.objects.filter(sent_mail__isnull=False).values_list("kind", flat=True))

    assert {"result_mail", "completion_mail", "statement_mail"} <= kinds
    assert stated.statement.units[0].result == "Pass"


def test_control_the_candidates_own_feedback_does_say_it(stated):
    enrolment = stated.enrolment
    unit = enrolment.version.units.first()
    page = client_of(enrolment.candidate.user).get(
        reverse("assessments:unit_detail", args=[enrolment.reference, unit.code])
    )

    assert says_it(page.text)


@pytest.mark.parametrize("said", ["Good pass", "GOOD PASS", "good_pass", "good-pass", "good\npass"])
def test_control_the_search_sees_the_words_however_written(said):
    assert says_it(f"She has a {said} here.")


def test_no_template_of_a_mail_or_a_paper_says_it():
    folders = ("emails", "pdf", "awards", "reports")
    files = [f for name in folders for f in (settings.BASE_DIR / "templates" / name).rglob("*.*")]

    assert len(files) > 15
    assert not [file.name for file in files if says_it(file.read_text())]
