"""Who issues and withdraws a statement: administrators, and never their own."""

import pytest

from accounts.models import User
from awards.actions import issue_statement, withdraw_statement
from awards.errors import StatementRefused
from awards.models import StatementOfResults
from awards.permissions import can_issue
from enrolments.choices import EnrolmentStatus
from tests.assessments.marking import LATER, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder(complete):
    """The candidate, who is an administrator as well."""
    person = complete.candidate.user
    person.role_grants.create(role="administrator", granted_at=NOW)
    return User.objects.get(pk=person.pk)


def test_a_statement_is_issued_for_the_complete_and_not_for_oneself(
    complete, holder, administrator
):
    assert can_issue(administrator, complete)  # the control
    assert not can_issue(holder, complete)
    complete.status = EnrolmentStatus.ACTIVE
    assert not can_issue(administrator, complete)


def test_a_statement_is_withdrawn_once_by_an_administrator_who_does_not_hold_it(
    complete, holder, administrator, tutor
):
    statement = issue_statement(enrolment=complete, by=administrator, now=LATER, replacing=None)

    def withdraw(by):
        withdraw_statement(statement=statement, reason="Wrong name.", by=by, now=LATER)

    for person in (tutor, holder):
        with pytest.raises(StatementRefused):
            withdraw(person)
        assert StatementOfResults.objects.live().exists()
    withdraw(administrator)  # the control
    with pytest.raises(StatementRefused, match="no longer holds"):
        withdraw(administrator)
