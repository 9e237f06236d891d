"""What was told is corrected by new rows with a reason."""

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone

from assessments.actions.correcting import Correction, correct_decision
from assessments.choices import Grade, Outcome, UnitState
from assessments.errors import MarkingRefused
from assessments.models import CriterionDecision, SubmittedFile, UnitProgress, UnitResult
from enrolments.actions.lifecycle import withdraw_enrolment
from enrolments.choices import EnrolmentStatus
from ledger.audit import trail
from ledger.errors import StaleVersion
from ledger.jobs import run_due
from tests.assessments.marking import LATER, NOW, RESUBMIT_BY, finish, mark_and_release
from tests.factories.assessments import SubmissionFactory

REASON = "The appendix was overlooked."


def decision(submission, position):
    rows = CriterionDecision.objects.current().filter(submission=submission)
    return rows.get(criterion__position=position)


def correct(submission, position, *, by=None, row=None, **fields):
    values = {"feedback": "Seen again.", "reason": REASON, "resubmit_by": RESUBMIT_BY} | fields
    return correct_decision(
        decision=row or decision(submission, position),
        correction=Correction(**values),
        by=by or submission.enrolment.tutor,
        now=LATER,
    )


def status_of(enrolment):
    enrolment.refresh_from_db()
    return enrolment.status


def progress_of(submission):
    return UnitProgress.objects.get(enrolment=submission.enrolment, unit=submission.unit)


def test_a_correction_that_lifts_a_referral_passes_the_unit(marked_submission, tutor):
    mark_and_release(marked_submission, "20", "9.5")
    result = correct(marked_submission, 2, mark=Decimal(10))

    assert (result.grade, result.sequence, result.reason) == (Grade.PASS, 2, REASON)
    assert result.resubmit_by is None
    rows = CriterionDecision.objects.filter(criterion__position=2).order_by("sequence")
    assert [(row.mark, row.outcome, row.reason) for row in rows] == [
        (Decimal("9.5"), Outcome.NOT_YET_MET, ""),
        (Decimal(10), Outcome.MET, REASON),
    ]
    row = progress_of(marked_submission)
    assert (row.state, row.since, row.passed_at) == (UnitState.PASSED, LATER, LATER)
    assert status_of(marked_submission.enrolment) == EnrolmentStatus.COMPLETED
    corrected = trail(marked_submission).get(verb="corrected")
    assert corrected.reason == REASON
    assert corrected.before == {"criterion": "1.2", "outcome": "not_yet_met", "grade": "referred"}


def test_a_correction_that_takes_a_pass_back_reopens_the_diploma(marked_submission):
    mark_and_release(marked_submission, "20", "10")
    assert status_of(marked_submission.enrolment) == EnrolmentStatus.COMPLETED

    result = correct(marked_submission, 2, mark=Decimal("9.5"))

    assert (result.grade, result.resubmit_by) == (Grade.REFERRED, RESUBMIT_BY)
    row = progress_of(marked_submission)
    assert (row.state, row.since, row.passed_at) == (UnitState.REFERRED, LATER, None)
    assert status_of(marked_submission.enrolment) == EnrolmentStatus.ACTIVE
    assert trail(marked_submission.enrolment).first().reason == REASON


def test_a_correction_that_leaves_the_grade_leaves_its_day(marked_submission):
    mark_and_release(marked_submission, "20", "10")
    result = correct(marked_submission, 2, mark=Decimal(15))

    row = progress_of(marked_submission)
    assert (result.grade, row.since, row.passed_at) == (Grade.PASS, NOW, NOW)
    assert status_of(marked_submission.enrolment) == EnrolmentStatus.COMPLETED


def test_the_candidate_is_told_of_a_correction_once(marked_submission):
    mark_and_release(marked_submission, "20", "9")
    run_due()
    correct(marked_submission, 2, mark=Decimal(8))
    run_due()

    assert [letter.subject for letter in mail.outbox] == [
        "There is feedback for you",
        "Your feedback has been corrected",
    ]
    assert "referr" not in mail.outbox[1].body.lower()


def test_a_result_not_mailed_yet_is_told_as_it_is(marked_submission):
    mark_and_release(marked_submission, "20", "9")
    correct(marked_submission, 2, mark=Decimal(8))
    run_due()

    assert [letter.subject for letter in mail.outbox] == [
        "There is feedback for you",
        "Your feedback has been corrected",
    ]


def test_before_release_nothing_is_corrected(marked_submission):
    finish(marked_submission, "20", "9")
    with pytest.raises(MarkingRefused, match="A released result"):
        correct(marked_submission, 2, mark=Decimal(10))

    assert UnitResult.objects.count() == 1


def test_only_the_tutor_corrects(marked_submission, other_tutor, administrator, candidate_user):
    mark_and_release(marked_submission, "20", "9")
    for stranger in (other_tutor, administrator, candidate_user):
        with pytest.raises(MarkingRefused):
            correct(marked_submission, 2, mark=Decimal(10), by=stranger)

    assert CriterionDecision.objects.count() == 2


