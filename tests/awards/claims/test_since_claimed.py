"""What comes between a claim and its certificate stops both the file and the award (R20)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from assessments.actions.correcting import Correction, correct_decision
from assessments.models import CriterionDecision
from awards.actions.claiming import export_claim, record_award, take_back
from awards.errors import ClaimRefused
from ledger.models import AuditEvent
from quality.choices import View
from tests.assessments.marking import RESUBMIT_BY
from tests.awards.claims.conftest import NOW, TODAY, claim, make_ready, sample
from tests.awards.conftest import pass_units
from tests.factories.accounts import IQAFactory, TutorFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty

pytestmark = pytest.mark.django_db
DISAGREES = "An assurer disagrees with a decision"


def award(line, by, number="CRT1"):
    return record_award(line=line, certificate_number=number, awarded_on=TODAY, by=by, now=NOW)


def disagree(enrolment):
    """An assurer disagrees with the first unit, which opens it again."""
    submission = enrolment.submissions.order_by("pk").first()
    sample(submission, View.DISAGREE, by=on_duty(enrolment.qualification, assurer=IQAFactory()))
    return submission


@pytest.fixture
def line(ready, administrator):
    return claim([ready], administrator).lines.get()


def test_a_disagreement_after_the_claim_stops_the_file_and_the_award(line, administrator):
    disagree(line.enrolment)
    named = f"{line.enrolment.candidate}: {DISAGREES}"

    with pytest.raises(ClaimRefused, match=named):
        export_claim(claim=line.claim, by=administrator, now=NOW)
    with pytest.raises(ClaimRefused, match=named):
        award(line, administrator)

    line.refresh_from_db()
    assert line.awarded_on is None
    assert not AuditEvent.objects.filter(verb="exported").exists()


def test_so_does_a_pass_that_was_taken_back(line, administrator):
    submission = disagree(line.enrolment)
    decision = CriterionDecision.objects.current().filter(submission=submission).first()
    correct_decision(
        decision=decision,
        correction=Correction(
            mark=Decimal(5), feedback="Too short.", reason="Read again.", resubmit_by=RESUBMIT_BY
        ),
        by=submission.enrolment.tutor,
        now=timezone.make_aware(timezone.datetime(2026, 6, 1)),
    )

    with pytest.raises(ClaimRefused, match=f"To pass: {submission.unit.code}"):
        award(line, administrator)


def test_control_without_either_the_file_leaves_and_the_certificate_is_kept(line, administrator):
    assert export_claim(claim=line.claim, by=administrator, now=NOW).count(b"Pass") == 2
    assert award(line, administrator).certificate_number == "CRT1"


def test_what_is_awarded_is_not_asked_again_and_its_number_is_mended(line, administrator):
    award(line, administrator)
    disagree(line.enrolment)

    assert award(line, administrator, "CRT2").certificate_number == "CRT2"


def test_who_is_taken_out_stops_the_others_no_longer(ready, version, administrator):
    other = EnrolmentFactory(version=version, cohort=ready.cohort)
    made = claim([ready, make_ready(pass_units(other), "XYZ9876")], administrator)
    disagree(ready)
    with pytest.raises(ClaimRefused, match="take them out of the claim"):
        export_claim(claim=made, by=administrator, now=NOW)

    take_back(line=made.lines.get(enrolment=ready), reason="Disputed.", by=administrator, now=NOW)

    assert b"XYZ9876" in export_claim(claim=made, by=administrator, now=NOW)


def test_only_administrators_take_the_file(line):
    with pytest.raises(PermissionDenied):
        export_claim(claim=line.claim, by=TutorFactory(), now=NOW)


@pytest.mark.once
def test_the_page_of_the_claim_says_so(line, administrator_client):
    disagree(line.enrolment)
    detail = reverse("awards:claim_detail", args=[line.claim.reference])
    export = reverse("awards:claim_export", args=[line.claim.reference])
    record = reverse("awards:claim_award", args=[line.claim.reference, line.pk])

    shown = administrator_client.get(detail)
    refused = administrator_client.post(export)
    unkept = administrator_client.post(record, {"certificate_number": "C1", "awarded_on": TODAY})

    assert shown.text.count(DISAGREES) == 1
    assert (refused.status_code, unkept.status_code) == (409, 422)
    assert f"{line.enrolment.candidate}: {DISAGREES}" in refused.text
    assert "C1" in unkept.text


@pytest.mark.once
@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(
    version, administrator, administrator_client, number, django_assert_num_queries
):
    ready = [
        make_ready(pass_units(EnrolmentFactory(version=version)), f"ABC000{each}")
        for each in range(number)
    ]
    made = claim(ready, administrator)
    administrator_client.get(made.get_absolute_url())

    with django_assert_num_queries(22):
        administrator_client.get(made.get_absolute_url())
