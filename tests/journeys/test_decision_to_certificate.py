"""From a decision that is provisional to a certificate: countersigned, sampled, visited, claimed.

What a candidate and a marking assessor do is walked in `test_candidate_to_statement`; here their
part goes through the same actions without a browser.
"""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from awards.models import ClaimLine
from enrolments.actions.assuring import appoint_assurer
from enrolments.actions.lifecycle import reassign_tutor
from enrolments.models import EQAVisit
from quality.models import IQASample, QualityAction
from tests.assessments.marking import mark_and_release
from tests.awards.claims.conftest import make_ready
from tests.factories.accounts import IQAFactory, TutorFactory, qualify
from tests.factories.courses import import_level_7
from tests.factories.enrolments import CohortFactory, EnrolmentFactory
from tests.journeys import assured, line

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]

EXAMINER = "judith.marsh@examiner.example"


@pytest.fixture
def today(db):
    return timezone.localdate()


@pytest.fixture
def version(db):
    return import_level_7()


@pytest.fixture
def newcomer(today):
    """An assessor who works towards an award."""
    person = TutorFactory(given_name="Naomi", family_name="Field", qualified=False)
    qualify(person, on=None, since=today - timedelta(days=150))
    return person


@pytest.fixture
def assurer(version, today):
    person = IQAFactory(given_name="Miriam", family_name="Cole")
    appoint_assurer(
        assurer=person,
        qualification=version.qualification,
        starts_on=today - timedelta(days=100),
        by=None,
        now=timezone.now(),
    )
    return person


def enrolled(version, cohort, tutor, today, given_name, family_name, number):
    """Somebody who is registered and entered, and began half a year ago."""
    return make_ready(
        EnrolmentFactory(
            version=version,
            cohort=CohortFactory(version=version, reference=cohort.lower(), name=cohort),
            tutor=tutor,
            starts_on=today - timedelta(days=180),
            planned_end_on=today + timedelta(days=180),
            candidate__user__given_name=given_name,
            candidate__user__family_name=family_name,
        ),
        number,
    )


def test_from_a_provisional_decision_to_a_certificate(
    visit, staff, newcomer, assurer, version, today, settings, tmp_path
):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.STATEMENTS_ROOT = tmp_path / "statements"
    administrator, tutor = staff
    enrolment = enrolled(version, "Autumn", newcomer, today, "Siân", "Pritchard", "ABC1234")
    enrolled(version, "Winter", tutor, today, "Tom", "Brennan", "ABC1235")
    first, *others = version.units.all()

    # Countersigned
    assured.send(enrolment, first)
    novice, senior, desk = visit(newcomer), visit(tutor), visit(administrator)
    line.judge(novice, ["28"] * first.criteria.count())
    novice.sees("It is provisional").audit_both("provisional result")
    assured.countersign(senior)
    novice.page.reload()
    line.release(novice)
    novice.sees("Countersigned by Anna Price")

    reassign_tutor(
        enrolment=enrolment, tutor=tutor, reason="Leave", by=administrator, now=timezone.now()
    )
    enrolment.refresh_from_db()
    for unit in others:
        submission = assured.send(enrolment, unit)
        mark_and_release(submission, *["28"] * unit.criteria.count(), now=timezone.now())

    # Sampled, with a disagreement settled
    bench = visit(assurer)
    plan = assured.plan(bench)
    for place in range(3):
        bench.go(plan)
        bench.page.get_by_role("link", name=re.compile("Sample it")).last.click()
        assured.sample(bench, disagrees="" if place else "Judge the last paragraph again.")
        if place == 0:
            disputed = bench.page.url.removeprefix(bench.site)
    desk.go("/claims/").sees("No certificate can be claimed today.")
    assured.decide_anew(senior, "30")
    bench.go(disputed)
    bench.page.get_by_role("link", name="Sample what stands now").click()
    assured.sample(bench)
    bench.go(disputed).press("Settle")
    bench.sees("Settled")
    assert QualityAction.objects.get().settled_at is not None
    assert IQASample.objects.count() == 4

    # Visited
    pack = assured.open_visit(desk, enrolment.cohort, EXAMINER)
    examiner = visit()
    assured.read(examiner, EXAMINER)
    assured.pick(examiner, "Tom Brennan")
    assured.conclude(examiner, f"{pack}notes/", "Grace Holt")
    visited = EQAVisit.objects.get()
    assert (visited.actions.count(), visited.remarks.count()) == (1, 1)
    assert visited.rating_after
    assert examiner.page.request.get(examiner.site + pack).status == 403
    desk.go(pack).audit_both("pack that is kept")
    kept = {}
    for kind in ("PDF", "ZIP"):
        link = desk.page.get_by_role("link", name=f"As it was, {kind}")
        kept[kind] = desk.page.request.get(desk.site + link.get_attribute("href")).body()
    assert kept["PDF"].startswith(b"%PDF")
    assert zipfile.ZipFile(io.BytesIO(kept["ZIP"])).testzip() is None

    # Claimed and stated
    assured.claim(desk, "ILM7 2050171")
    assert ClaimLine.objects.get().certificate_number == "ILM72050171"
    line.issue_statement(desk)
    desk.sees("Siân Pritchard")
