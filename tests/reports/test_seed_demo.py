"""The demonstration centre: the same each time, in every state, and nobody's real address."""

import io
import json
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from accounts.models import User
from assessments import storage
from assessments.choices import UnitState
from assessments.models import EvidenceFile, Submission, UnitProgress
from awards.models import StatementOfResults
from enrolments.choices import EnquiryStatus, EnrolmentStatus
from enrolments.models import Candidate, Cohort, Enquiry, Enrolment, EQAVisit, TutorialAction
from ledger.choices import JobState
from ledger.models import AuditEvent, Job
from quality.models import SamplePlan
from tests.access.watching import taken_back
from tests.factories.accounts import UserFactory

SPECIFICATIONS = sorted(Path("courses/specifications").glob("*.txt"))
TODAY = date(2026, 11, 20)


def seed():
    for file in SPECIFICATIONS:
        call_command("import_specification", str(file), stdout=io.StringIO())
    call_command("seed_demo", today=TODAY, stdout=io.StringIO())


def report(cohort, file):
    call_command("cohort_report", cohort.reference, format="json", out=file)
    shown = json.loads(file.read_text())
    return {key: shown[key] for key in ("name", "figures", "columns", "rows")}


def shown(folder):
    """What people see of the centre: four reports, who asked, what was stated and thought."""
    cohorts = Cohort.objects.order_by("starts_on")
    return {
        "reports": [report(cohort, folder / "report.json") for cohort in cohorts],
        "people": sorted(User.objects.values_list("email", "given_name", "family_name")),
        "enquiries": sorted(Enquiry.objects.values_list("email", "status")),
        "statements": sorted(StatementOfResults.objects.values_list("number", "issued_at")),
        "files": sorted(EvidenceFile.objects.values_list("original_name", "received_at")),
        "past": AuditEvent.objects.count(),
    }


@pytest.fixture(scope="module")
def centre(django_db_setup, django_db_blocker, tmp_path_factory):
    """The centre seeded twice; the first time is undone, and what it showed is handed on."""
    roots = {
        "EVIDENCE_ROOT": tmp_path_factory.mktemp("evidence"),
        "STATEMENTS_ROOT": tmp_path_factory.mktemp("statements"),
    }
    with django_db_blocker.unblock(), override_settings(**roots):
        with taken_back():
            seed()
            first = shown(roots["STATEMENTS_ROOT"])
        with taken_back():
            seed()
            yield first


pytestmark = [pytest.mark.slow, pytest.mark.sqlite, pytest.mark.django_db]


def test_the_same_day_gives_the_same_centre(centre, tmp_path):
    assert shown(tmp_path) == centre


def test_there_are_two_cohorts_of_each_diploma_and_about_forty_candidates(centre):
    under_way = Cohort.objects.filter(starts_on__lt=TODAY)

    assert sorted(under_way.values_list("qualification__level", flat=True)) == [5, 5, 7, 7]
    assert 36 <= Enrolment.objects.count() <= 44
    assert min(Enrolment.objects.values_list("starts_on", flat=True)) < TODAY - timedelta(days=300)


def test_a_cohort_of_each_diploma_begins_today_and_has_its_places_free(centre):
    begins = Cohort.objects.filter(starts_on=TODAY, enrolments=None)

    assert sorted(begins.values_list("qualification__level", flat=True)) == [5, 7]


def test_nobody_has_more_than_their_latest_agreement_open(centre):
    still_open = TutorialAction.objects.filter(done_at=None)
    candidates = list(still_open.values_list("enrolment", flat=True))

    assert candidates
    assert len(candidates) == len(set(candidates))


def test_somebody_is_in_every_state(centre):
    everybody = Enrolment.objects.values_list("status", flat=True)
    units = UnitProgress.objects.values_list("state", flat=True)
    stages = Submission.objects.values_list("stage", flat=True)

    assert set(everybody) == set(EnrolmentStatus.values)
    assert {
        UnitState.DRAFTING, UnitState.SUBMITTED, UnitState.REFERRED, UnitState.PASSED,
    } <= set(units)  # fmt: skip
    assert {"submitted", "marked", "released"} <= set(stages)
    assert Submission.objects.filter(attempt=2).exists()
    assert set(Enquiry.objects.values_list("status", flat=True)) == set(EnquiryStatus.values)


