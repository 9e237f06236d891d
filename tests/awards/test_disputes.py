"""Nothing is stated while a result is disputed (R20)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessments.actions.cases import decide_case, open_case
from assessments.choices import CaseKind, CaseOutcome
from awards.actions import issue_statement
from awards.errors import StatementRefused
from awards.models import StatementOfResults
from quality.actions.appeals import lodge_appeal
from quality.choices import View
from tests.awards.claims.conftest import sample
from tests.factories.accounts import IQAFactory
from tests.quality.conftest import on_duty

pytestmark = pytest.mark.django_db
NOW = timezone.now()
CASE = "A case about the candidate’s work is not settled."
SAID = {
    "case": CASE,
    "disagreement": "An assurer disagrees with a decision",
    "appeal": "An appeal is not settled.",
}


def opened(submission):
    return open_case(
        submission=submission,
        kind=CaseKind.PLAGIARISM,
        suspicion="Two pages are those of a textbook.",
        form_token=uuid4(),
        by=submission.enrolment.tutor,
        now=NOW,
    )


def dispute(enrolment, what):
    """Somebody disputes the first unit."""
    submission = enrolment.submissions.order_by("pk").first()
    if what == "case":
        opened(submission)
    elif what == "appeal":
        result = submission.results.get()
        lodge_appeal(
            submission=submission,
            grounds="It deserves more.",
            by=enrolment.candidate.user,
            now=result.decided_at + timedelta(days=2),
        )
    else:
        assurer = on_duty(enrolment.qualification, assurer=IQAFactory())
        view = View.DISAGREE if what == "disagreement" else View.ACTION
        sample(submission, view, by=assurer)


def issue(enrolment, by, replacing=None):
    return issue_statement(
        enrolment=enrolment, by=by, now=timezone.now(), replacing=replacing, reason="The name."
    )


@pytest.mark.parametrize("what", SAID)
def test_nothing_is_issued_while_a_result_is_disputed(complete, administrator, what):
    dispute(complete, what)

    for by in (administrator, None):
        with pytest.raises(StatementRefused, match=f"{complete.candidate}: {SAID[what]}"):
            issue(complete, by)

    assert not StatementOfResults.objects.exists()


def test_control_what_quality_assurance_asks_for_is_no_dispute(complete, administrator):
    dispute(complete, "action")

    assert issue(complete, administrator).number == 1


def test_a_statement_is_not_replaced_in_dispute_and_is_once_that_is_settled(
    complete, administrator
):
    first = issue(complete, administrator)
    case = opened(complete.submissions.first())
    with pytest.raises(StatementRefused, match=CASE):
        issue(complete, administrator, first)
    first.refresh_from_db()
    assert first.is_live

    decide_case(
        case=case,
        outcome=CaseOutcome.UNFOUNDED,
        finding="They are quoted.",
        by=administrator,
        now=timezone.now(),
    )

    assert issue(complete, administrator, first).supersedes == first


@pytest.mark.once
def test_the_pages_and_the_command_say_why(complete, administrator_client, capsys):
    opened(complete.submissions.first())
    page = reverse("awards:statement_issue", args=[complete.reference])

    shown, sent = administrator_client.get(page), administrator_client.post(page)
    listed = administrator_client.get(reverse("awards:statement_list"))
    call_command("issue_statements", cohort=complete.cohort.reference)

    assert (shown.status_code, sent.status_code) == (200, 409)
    assert CASE in shown.text
    assert CASE in listed.text
    assert "Issue the statement" not in shown.text
    assert f"{complete.candidate}: {CASE}" in capsys.readouterr().err
    assert not StatementOfResults.objects.exists()
