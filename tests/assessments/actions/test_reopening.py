"""A criterion met before is judged again only for a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.reopening import keep_criterion, reopen_criterion
from assessments.actions.submitting import withdraw_submission
from assessments.choices import Grade, Outcome
from assessments.errors import MarkingRefused, MarkingUnfinished
from assessments.models import CriterionDecision, UnitProgress
from assessments.papers import papers_of
from assessments.sheets import sheet_of
from ledger.audit import trail
from tests.assessments.marking import LATER, RESUBMIT_BY, draft, finish, mark_and_release
from tests.assessments.portfolio import add, submit
from tests.factories.assessments import SubmissionFactory
from tests.factories.enrolments import EnrolmentFactory


@pytest.fixture
def second_attempt(decided_submission):
    """A resubmission after a referral of the second of three criteria."""
    mark_and_release(decided_submission, "met", "not", "met")
    return SubmissionFactory(
        enrolment=decided_submission.enrolment, unit=decided_submission.unit, attempt=2
    )


def criterion(submission, position):
    return submission.unit.criteria.get(position=position)


def reopen(submission, position, *, reason="The figures were not the practice's own.", by=None):
    return reopen_criterion(
        submission=submission,
        criterion=criterion(submission, position),
        reason=reason,
        by=by or submission.enrolment.tutor,
        now=LATER,
    )


def open_numbers(submission):
    return [line.criterion.number for line in sheet_of(submission).open_lines]


def test_a_reopened_criterion_is_judged_again_with_its_reason(second_attempt):
    reopen(second_attempt, 1)
    assert open_numbers(second_attempt) == ["1.1", "1.2"]

    result = mark_and_release(second_attempt, "not", "met", now=LATER)

    row = CriterionDecision.objects.get(submission=second_attempt, criterion__position=1)
    assert (row.outcome, row.carried_from) == (Outcome.NOT_YET_MET, None)
    assert row.reason == "The figures were not the practice's own."
    assert result.grade == Grade.REFERRED
    progress = UnitProgress.objects.get(enrolment=second_attempt.enrolment)
    assert progress.criterion_states == ["referred", "passed", "passed"]


def test_it_starts_from_what_was_decided(second_attempt):
    kept = reopen(second_attempt, 1)

    assert (kept.outcome, kept.feedback) == (Outcome.MET, "Say more about the cost.")


@pytest.mark.parametrize("reason", ["", "  "])
def test_no_reason_reopens_nothing(second_attempt, reason):
    with pytest.raises(MarkingRefused, match=r"Say why 1\.1"):
        reopen(second_attempt, 1, reason=reason)

    assert open_numbers(second_attempt) == ["1.2"]


def test_what_is_open_does_not_reopen(second_attempt):
    reopen(second_attempt, 1)
    for position in (1, 2):
        with pytest.raises(MarkingRefused, match="is open already"):
            reopen(second_attempt, position)

    assert second_attempt.drafts.count() == 1


def test_only_the_tutor_reopens(second_attempt, other_tutor, administrator):
    for stranger in (other_tutor, administrator):
        with pytest.raises(MarkingRefused):
            reopen(second_attempt, 1, by=stranger)
        with pytest.raises(MarkingRefused):
            keep_criterion(
                submission=second_attempt,
                criterion=criterion(second_attempt, 1),
                by=stranger,
                now=LATER,
            )

    assert open_numbers(second_attempt) == ["1.2"]


def test_a_reopened_criterion_may_stand_after_all(second_attempt, tutor):
    reopen(second_attempt, 1)
    keep_criterion(
        submission=second_attempt, criterion=criterion(second_attempt, 1), by=tutor, now=LATER
    )

    assert open_numbers(second_attempt) == ["1.2"]
    assert [event.verb for event in trail(second_attempt)] == [
        "kept a criterion of", "reopened a criterion of", "started marking",
    ]  # fmt: skip


@pytest.mark.parametrize("position", [1, 2])
def test_only_what_was_reopened_is_kept(second_attempt, tutor, position):
    draft(second_attempt, "met")
    with pytest.raises(MarkingRefused, match="is not reopened"):
        keep_criterion(
            submission=second_attempt,
            criterion=criterion(second_attempt, position),
            by=tutor,
            now=LATER,
        )

    assert second_attempt.drafts.count() == 1


def test_a_decision_carried_over_twice_points_back_step_by_step(second_attempt):
    mark_and_release(second_attempt, "not", now=LATER)
    third = SubmissionFactory(
        enrolment=second_attempt.enrolment, unit=second_attempt.unit, attempt=3
    )
    finish(third, "met", now=LATER)

    row = CriterionDecision.objects.get(submission=third, criterion__position=1)
    assert row.carried_from.submission == second_attempt
    assert row.carried_from.carried_from.submission.attempt == 1


@pytest.fixture
def only_what_was_referred(decided_submission):
    """A real resubmission: files go for the referred criterion, and for nothing that stands."""
    mark_and_release(decided_submission, "met", "not", "met")
    add(decided_submission.enrolment, now=LATER)
    return submit(decided_submission.enrolment, now=LATER)


def test_a_reopened_criterion_is_met_again_by_what_was_sent_before(only_what_was_referred):
    sent = only_what_was_referred
    assert set(sent.files.values_list("criterion__position", flat=True)) == {2}
    reopen(sent, 1)

    result = mark_and_release(sent, "met", "met", now=LATER)

    assert result.grade == Grade.PASS
    row = CriterionDecision.objects.get(submission=sent, criterion__position=1)
    assert (row.outcome, row.carried_from) == (Outcome.MET, None)


def test_what_it_rests_on_is_shown_beside_it(only_what_was_referred, tutor_client):
    papers = papers_of(only_what_was_referred)
    assert [(place.attempt, place.position) for place in papers.places] == [
        (2, 2), (2, 2), (1, 1), (1, 3),
    ]  # fmt: skip

    page = tutor_client.get(
        reverse("assessments:submission_mark", args=[only_what_was_referred.reference])
    )
    assert page.text.count("(attempt 1)") == 2  # beside the two that stand


def test_a_mistaken_correction_of_what_was_carried_is_put_back(only_what_was_referred):
    mark_and_release(only_what_was_referred, "met", now=LATER)
    for minutes, outcome, grade in (
        (1, Outcome.NOT_YET_MET, Grade.REFERRED),
        (2, Outcome.MET, Grade.PASS),
    ):
        decision = CriterionDecision.objects.current().get(
            submission=only_what_was_referred, criterion__position=1
        )
        result = correct_decision(
            decision=decision,
            correction=Correction(
                outcome=outcome,
                feedback="Seen again.",
                resubmit_by=RESUBMIT_BY,
                reason="Ticked the wrong one.",
            ),
            by=only_what_was_referred.enrolment.tutor,
            now=LATER + timedelta(minutes=minutes),
        )
        assert result.grade == grade


def test_a_withdrawn_attempt_supports_nothing(level_5, tutor, candidate_user):
    """Control: evidence that was taken back before it was judged does not count."""
    enrolment = EnrolmentFactory(version=level_5, tutor=tutor, candidate__user=candidate_user)
    add(enrolment)
    withdraw_submission(submission=submit(enrolment), by=candidate_user, now=LATER)
    bare = SubmissionFactory(enrolment=enrolment, evidence=False)

    with pytest.raises(MarkingUnfinished, match="has no evidence in any attempt"):
        finish(bare, "met", "met", "met", now=LATER)
