"""A candidate of each diploma, from registering interest to a statement anybody can verify.

In the middle stands a referral with its resubmission, and at Level 5 a professional discussion. The
first unit and the last are walked in the browser; those between them go through the same actions,
as they would look the same again.
"""

import io
import re

import pytest
from django.core import mail
from pypdf import PdfReader

from assessments.choices import UnitState
from awards.models import StatementOfResults
from enrolments.models import Enrolment
from tests.assessments.marking import mark_and_release
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import import_level_5, import_level_7
from tests.factories.enrolments import CohortFactory
from tests.journeys import line

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]


def pass_without_browser(enrolment, units):
    for unit in units:
        submission = SubmissionFactory(enrolment=enrolment, unit=unit)
        half = [str(c.maximum / 2) if c.maximum else "met" for c in unit.criteria.all()]
        mark_and_release(submission, *half)


@pytest.mark.parametrize("level", [5, 7])
def test_from_interest_to_a_verified_statement(visit, staff, level, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.STATEMENTS_ROOT = tmp_path / "statements"
    version = import_level_5() if level == 5 else import_level_7()
    CohortFactory(version=version, reference="this-year", name="This year")
    administrator, tutor = staff
    email = f"sian.level{level}@surgery.example"
    first, *between, last = version.units.all()
    is_marked = version.is_marked

    line.register_interest(visit, level, email)
    desk = visit(administrator)
    line.enrol(desk, level)
    phone = line.accept_invitation(visit, email)
    enrolment = Enrolment.objects.get(candidate__user__email=email)
    line.register(desk, enrolment)

    bench = visit(tutor)
    bench.go("/caseload/").audit("caseload")
    criteria = first.criteria.count()
    line.submit(
        phone, first, [line.file_called("Plan & minutes £1"), line.file_called("Rota", "xlsx")]
    )
    below, above = ("19", "28") if is_marked else ("r", "p")
    line.mark(bench, first, [below, *[above] * (criteria - 1)], refers=True)

    assert enrolment.progress.get(unit=first).state == UnitState.REFERRED
    assert "Say which option" not in mail.outbox[-1].body
    phone.go("/progress/").sees("needs more evidence")
    line.submit(phone, first, [line.file_called("What I chose and why", "docx")])
    line.mark(bench, first, [above])
    assert enrolment.progress.get(unit=first).state == UnitState.PASSED

    pass_without_browser(enrolment, between)
    if level == 5:
        line.discuss(bench, phone, enrolment, last)
    line.submit(phone, last, [line.file_called("Last piece")])
    line.mark(bench, last, [above] * last.criteria.count())

    enrolment.refresh_from_db()
    assert enrolment.completed_at is not None
    told = line.letter_to(email, "complete")
    assert ("Fellowship" in told.body) == (level == 7)
    phone.go("/progress/").audit("complete")

    line.issue_statement(desk)
    desk.go("/cohorts/this-year/").audit("cohort report")

    phone.go("/statements/mine/").audit("own statements")
    with phone.page.expect_download() as download:
        phone.page.get_by_role("link", name=re.compile("Download the PDF")).first.click()
    text = PdfReader(io.BytesIO(download.value.path().read_bytes())).pages[0].extract_text()
    assert "Siân Pritchard" in text
    assert "good pass" not in text.lower()

    anybody = visit()
    code = StatementOfResults.objects.get().code
    anybody.go("/verify/").audit("verify start")
    anybody.page.locator("[name=code]").fill(code)
    anybody.press("Check this statement")
    anybody.sees("This statement is valid.").audit("verify")
    assert "Siân" not in anybody.page.content()
    anybody.page.locator("[name=surname]").fill("pritchard")
    anybody.press("Show the name")
    anybody.sees("Siân Pritchard")
