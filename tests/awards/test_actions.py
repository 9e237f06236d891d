"""Issuing: only for the complete, numbered without gaps, once a click; superseding; withdrawing."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from assessments.actions.correcting import Correction, correct_decision
from awards.actions import issue_statement, withdraw_statement
from awards.errors import NothingToReplace, StatementRefused
from awards.models import StatementNumber, StatementOfResults
from ledger import audit, jobs
from ledger.models import AuditEvent, Job, SentMail
from ledger.protection import fix, loosen
from tests.assessments.marking import LATER
from tests.awards.conftest import pass_units
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

NOW = LATER + timedelta(days=1)


def issue(enrolment, by, replacing=None, now=NOW):
    reason = "The name changed." if replacing else ""
    return issue_statement(enrolment=enrolment, by=by, now=now, replacing=replacing, reason=reason)


@pytest.mark.django_db
def test_a_statement_says_what_was_passed_and_nothing_finer(complete, administrator):
    statement = issue(complete, administrator)

    paper = statement.statement
    assert (statement.number, paper.candidate, paper.credits) == (1, "Ruth Okafor", 40)
    assert [unit.code for unit in paper.units] == list(
        complete.version.units.values_list("code", flat=True)
    )
    assert statement.snapshot["units"][0]["result"] == "Pass"
    assert "45" not in {
        str(value) for unit in statement.snapshot["units"] for value in unit.values()
    }
    assert Job.objects.filter(kind="statement_pdf").count() == 1
    assert AuditEvent.objects.filter(verb="issued", thing_id=statement.pk).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("left_out", [1, 2])
def test_nothing_is_issued_while_a_unit_is_missing(enrolment, administrator, left_out):
    pass_units(enrolment, leaving_out=left_out)

    with pytest.raises(StatementRefused):
        issue(enrolment, administrator)

    assert StatementOfResults.objects.count() == 0


@pytest.mark.django_db
def test_a_status_set_by_hand_is_not_enough(enrolment):
    """The statement asks the decisions, whatever the enrolment's own row claims."""
    pass_units(enrolment, leaving_out=1)
    type(enrolment).objects.update(status="completed", completed_at=NOW)

    with pytest.raises(StatementRefused, match="Not every unit"):
        issue_statement(enrolment=enrolment, by=None, now=NOW, replacing=None)


@pytest.mark.django_db
def test_nobody_issues_for_themselves_and_only_administrators_issue(
    complete, tutor, candidate_user
):
    for person in (tutor, candidate_user):
        with pytest.raises(StatementRefused):
            issue(complete, person)

    assert StatementOfResults.objects.count() == 0


@pytest.mark.django_db
def test_a_second_click_issues_nothing(complete, administrator):
    first = issue(complete, administrator)
    second = issue(complete, administrator)

    assert first == second
    assert StatementNumber.objects.get().last == 1


@pytest.mark.django_db
def test_issuing_again_supersedes_and_keeps_the_chain(complete, administrator):
    first = issue(complete, administrator)
    second = issue(complete, administrator, replacing=first)
    third = issue(complete, administrator, replacing=second)

    first.refresh_from_db()
    assert first.superseded_at == NOW
    assert [third.supersedes, second.supersedes, first.supersedes] == [second, first, None]
    assert third.statement.supersedes == 2
    assert list(StatementOfResults.objects.live()) == [third]
    assert first.superseded_reason == "The name changed."
    (replaced,) = audit.trail(first).filter(verb="replaced")
    assert (replaced.reason, replaced.after) == ("The name changed.", {"replaced_by": 2})


@pytest.mark.django_db
def test_only_what_holds_is_replaced_and_for_a_reason(complete, administrator):
    first = issue(complete, administrator)
    with pytest.raises(StatementRefused, match="Say why PMA-000001 is replaced"):
        issue_statement(enrolment=complete, by=administrator, now=NOW, replacing=first, reason=" ")
    second = issue(complete, administrator, replacing=first)

    with pytest.raises(NothingToReplace):
        issue(complete, administrator, replacing=first)
    withdraw_statement(statement=second, reason="Wrong name.", by=administrator, now=NOW)
    with pytest.raises(NothingToReplace):
        issue(complete, administrator, replacing=second)
    assert StatementNumber.objects.get().last == StatementOfResults.objects.count() == 2


@pytest.mark.django_db
def test_the_snapshot_stays_when_the_facts_change(complete, administrator):
    statement = issue(complete, administrator)
    person = complete.candidate.user
    person.family_name = "Changed"
    person.save()

    statement = StatementOfResults.objects.get()
    assert statement.statement.candidate == "Ruth Okafor"


@pytest.mark.django_db
def test_a_number_refused_is_given_back(complete, administrator, enrolment):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issue(complete, administrator)
        raise ZeroDivisionError

    assert issue(complete, administrator).number == 1


