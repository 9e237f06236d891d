"""The progress row follows what is sent and released, and can be derived again."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from assessments.choices import Grade, Outcome, SubmissionStage, UnitState
from assessments.models import (
    CriterionDecision,
    Evidence,
    EvidenceClaim,
    Narrative,
    UnitProgress,
    UnitResult,
)
from assessments.progress import refresh_progress, standings
from assessments.standing import GradeEntry, ReleasedAttempt, UnitFacts, standing_of
from enrolments.choices import EnrolmentStatus
from tests.assessments.marking import LATER, NOW, RESUBMIT_BY, finish, mark_and_release
from tests.factories.assessments import SUBMITTED_AT, EvidenceFactory, SubmissionFactory
from tests.factories.enrolments import EnrolmentFactory

MET, NOT_YET_MET = Outcome.MET, Outcome.NOT_YET_MET
DAY = timedelta(days=1)


# The rule, by value -----------------------------------------------------------------------------


def released(*outcomes, grades=None, at=NOW):
    by_criterion = dict(enumerate(outcomes, start=1))
    entries = grades or [GradeEntry(Grade.REFERRED, at, RESUBMIT_BY)]
    return ReleasedAttempt(released_at=at, outcomes=by_criterion, grades=entries)


def said(facts):
    standing = standing_of(facts)
    return standing.state, list(standing.criterion_states)


PASSED = GradeEntry(Grade.PASS, NOW)


@pytest.mark.parametrize(
    ("facts", "state", "cells"),
    [
        (UnitFacts([1, 2]), "not_started", ["not_started", "not_started"]),
        (UnitFacts([1, 2], claimed={2}), "drafting", ["not_started", "drafting"]),
        (UnitFacts([1, 2], has_narrative=True), "drafting", ["drafting", "drafting"]),
        (UnitFacts([1, 2], open_since=NOW, claimed={1}), "submitted", ["submitted", "submitted"]),
        (
            UnitFacts([1, 2], released=released(MET, NOT_YET_MET)),
            "referred",
            ["passed", "referred"],
        ),
        (
            UnitFacts([1, 2], released=released(MET, NOT_YET_MET), claimed={1, 2}),
            "referred",
            ["passed", "referred"],
        ),
        (
            UnitFacts([1, 2], released=released(MET, NOT_YET_MET), open_since=NOW),
            "submitted",
            ["passed", "submitted"],
        ),
        (
            UnitFacts([1, 2], released=released(MET, MET, grades=[PASSED])),
            "passed",
            ["passed", "passed"],
        ),
        # A result alone passes nothing, and neither do decisions without their result.
        (
            UnitFacts([1, 2], released=released(MET, NOT_YET_MET, grades=[PASSED])),
            "referred",
            ["passed", "referred"],
        ),
        (
            UnitFacts([1, 2], released=released(MET, grades=[PASSED])),
            "referred",
            ["passed", "not_started"],
        ),
        (UnitFacts([1, 2], released=released(MET, MET)), "referred", ["passed", "passed"]),
        (
            UnitFacts([1], released=ReleasedAttempt(NOW, {1: MET}, [])),
            "referred",
            ["passed"],
        ),
    ],
)
def test_where_a_candidate_stands(facts, state, cells):
    assert said(facts) == (state, cells)


@pytest.mark.parametrize(
    ("grades", "since"),
    [
        ([(Grade.PASS, NOW - DAY)], NOW),
        ([(Grade.REFERRED, NOW - DAY), (Grade.PASS, NOW - DAY)], NOW),
        ([(Grade.REFERRED, NOW - DAY), (Grade.PASS, NOW + DAY)], NOW + DAY),
        ([(Grade.PASS, NOW - DAY), (Grade.PASS, NOW + DAY)], NOW),
        (
            [(Grade.PASS, NOW - DAY), (Grade.REFERRED, NOW + DAY), (Grade.PASS, NOW + 2 * DAY)],
            NOW + 2 * DAY,
        ),
    ],
)
def test_a_state_begins_when_it_was_first_told(grades, since):
    entries = [GradeEntry(grade, at) for grade, at in grades]
    standing = standing_of(UnitFacts([1], released=released(MET, grades=entries)))

    assert (standing.since, standing.passed_at) == (since, since)


# The rows ---------------------------------------------------------------------------------------


@pytest.fixture
def enrolment(level_5):
    return EnrolmentFactory(version=level_5)


def refresh(enrolment, now=NOW):
    return refresh_progress(enrolment=enrolment, unit=enrolment.version.units.get(), now=now)


def test_evidence_begins_the_draft_and_its_day_stays(enrolment):
    criteria = list(enrolment.version.units.get().criteria.all())
    EvidenceFactory(enrolment=enrolment, claims=criteria[:1])
    first = refresh(enrolment)
    EvidenceFactory(enrolment=enrolment, claims=criteria)
    second = refresh(enrolment, now=LATER)

    assert (first.state, first.since) == (UnitState.DRAFTING, NOW)
    assert (second.state, second.since) == (UnitState.DRAFTING, NOW)
    assert second.criterion_states == ["drafting"] * 3
    assert UnitProgress.objects.count() == 1


def test_evidence_taken_out_ends_the_draft(enrolment):
    item = EvidenceFactory(enrolment=enrolment, claims=enrolment.version.units.get().criteria.all())
    refresh(enrolment)
    Evidence.objects.filter(pk=item.pk).update(removed_at=NOW)
    row = refresh(enrolment, now=LATER)

    assert (row.state, row.since) == (UnitState.NOT_STARTED, LATER)


@pytest.mark.parametrize(("text", "state"), [("", "not_started"), ("I lead a team.", "drafting")])
def test_a_narrative_counts_once_something_is_written(enrolment, text, state):
    Narrative.objects.create(
        enrolment=enrolment, unit=enrolment.version.units.get(), text=text, saved_at=NOW
    )

    assert refresh(enrolment).state == state


def test_evidence_of_somebody_else_counts_for_nobody_else(enrolment):
    EvidenceFactory(
        enrolment=EnrolmentFactory(version=enrolment.version),
        claims=enrolment.version.units.get().criteria.all(),
    )

    assert refresh(enrolment).state == UnitState.NOT_STARTED


def test_submitted_work_is_with_the_tutor_since_it_was_sent(decided_submission):
    row = refresh(decided_submission.enrolment)

    assert (row.state, row.since, row.attempts) == (UnitState.SUBMITTED, SUBMITTED_AT, 1)


def test_a_withdrawn_submission_counts_for_nothing(decided_submission):
    EvidenceClaim.objects.all().delete()
    decided_submission.stage = SubmissionStage.WITHDRAWN
    decided_submission.withdrawn_at = NOW
    decided_submission.save()
    row = refresh(decided_submission.enrolment)

    assert (row.state, row.attempts) == (UnitState.NOT_STARTED, 0)


@pytest.mark.parametrize("words", [("met", "met", "met"), ("not", "met", "met")])
def test_what_is_marked_and_not_released_stays_with_the_tutor(decided_submission, words):
    finish(decided_submission, *words)
    row = refresh(decided_submission.enrolment, now=LATER)

    assert (row.state, row.criteria_met, row.since) == (UnitState.SUBMITTED, 0, SUBMITTED_AT)
    assert (row.passed_at, row.resubmit_by) == (None, None)


def test_a_resubmission_keeps_what_was_met(decided_submission):
    mark_and_release(decided_submission, "met", "not", "met")
    SubmissionFactory(
        enrolment=decided_submission.enrolment, unit=decided_submission.unit, attempt=2
    )
    row = refresh(decided_submission.enrolment)

    assert row.criterion_states == ["passed", "submitted", "passed"]
    assert (row.state, row.attempts, row.resubmit_by) == (UnitState.SUBMITTED, 2, None)


@pytest.mark.parametrize("size", [1, 3])
def test_standings_take_six_queries(level_5, size, django_assert_num_queries):
    work = [SubmissionFactory(enrolment__version=level_5) for _ in range(size)]
    for submission in work:
        mark_and_release(submission, "met", "not", "met")

    with django_assert_num_queries(6):
        found = standings(enrolment_ids=[submission.enrolment_id for submission in work])
    assert len(found) == size


# Rebuilding -------------------------------------------------------------------------------------


def rebuild(*options):
    """The exit code and everything printed."""
    out = StringIO()
    try:
        call_command("rebuild_progress", *options, stdout=out, stderr=out)
    except SystemExit as end:
        return end.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_rebuilding_agrees_with_what_was_kept(decided_submission):
    mark_and_release(decided_submission, "met", "not", "met")

    assert rebuild("--check") == (0, ["1 enrolments: 0 rows differ, 0 faults."])


def test_a_row_that_drifted_is_found_and_put_right(decided_submission):
    mark_and_release(decided_submission, "met", "not", "met")
    UnitProgress.objects.update(state=UnitState.SUBMITTED, criteria_met=0)
    place = f"{decided_submission.enrolment.reference} {decided_submission.unit.code}"
    told = f"{place}: state submitted, should be referred; criteria_met 0, should be 2"

    assert rebuild("--check") == (1, [told, "1 enrolments: 1 rows differ, 0 faults."])
    assert UnitProgress.objects.get().state == UnitState.SUBMITTED
    assert rebuild() == (0, [told, "1 enrolments: 1 rows put right, 0 faults."])
    assert UnitProgress.objects.get().state == UnitState.REFERRED
    assert rebuild("--check")[0] == 0


def test_a_missing_row_is_found_and_made(decided_submission):
    UnitProgress.objects.all().delete()
    place = f"{decided_submission.enrolment.reference} {decided_submission.unit.code}"

    assert rebuild()[1][0] == f"{place}: no row, should be submitted"
    assert UnitProgress.objects.get().state == UnitState.SUBMITTED


def test_an_enrolment_without_work_needs_no_row(enrolment):
    assert rebuild("--check")[0] == 0


def test_a_completion_that_units_do_not_bear_out_is_a_fault(decided_submission):
    enrolment = decided_submission.enrolment
    refresh(enrolment)
    enrolment.status = EnrolmentStatus.COMPLETED
    enrolment.completed_at = datetime(2026, 5, 1, tzinfo=UTC)
    enrolment.save()

    assert rebuild() == (
        1,
        [
            f"{enrolment.reference}: completed, but not every unit is passed",
            "1 enrolments: 0 rows put right, 1 faults.",
        ],
    )


def test_a_result_that_its_decisions_do_not_bear_out_is_a_fault(decided_submission):
    mark_and_release(decided_submission, "met", "not", "met")
    UnitResult.objects.create(
        submission=decided_submission,
        grade=Grade.PASS,
        assessor=decided_submission.enrolment.tutor,
        decided_at=LATER,
        sequence=2,
        reason="By hand.",
    )

    code, lines = rebuild("--check")
    assert code == 1
    assert "the result says pass, the decisions say referred" in "\n".join(lines)
    assert UnitProgress.objects.get().state == UnitState.REFERRED


def test_a_withdrawn_enrolment_is_no_fault(decided_submission):
    refresh(decided_submission.enrolment)
    decided_submission.enrolment.status = EnrolmentStatus.WITHDRAWN
    decided_submission.enrolment.withdrawn_on = NOW.date()
    decided_submission.enrolment.save()

    assert rebuild("--check")[0] == 0
    assert not CriterionDecision.objects.exists()