@pytest.mark.parametrize(
    ("ending", "look"),
    [
        ("pdf", lambda file: PdfReader(file).pages[0].extract_text()),
        ("docx", lambda file: zipfile.ZipFile(file).read("word/document.xml")),
        ("xlsx", lambda file: load_workbook(file).active["A1"].value),
        ("png", lambda file: Image.open(file).load() and "drawn"),
        ("txt", lambda file: file.read()),
    ],
)
def test_evidence_opens(centre, ending, look):
    kept = EvidenceFile.objects.filter(original_name__endswith=f".{ending}")

    assert kept.exists()
    for one in kept:
        with storage.open_stored(one.stored_name) as file:
            assert look(file), one.original_name


def test_statements_are_issued_one_of_them_superseded_and_one_still_owed(centre):
    stated = StatementOfResults.objects.all()
    complete = Enrolment.objects.filter(status=EnrolmentStatus.COMPLETED)

    assert stated.filter(superseded_at__isnull=False).count() == 1
    assert complete.count() - stated.live().count() == 1
    assert all(one.pdf_name and one.pdf_sha256 for one in stated)


def test_the_progress_rows_are_what_the_decisions_say(centre):
    call_command("rebuild_progress", check=True, stdout=io.StringIO())


def test_control_a_wrong_progress_row_is_noticed(centre):
    UnitProgress.objects.filter(state=UnitState.DRAFTING).update(state=UnitState.REFERRED)

    with pytest.raises((CommandError, SystemExit)):
        call_command("rebuild_progress", check=True, stdout=io.StringIO(), stderr=io.StringIO())


def test_every_address_and_number_is_reserved_for_stories(centre):
    addresses = set(User.objects.values_list("email", flat=True))
    addresses |= set(Enquiry.objects.values_list("email", flat=True))
    numbers = set(Enquiry.objects.values_list("phone", flat=True))
    numbers |= set(Candidate.objects.exclude(phone="").values_list("phone", flat=True))

    assert all(address.endswith(".example") for address in addresses)
    assert numbers
    plain = [str(number).replace(" ", "") for number in numbers]
    assert all(re.fullmatch(r"\+44(7700900|1632960)\d{3}", number) for number in plain)


def test_nobody_is_sent_the_mail_of_the_past(centre):
    assert not Job.objects.mails().filter(state=JobState.PENDING).exists()


@pytest.mark.parametrize("name", ["admin", "tutor", "iqa", "eqa", "candidate5", "candidate7"])
def test_those_offered_can_sign_in(centre, name):
    assert authenticate(username=f"{name}@pma.example", password="let-me-look-round")


def test_it_is_refused_where_there_are_people(centre):
    with pytest.raises(CommandError, match="people in this database"):
        call_command("seed_demo", stdout=io.StringIO())


def test_it_is_refused_outside_demo_mode(settings):
    settings.DEMO_MODE = False
    before = User.objects.count()

    with pytest.raises(CommandError, match="outside demo mode"):
        call_command("seed_demo", stdout=io.StringIO())
    assert User.objects.count() == before


def test_it_is_refused_where_somebody_is_known():
    UserFactory()

    with pytest.raises(CommandError, match="people in this database"):
        call_command("seed_demo", stdout=io.StringIO())


def test_an_assurer_has_a_plan_with_samples_to_take(centre):
    plan = SamplePlan.objects.get()

    assert plan.accepted_at is not None
    assert plan.made_by.email == "iqa@pma.example"
    assert plan.cells.count() > 0


def test_an_external_assurer_has_an_open_and_a_closed_visit(centre):
    visits = EQAVisit.objects.filter(assurer__email="eqa@pma.example")

    assert [visit.state(now=timezone.now()) for visit in visits] == ["open", "closed"]