@pytest.mark.django_db
def test_the_database_holds_one_live_statement_per_enrolment(complete, administrator):
    first = issue(complete, administrator)

    with pytest.raises(IntegrityError), transaction.atomic():
        StatementOfResults.objects.create(
            number=2,
            enrolment=complete,
            snapshot=first.snapshot,
            snapshot_sha256=first.snapshot_sha256,
            issued_at=NOW,
        )


@pytest.mark.django_db
def test_withdrawing_needs_a_reason_and_keeps_the_number(complete, administrator):
    statement = issue(complete, administrator)
    with pytest.raises(StatementRefused):
        withdraw_statement(statement=statement, reason="  ", by=administrator, now=NOW)

    withdraw_statement(statement=statement, reason="Wrong name.", by=administrator, now=NOW)

    assert not StatementOfResults.objects.live().exists()
    assert issue(complete, administrator).number == 2


@pytest.mark.django_db
def test_a_correction_that_ends_completion_withdraws_the_statement(complete, administrator, tutor):
    statement = issue(complete, administrator)
    decision = complete.submissions.first().decisions.current().first()

    correct_decision(
        decision=decision,
        correction=Correction(
            mark=decision.maximum / 2 - 1,
            feedback="The costs do not add up.",
            reason="Added up wrongly.",
            resubmit_by=NOW.date() + timedelta(days=30),
        ),
        by=tutor,
        now=NOW,
    )
    jobs.run_due()

    statement.refresh_from_db()
    assert statement.withdrawn_at is not None
    assert statement.withdrawn_reason == "A result it rests on was corrected."


@pytest.mark.django_db
def test_a_completion_taken_back_and_restored_leaves_no_old_statement_valid(
    complete, administrator, tutor
):
    """Both corrections before the review runs: the paper has the dates of the first completion."""
    statement = issue(complete, administrator)
    submission = complete.submissions.first()
    right = submission.decisions.current().first()
    for minutes, mark, feedback in ((1, right.maximum / 2 - 1, "No."), (2, right.mark, "Yes.")):
        correct_decision(
            decision=submission.decisions.current().get(criterion=right.criterion),
            correction=Correction(
                mark=mark,
                feedback=feedback,
                reason="Added up wrongly.",
                resubmit_by=NOW.date() + timedelta(days=30),
            ),
            by=tutor,
            now=NOW + timedelta(minutes=minutes),
        )
    complete.refresh_from_db()
    assert complete.completed_at == NOW + timedelta(minutes=2)
    jobs.run_due()

    statement.refresh_from_db()
    assert statement.withdrawn_reason == "A result it rests on was corrected."
    again = issue(complete, administrator, now=NOW + timedelta(minutes=3))
    jobs.run_due()
    again.refresh_from_db()
    assert again.is_live


@pytest.mark.django_db
def test_the_holder_is_sent_a_link_and_no_result(complete, administrator, settings, tmp_path):
    settings.STATEMENTS_ROOT = tmp_path
    issue(complete, administrator)
    mail.outbox.clear()

    jobs.run_due()

    letter = next(one for one in mail.outbox if "statement" in one.subject)
    assert letter.to == [complete.candidate.user.email]
    assert "/statements/mine/" in letter.body
    assert "Pass" not in letter.body
    assert letter.attachments == []


@pytest.mark.django_db
def test_the_holder_is_told_of_a_replacement_and_of_a_withdrawal(
    complete, administrator, settings, tmp_path
):
    settings.STATEMENTS_ROOT = tmp_path
    first = issue(complete, administrator)
    jobs.run_due()
    mail.outbox.clear()
    second = issue(complete, administrator, replacing=first)
    jobs.run_due()
    withdraw_statement(statement=second, reason="Wrong name.", by=administrator, now=NOW)
    jobs.run_due()

    ready, withdrawn = mail.outbox
    assert "It replaces PMA-000001, which no longer holds." in ready.body
    assert withdrawn.to == [complete.candidate.user.email]
    assert "withdrawn your statement of results PMA-000002" in withdrawn.body
    assert "Wrong name" not in withdrawn.body


@pytest.mark.django_db
def test_nothing_is_mailed_to_who_no_longer_signs_in(complete, administrator, settings, tmp_path):
    settings.STATEMENTS_ROOT = tmp_path
    statement = issue(complete, administrator)
    withdraw_statement(
        statement=issue(complete, administrator, replacing=statement),
        reason="Wrong name.",
        by=administrator,
        now=NOW,
    )
    type(complete.candidate.user).objects.update(is_active=False)
    jobs.run_due()

    assert mail.outbox == []
    kept = Job.objects.filter(outcome="The candidate no longer signs in.")
    assert {job.kind for job in kept} == {
        "result_mail", "completion_mail", "statement_withdrawn_mail",
    }  # fmt: skip


FIXED = ("number", "code", "enrolment", "snapshot", "snapshot_sha256", "issued_at", "reference")