def test_nothing_is_corrected_after_withdrawal(marked_submission, administrator):
    mark_and_release(marked_submission, "20", "9")
    withdraw_enrolment(
        enrolment=marked_submission.enrolment,
        withdrawn_on=timezone.localdate(NOW),
        reason="Left.",
        by=administrator,
        now=NOW,
    )
    with pytest.raises(MarkingRefused):
        correct(marked_submission, 2, mark=Decimal(10))

    assert UnitResult.objects.count() == 1


def test_a_correction_made_from_an_old_page_is_refused(marked_submission):
    mark_and_release(marked_submission, "20", "9")
    old = decision(marked_submission, 2)
    correct(marked_submission, 2, mark=Decimal(8))

    with pytest.raises(StaleVersion, match=r"Tess Turner corrected 1\.2") as refusal:
        correct(marked_submission, 2, mark=Decimal(10), row=old)
    assert refusal.value.theirs.mark == Decimal(8)
    assert progress_of(marked_submission).state == UnitState.REFERRED


def test_only_the_newest_attempt_is_corrected(marked_submission):
    mark_and_release(marked_submission, "20", "9")
    SubmissionFactory(enrolment=marked_submission.enrolment, unit=marked_submission.unit, attempt=2)
    with pytest.raises(MarkingRefused, match="newer attempt"):
        correct(marked_submission, 2, mark=Decimal(10))

    assert UnitResult.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"mark": Decimal(10), "reason": "  "}, "Say why the decision is corrected"),
        ({"mark": Decimal(9), "feedback": "Say more about the cost."}, "Nothing is different"),
        ({"mark": Decimal(8), "feedback": " "}, r"Say what 1\.2 still needs"),
        ({"mark": Decimal("20.5")}, "Enter a mark from 0 to 20"),
        ({"mark": None}, r"Give 1\.2 a mark"),
        ({"mark": Decimal(10), "outcome": Outcome.MET}, r"Give 1\.2 a mark"),
        ({"mark": Decimal(8), "resubmit_by": None}, "Give a day to resubmit by"),
        ({"mark": Decimal(8), "resubmit_by": date(2026, 5, 12)}, "must be after today"),
    ],
)
def test_a_correction_keeps_the_rules_of_the_first_decision(marked_submission, fields, refusal):
    mark_and_release(marked_submission, "20", "9")
    with pytest.raises(MarkingRefused, match=refusal):
        correct(marked_submission, 2, **fields)

    assert (CriterionDecision.objects.count(), UnitResult.objects.count()) == (2, 1)


def test_the_day_already_told_may_stay_although_it_is_past(marked_submission):
    mark_and_release(marked_submission, "20", "9", resubmit_by=date(2026, 5, 13))
    result = correct_decision(
        decision=decision(marked_submission, 2),
        correction=Correction(
            mark=Decimal(8), feedback="Less.", reason=REASON, resubmit_by=date(2026, 5, 13)
        ),
        by=marked_submission.enrolment.tutor,
        now=LATER.replace(month=6),
    )

    assert result.resubmit_by == date(2026, 5, 13)


def test_a_submission_that_is_not_wholly_decided_is_not_corrected(marked_submission, tutor):
    CriterionDecision.objects.create(
        submission=marked_submission,
        criterion=marked_submission.unit.criteria.first(),
        assessor=tutor,
        outcome=Outcome.MET,
        mark=Decimal(10),
        maximum=Decimal(20),
        decided_at=NOW,
    )
    UnitResult.objects.create(
        submission=marked_submission, grade=Grade.PASS, assessor=tutor, decided_at=NOW
    )
    marked_submission.stage, marked_submission.released_at = "released", NOW
    marked_submission.save()

    with pytest.raises(MarkingRefused, match="Not every criterion"):
        correct(marked_submission, 1, mark=Decimal(12))
    assert UnitResult.objects.count() == 1


def test_level_5_is_corrected_by_outcome(decided_submission):
    mark_and_release(decided_submission, "met", "met", "not")
    with pytest.raises(MarkingRefused, match=r"Decide whether 1\.3 is met"):
        correct(decided_submission, 3)
    with pytest.raises(MarkingRefused, match=r"Decide whether 1\.3 is met"):
        correct(decided_submission, 3, mark=Decimal(1))

    assert correct(decided_submission, 3, outcome=Outcome.MET).grade == Grade.PASS


def test_level_5_becomes_met_only_with_evidence(level_5, tutor):
    bare = SubmissionFactory(enrolment__version=level_5, enrolment__tutor=tutor, evidence=False)
    mark_and_release(bare, "not", "not", "not")

    with pytest.raises(MarkingRefused, match=r"1\.1 has no evidence"):
        correct(bare, 1, outcome=Outcome.MET)
    assert not SubmittedFile.objects.exists()
    assert progress_of(bare).criteria_met == 0
