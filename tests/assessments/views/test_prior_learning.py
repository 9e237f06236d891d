"""Prior learning on the pages of tutor, candidate, centre and assurer; a statement says "Pass"."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.models import MarkingDraft
from awards.actions import issue_statement
from awards.models import StatementOfResults
from courses.choices import Regime
from enrolments.models import PriorLearning, SkillsScanEntry
from tests.assessments.marking import LATER
from tests.assessments.prior_learning import SEEN, passed, propose, sent
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SAID = "Pass (prior learning)"


@pytest.fixture
def enrolment(tutor, candidate_user):
    """Level 7, one unit of two criteria with marks."""
    version = SpecificationVersionFactory(
        units=1, criteria=2, maximum=Decimal(20), regime=Regime.MARKS, qualification__level=7
    )
    return EnrolmentFactory(version=version, tutor=tutor, candidate__user=candidate_user)


@pytest.fixture
def unit(enrolment):
    return enrolment.version.units.get()


def page(name, enrolment, unit=None):
    words = [enrolment.reference, unit.code] if unit else [enrolment.reference]
    return reverse(name, args=words)


def test_from_the_skills_scan_a_tutor_proposes_it_and_ends_it(enrolment, unit, tutor_client):
    for outcome in unit.outcomes.all():
        SkillsScanEntry.objects.create(
            enrolment=enrolment, outcome=outcome, own_rating="evidence", tutor_rating="evidence",
            prior_learning="Level 6 diploma, 2021", saved_at=LATER,
        )  # fmt: skip
    here = page("assessments:prior_learning", enrolment, unit)
    scan = page("enrolments:skills_scan", enrolment)
    assert here in tutor_client.get(scan).text
    asked = tutor_client.get(here).text
    assert "Level 6 diploma, 2021" in asked
    assert "credit transfer" in asked

    empty = tutor_client.post(here, {"reason": ""})
    assert (empty.status_code, PriorLearning.objects.count()) == (422, 0)
    made = tutor_client.post(here, {"reason": SEEN}, follow=True)
    assert f"Assessed by prior learning:</b> {SEEN}" in made.text
    assert "Assessed by prior learning" in tutor_client.get(scan).text

    # A page opened before sends the other form: nothing is ended by it.
    tutor_client.post(here, {"reason": "Once more."})
    assert PriorLearning.objects.get().ended_at is None
    tutor_client.post(here, {"end": "1", "reason": "Too old."})
    assert PriorLearning.objects.get().ended_reason == "Too old."


def test_the_candidate_reads_what_it_asks_for(enrolment, unit, candidate_client):
    propose(enrolment)
    text = candidate_client.get(page("assessments:unit_detail", enrolment, unit)).text
    assert SEEN in text
    assert "map evidence of what you did before to every criterion" in text
    assert "Where any of it has been handed in for another award, I say so." in text
    assert "has been handed in for another award." not in text
    assert "20 marks" not in text
    assert reverse("assessments:prior_learning", args=[enrolment.reference, unit.code]) not in text
    answer = candidate_client.post(
        page("assessments:unit_submit", enrolment, unit),
        {"narrative": "All of it.", "version": "0", "has_declared": "on"},
    )
    assert answer.status_code == 422
    numbers = ", ".join(unit.criteria.order_by("position").values_list("number", flat=True))
    assert f"Map evidence to {numbers} first" in answer.text
    assert "All of it." in answer.text


def test_the_bench_has_no_marks_and_asks_for_the_confirmation(enrolment, tutor_client):
    work = sent(enrolment)
    bench = tutor_client.get(reverse("assessments:submission_mark", args=[work.reference]))
    assert "c1-outcome" in bench.text
    assert "c1-mark" not in bench.text
    answers = {
        "version": bench.context["version"],
        "c1-outcome": "met", "c1-feedback": "Clear.", "c2-outcome": "met", "c2-feedback": "",
    }  # fmt: skip
    finish = reverse("assessments:submission_finish", args=[work.reference])

    refused = tutor_client.post(finish, answers)

    assert refused.status_code == 422
    assert "prior learning passes on nothing less" in refused.text
    assert MarkingDraft.objects.filter(feedback="Clear.").exists()
    answers |= {"version": refused.context["version"], "is_current": "on"}
    assert tutor_client.post(finish, answers).status_code == 302
    assert SAID in tutor_client.get(reverse("assessments:marking_queue")).text
    sheet = tutor_client.get(reverse("assessments:submission_sheet", args=[work.reference])).text
    assert SAID in sheet
    assert "of 40" not in sheet


def test_inside_it_is_told_apart_and_outside_it_is_a_pass(
    enrolment, unit, tutor_client, candidate_client, administrator, administrator_client
):
    work = passed(enrolment)
    inside = {
        candidate_client: ["assessments:unit_detail", "assessments:enrolment_progress"],
        tutor_client: ["assessments:unit_detail", "assessments:enrolment_progress"],
        administrator_client: ["assessments:enrolment_progress"],
    }
    for client, names in inside.items():
        for name in names:
            at = page(name, enrolment, unit if name == "assessments:unit_detail" else None)
            assert SAID in client.get(at).text, name
    result = tutor_client.get(reverse("assessments:submission_result", args=[work.reference]))
    assert "a pass (prior learning), 2 of 2" in result.text
    cohort = enrolment.cohort.reference
    assert SAID in administrator_client.get(reverse("reports:cohort_report", args=[cohort])).text
    file = reverse("reports:cohort_report_export", args=[cohort, "csv"])
    assert SAID in administrator_client.get(file).content.decode("utf-8-sig")
    trail = administrator_client.get(page("reports:unit_trail", enrolment, unit))
    assert "Pass (prior learning)" in trail.text

    enrolment.refresh_from_db()
    issue_statement(enrolment=enrolment, by=administrator, now=LATER, replacing=None)

    snapshot = StatementOfResults.objects.get().snapshot
    assert [one["result"] for one in snapshot["units"]] == ["Pass"]
    assert "prior" not in str(snapshot).lower()


def test_no_guided_hours_are_asked_for(enrolment, unit, candidate_client):
    propose(enrolment)
    text = candidate_client.get(page("enrolments:hours_detail", enrolment)).text
    assert "adds no guided hours and asks for none" in text