@pytest.mark.django_db
@pytest.mark.parametrize("column", FIXED)
def test_what_was_issued_never_changes(complete, administrator, column):
    statement = issue(complete, administrator)
    same = {column: getattr(statement, column)}

    with pytest.raises(DatabaseError), transaction.atomic():
        StatementOfResults.objects.filter(pk=statement.pk).update(**same)
    with pytest.raises(DatabaseError), transaction.atomic():
        statement.delete()
    assert StatementOfResults.objects.get() == statement


@pytest.mark.django_db
def test_a_mail_stays_as_it_left(complete):
    """It is deleted only with the person who is forgotten (tests of forgetting)."""
    jobs.run_due()
    body = SentMail.objects.first().body

    with pytest.raises(DatabaseError), transaction.atomic():
        SentMail.objects.update(body="Something else.")

    assert SentMail.objects.first().body == body


@pytest.mark.django_db
def test_the_database_refuses_both_ends_at_once(complete, administrator):
    first = issue(complete, administrator)
    issue(complete, administrator, replacing=first)

    with pytest.raises(IntegrityError), transaction.atomic():
        StatementOfResults.objects.filter(pk=first.pk).update(
            withdrawn_at=NOW, withdrawn_reason="Both."
        )


@pytest.mark.django_db
def test_control_without_the_triggers_a_changed_snapshot_is_noticed(
    complete, administrator, client
):
    """Neither is its paper made, nor does its code confirm anything."""
    statement = issue(complete, administrator)
    altered = statement.snapshot | {"candidate": "Somebody Else"}
    loosen(connection, "awards_statementofresults")
    StatementOfResults.objects.update(snapshot=altered)
    fix(connection, "awards_statementofresults")
    jobs.run_due()
    page = client.get(reverse("awards:statement_verify", args=[statement.code]))

    statement.refresh_from_db()
    assert statement.pdf_name == ""
    assert "is not what was issued" in Job.objects.get(kind="statement_pdf").last_error
    assert (page.status_code, "Somebody" in page.text) == (409, False)
    assert "cannot be confirmed" in page.text


def withdraw_and_replace_at_once(statement, administrator):
    """Both in threads of their own; how each ended."""
    ends, start = [], threading.Barrier(2)

    def run(action):
        try:
            start.wait()
            action()
            ends.append("done")
        except (StatementRefused, IntegrityError) as refusal:
            ends.append(type(refusal).__name__)
        finally:
            connection.close()

    steps = (
        lambda: issue(statement.enrolment, administrator, replacing=statement),
        lambda: withdraw_statement(
            statement=statement, reason="Wrong name.", by=administrator, now=NOW
        ),
    )
    threads = [threading.Thread(target=run, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_withdrawing_and_replacing_at_once_one_is_done(administrator, tutor):
    version = SpecificationVersionFactory(units=1, criteria=1)
    for _ in range(4):
        complete = pass_units(EnrolmentFactory(version=version, tutor=tutor))
        statement = issue(complete, administrator)

        ends = withdraw_and_replace_at_once(statement, administrator)

        assert ends in (["NothingToReplace", "done"], ["StatementRefused", "done"])
        statement.refresh_from_db()
        assert (statement.superseded_at is None) != (statement.withdrawn_at is None)


def issue_at_once(enrolments, administrator, *, before=lambda: None):
    """Issue for each enrolment in a thread of its own; the numbers given."""
    numbers, start = [], threading.Barrier(len(enrolments))

    def run(enrolment):
        try:
            start.wait()
            before()
            numbers.append(issue(enrolment, administrator).number)
        except (StatementRefused, IntegrityError):
            numbers.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[enrolment]) for enrolment in enrolments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return numbers


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_are_numbered_without_gaps_or_doubles(administrator, tutor):
    version = SpecificationVersionFactory(units=1, criteria=1)
    complete = [pass_units(EnrolmentFactory(version=version, tutor=tutor)) for _ in range(16)]

    numbers = issue_at_once(complete, administrator)

    assert sorted(numbers) == list(range(1, 17))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_issue_one_statement(administrator, tutor):
    version = SpecificationVersionFactory(units=1, criteria=1)
    complete = pass_units(EnrolmentFactory(version=version, tutor=tutor))

    numbers = issue_at_once([complete] * 8, administrator)

    assert numbers == [1] * 8
    assert StatementOfResults.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_numbers_collide(administrator, tutor, monkeypatch):
    """The same sixteen with the highest number plus one, which is what the counter replaces."""
    version = SpecificationVersionFactory(units=1, criteria=1)
    complete = [pass_units(EnrolmentFactory(version=version, tutor=tutor)) for _ in range(16)]
    pause = threading.Barrier(16)

    def highest_plus_one():
        number = (StatementOfResults.objects.order_by("-number").first() or _Zero).number + 1
        pause.wait(timeout=20)
        return number

    monkeypatch.setattr("awards.actions.issuing.take_number", highest_plus_one)
    numbers = issue_at_once(complete, administrator)

    assert sorted(numbers, key=str) != list(range(1, 17))
    assert numbers.count(None) > 0


class _Zero:
    number = 0
