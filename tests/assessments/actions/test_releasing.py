"""Release is its own step: then, and only then, the candidate sees and is told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from assessments.actions.releasing import release, tell
from assessments.choices import Grade, Outcome, SubmissionStage, UnitState
from assessments.drafts import Entry
from assessments.errors import MarkingRefused
from assessments.models import CriterionDecision, UnitProgress
from enrolments.actions.lifecycle import withdraw_enrolment
from enrolments.choices import EnrolmentStatus
from ledger.audit import trail
from ledger.jobs import run_due
from ledger.models import Job
from tests.assessments.marking import (
    LATER,
    NOW,
    RESUBMIT_BY,
    draft,
    finish,
    mark_and_release,
    save_draft,
)
from tests.conftest import client_of
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory


def progress_of(submission):
    return UnitProgress.objects.get(enrolment=submission.enrolment, unit=submission.unit)


def status_of(enrolment):
    enrolment.refresh_from_db()
    return enrolment.status


def test_release_tells_the_candidate_once_and_says_no_result(marked_submission, tutor):
    finish(marked_submission, "20", "9")
    assert not Job.objects.filter(is_mail=True).exists()

    release(submission=marked_submission, by=tutor, now=LATER)
    run_due()
    run_due()

    (letter,) = mail.outbox
    assert letter.to == [marked_submission.enrolment.candidate.user.email]
    assert letter.subject == "There is feedback for you"
    unit = [marked_submission.enrolment.reference, marked_submission.unit.code]
    address = reverse("assessments:unit_detail", args=unit)
    assert address in letter.body
    page = client_of(marked_submission.enrolment.candidate.user).get(address)
    assert "Say more about the cost." in page.text
    said = (letter.subject + letter.body.replace(address, "")).lower()
    said = said.replace(marked_submission.unit.code, "")
    for word in ("pass", "referr", "9", "29", "20", "not yet", "cost", "fail"):
        assert word not in said


def test_release_moves_the_progress_in_the_same_moment(marked_submission, tutor):
    finish(marked_submission, "20", "9")
    assert not UnitProgress.objects.filter(state=UnitState.REFERRED).exists()

    release(submission=marked_submission, by=tutor, now=LATER)

    row = progress_of(marked_submission)
    assert (row.state, row.since, row.resubmit_by) == (UnitState.REFERRED, LATER, RESUBMIT_BY)
    assert (row.criteria_met, row.criterion_states) == (1, ["passed", "referred"])
    assert CriterionDecision.objects.told().count() == 2
    assert trail(marked_submission).first().after == {"grade": "referred"}


def test_nothing_is_released_twice(marked_submission, tutor):
    mark_and_release(marked_submission, "20", "10")
    with pytest.raises(MarkingRefused, match="told already"):
        release(submission=marked_submission, by=tutor, now=LATER)

    assert Job.objects.filter(kind="result_mail").count() == 1


def test_only_the_tutor_releases(marked_submission, other_tutor, administrator):
    finish(marked_submission, "20", "10")
    for stranger in (other_tutor, administrator):
        with pytest.raises(MarkingRefused, match="Only the tutor"):
            release(submission=marked_submission, by=stranger, now=LATER)

    marked_submission.refresh_from_db()
    assert marked_submission.stage == SubmissionStage.MARKED


def test_nothing_is_released_after_withdrawal(marked_submission, tutor, administrator):
    finish(marked_submission, "20", "10")
    withdraw_enrolment(
        enrolment=marked_submission.enrolment,
        withdrawn_on=timezone.localdate(NOW),
        reason="Left.",
        by=administrator,
        now=NOW,
    )

    with pytest.raises(MarkingRefused, match="has ended"):
        release(submission=marked_submission, by=tutor, now=LATER)
    assert not Job.objects.filter(kind="result_mail").exists()


def test_a_mail_is_not_sent_to_somebody_who_left_in_between(
    marked_submission, tutor, administrator
):
    mark_and_release(marked_submission, "20", "9")
    withdraw_enrolment(
        enrolment=marked_submission.enrolment,
        withdrawn_on=timezone.localdate(NOW),
        reason="Left.",
        by=administrator,
        now=LATER,
    )
    run_due()

    assert mail.outbox == []
    assert Job.objects.get(kind="result_mail").outcome == "The enrolment has ended."


def test_a_mail_asks_again_whether_there_is_something_to_tell(marked_submission):
    result = finish(marked_submission, "20", "10")
    tell(marked_submission, result, now=NOW)
    run_due()

    assert mail.outbox == []
    assert Job.objects.get(kind="result_mail").outcome == "The result is not released."


@pytest.mark.parametrize("level", [5, 7])
def test_the_last_pass_completes_the_diploma_and_tells_so(tutor, level):
    version = SpecificationVersionFactory(units=2, criteria=1, qualification__level=level)
    first, second = version.units.all()
    one = SubmissionFactory(enrolment__version=version, enrolment__tutor=tutor, unit=first)
    enrolment = one.enrolment
    two = SubmissionFactory(enrolment=enrolment, unit=second)

    mark_and_release(one, "met")
    assert status_of(enrolment) == EnrolmentStatus.ACTIVE
    finish(two, "met")
    assert status_of(enrolment) == EnrolmentStatus.ACTIVE
    release(submission=two, by=tutor, now=LATER)
    run_due()

    assert status_of(enrolment) == EnrolmentStatus.COMPLETED
    assert enrolment.completed_at == LATER
    (letter,) = [sent for sent in mail.outbox if sent.subject == "Your diploma is complete"]
    assert ("eligible to apply for ILM Fellowship" in letter.body) is (level == 7)


def test_a_unit_without_criteria_keeps_a_diploma_from_being_complete(tutor):
    version = SpecificationVersionFactory(units=1, criteria=1, is_current=False)
    version.units.create(position=2, code="X-2", title="Empty", kind="combined")
    one = SubmissionFactory(
        enrolment__version=version, enrolment__tutor=tutor, unit=version.units.first()
    )
    mark_and_release(one, "met")

    assert status_of(one.enrolment) == EnrolmentStatus.ACTIVE


def test_a_completion_that_was_taken_back_is_not_told(decided_submission):
    mark_and_release(decided_submission, "met", "met", "met")
    enrolment = decided_submission.enrolment
    enrolment.refresh_from_db()
    enrolment.completed_at += timedelta(hours=1)
    enrolment.save(update_fields=["completed_at"])
    run_due()

    assert [letter.subject for letter in mail.outbox] == ["There is feedback for you"]


# Resubmission -----------------------------------------------------------------------------------


@pytest.fixture
def second_attempt(decided_submission):
    """A resubmission after a referral of the second of three criteria."""
    mark_and_release(decided_submission, "met", "not", "met")
    return SubmissionFactory(
        enrolment=decided_submission.enrolment, unit=decided_submission.unit, attempt=2
    )


def test_what_was_met_carries_over(second_attempt, decided_submission, tutor):
    result = mark_and_release(second_attempt, "met", now=LATER)

    rows = CriterionDecision.objects.filter(submission=second_attempt).order_by(
        "criterion__position"
    )
    assert [row.carried_from is not None for row in rows] == [True, False, True]
    assert {row.carried_from.submission for row in rows if row.carried_from} == {decided_submission}
    assert result.grade == Grade.PASS
    row = progress_of(second_attempt)
    assert (row.state, row.criteria_met, row.attempts) == (UnitState.PASSED, 3, 2)
    assert row.passed_at == LATER


def test_what_was_met_takes_no_second_judgement(second_attempt, tutor):
    with pytest.raises(MarkingRefused, match=r"1\.1 was met before"):
        save_draft(
            submission=second_attempt,
            criterion=second_attempt.unit.criteria.first(),
            entry=Entry(outcome=Outcome.NOT_YET_MET),
            version=0,
            by=tutor,
            now=LATER,
        )
    assert not second_attempt.drafts.exists()

    draft(second_attempt, "met")
    assert second_attempt.drafts.get().criterion.number == "1.2"
