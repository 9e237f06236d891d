"""The demonstration centre: the same each time, in every state, and nobody's real address."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

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
from assessments.models import (
    EvidenceFile,
    Extension,
    MalpracticeCase,
    ReasonableAdjustment,
    Submission,
    UnitProgress,
)
from awards.claimable import lines_of, unclaimed
from awards.models import ClaimLine, StatementOfResults
from enrolments.choices import EnquiryStatus, EnrolmentStatus
from enrolments.models import Candidate, Cohort, Enquiry, Enrolment, EQAVisit, TutorialAction
from ledger.choices import JobState
from ledger.models import Job
from quality.choices import View
from quality.models import Appeal, QualityAction, SampleJudgement, SamplePlan
from reports.demo.centre import DemoCentre
from tests.access.watching import taken_back
from tests.factories.accounts import UserFactory
from tests.reports.seen import PART, happened, shown, specify

TODAY = date(2026, 11, 20)
NOW = datetime.combine(TODAY, time(17), tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(scope="module")
def centre(django_db_setup, django_db_blocker, tmp_path_factory):
    """A part of the centre, undone once it has shown itself; then the whole of it."""
    roots = {
        "EVIDENCE_ROOT": tmp_path_factory.mktemp("evidence"),
        "STATEMENTS_ROOT": tmp_path_factory.mktemp("statements"),
    }
    with django_db_blocker.unblock(), override_settings(**roots):
        with taken_back():
            specify()
            DemoCentre(now=NOW, diplomas=[PART]).build()
            part = shown(roots["STATEMENTS_ROOT"]), happened()
        with taken_back():
            specify()
            call_command("seed_demo", today=TODAY, stdout=io.StringIO())
            yield part


pytestmark = [pytest.mark.slow, pytest.mark.sqlite, pytest.mark.django_db]


def test_the_same_day_gives_the_same_centre(centre, tmp_path):
    seen, _ = centre

    assert shown(tmp_path) == seen
    assert all(seen.values())


def test_what_happens_in_a_part_happens_in_the_whole_at_the_same_moments(centre):
    _, past = centre

    assert past <= happened()
    assert past.total() > 500


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


def test_the_first_start_owes_little_and_nothing_of_long_ago(centre):
    due = Job.objects.due(now=timezone.now())

    assert {job.kind for job in due} == {"evidence_preview"}
    assert 0 < due.count() < 40
    assert due.earliest("owed_at").owed_at > timezone.now() - timedelta(minutes=30)


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
    newest = SamplePlan.objects.latest("made_at")
    sampled = [cell.is_sampled for cell in newest.cells.standing().with_submissions()]

    assert {plan.accepted_at is None for plan in SamplePlan.objects.all()} == {False}
    assert newest.made_by.email == "iqa@pma.example"
    assert True in sampled
    assert False in sampled


def test_samples_came_to_everything_they_can_come_to(centre):
    asked = {
        (action.judgement.view, action.answered_at is not None, action.settled_at is not None)
        for action in QualityAction.objects.select_related("judgement")
    }

    assert set(SampleJudgement.objects.values_list("view", flat=True)) == set(View.values)
    assert asked == {
        (View.ACTION, False, False),  # with the assessor
        (View.ACTION, True, False),  # to be looked at again
        (View.ACTION, True, True),
        (View.DISAGREE, False, False),
        (View.DISAGREE, True, True),
    }


def test_a_disagreement_that_is_not_settled_holds_a_claim(centre):
    complete = Enrolment.objects.filter(status=EnrolmentStatus.COMPLETED)
    lines = lines_of(list(unclaimed(complete)), today=TODAY)
    held = {line.enrolment.candidate.user.family_name for line in lines if not line.is_ready}

    assert held == {"Vidal"}
    assert any(line.is_ready for line in lines)


def test_certificates_are_claimed_awarded_and_taken_back(centre):
    lines = ClaimLine.objects.all()

    assert lines.filter(awarded_on__isnull=False).exclude(certificate_number="").count() == 1
    assert lines.filter(awarded_on=None, taken_back_at=None).count() == 1
    assert lines.filter(taken_back_at__isnull=False).count() == 1


def test_an_appeal_and_a_case_are_over_and_one_of_each_is_not(centre):
    unsettled = Appeal.objects.unsettled(today=TODAY)
    cases = MalpracticeCase.objects.all()

    assert (unsettled.count(), Appeal.objects.count()) == (1, 2)
    assert (cases.open().count(), cases.count()) == (1, 2)


def test_an_adjustment_is_agreed_and_a_resubmission_has_more_time(centre):
    extension = Extension.objects.get()

    assert ReasonableAdjustment.objects.get().units.count() == 4
    assert extension.until == extension.before + timedelta(days=14)


def test_an_external_assurer_has_an_open_and_a_closed_visit(centre):
    visits = EQAVisit.objects.filter(assurer__email="eqa@pma.example")

    assert [visit.state(now=timezone.now()) for visit in visits] == ["open", "closed"]
