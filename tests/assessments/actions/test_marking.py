"""Drafts and finishing, by the real actions."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.actions.marking import finish_marking, save_sheet
from assessments.actions.releasing import release
from assessments.actions.reopening import reopen_marking
from assessments.choices import Grade, Outcome, SubmissionStage, UnitState
from assessments.drafts import Entry, Seen
from assessments.errors import MarkingRefused, MarkingUnfinished
from assessments.models import CriterionDecision, MarkingDraft, UnitProgress, UnitResult
from assessments.sheets import sheet_of
from enrolments.actions.lifecycle import withdraw_enrolment
from ledger.audit import trail
from ledger.errors import StaleVersion
from tests.assessments.marking import (
    LATER,
    NOW,
    RESUBMIT_BY,
    draft,
    finish,
    mark_and_release,
    save_draft,
)
from tests.factories.assessments import SubmissionFactory

TODAY = timezone.localdate(NOW)


def first_criterion(submission):
    return submission.unit.criteria.first()


def save(submission, entry, *, version=0, by=None, now=NOW):
    return save_draft(
        submission=submission,
        criterion=first_criterion(submission),
        entry=entry,
        version=version,
        by=by or submission.enrolment.tutor,
        now=now,
    )


def stage_of(submission):
    submission.refresh_from_db()
    return submission.stage


# Drafts ---------------------------------------------------------------------------------------


def test_the_first_save_starts_the_marking(marked_submission, tutor):
    kept = save(marked_submission, Entry(mark=Decimal("7.5"), feedback="Source the figure."))

    marked_submission.refresh_from_db()
    assert (kept.version, kept.mark, kept.saved_by) == (1, Decimal("7.5"), tutor)
    assert marked_submission.stage == SubmissionStage.MARKING
    assert marked_submission.marking_started_at == NOW
    assert [event.verb for event in trail(marked_submission)] == ["started marking"]


def test_a_later_save_does_not_start_it_again(marked_submission):
    save(marked_submission, Entry(mark=Decimal(7)))
    kept = save(marked_submission, Entry(mark=Decimal(8)), version=1, now=LATER)

    marked_submission.refresh_from_db()
    assert (kept.version, kept.mark) == (2, Decimal(8))
    assert marked_submission.marking_started_at == NOW
    assert trail(marked_submission).count() == 1


def test_nothing_typed_starts_nothing(marked_submission, tutor):
    positions = [line.criterion.position for line in sheet_of(marked_submission).lines]
    save_sheet(
        sheet=sheet_of(marked_submission),
        entries=dict.fromkeys(positions, Entry()),
        seen={},
        by=tutor,
        now=NOW,
    )

    assert stage_of(marked_submission) == SubmissionStage.SUBMITTED
    assert not MarkingDraft.objects.exists()


def test_nothing_at_all_is_no_draft(marked_submission):
    assert save(marked_submission, Entry()) is None

    assert not MarkingDraft.objects.exists()
    assert stage_of(marked_submission) == SubmissionStage.SUBMITTED


@pytest.mark.parametrize("mark", ["20.5", "-1", "1e9", "NaN", "Infinity", "7.25"])
def test_a_mark_that_is_none_is_refused(marked_submission, mark):
    with pytest.raises(MarkingRefused, match=r"1\.1: Enter a mark from 0 to 20"):
        save(marked_submission, Entry(mark=Decimal(mark)))

    assert not MarkingDraft.objects.exists()
    assert stage_of(marked_submission) == SubmissionStage.SUBMITTED


def test_where_there_are_marks_the_mark_decides(marked_submission):
    with pytest.raises(MarkingRefused, match="decided by its mark"):
        save(marked_submission, Entry(outcome=Outcome.MET))

    assert not MarkingDraft.objects.exists()


def test_where_there_are_no_marks_none_is_given(decided_submission):
    with pytest.raises(MarkingRefused, match="takes no mark"):
        save(decided_submission, Entry(mark=Decimal(10)))

    assert not MarkingDraft.objects.exists()


def test_a_stale_version_is_refused_and_named(marked_submission, tutor):
    save(marked_submission, Entry(mark=Decimal(10)))
    with pytest.raises(StaleVersion, match="Tess Turner saved this") as refusal:
        save(marked_submission, Entry(mark=Decimal(12)), version=0)

    assert [theirs.mark for theirs in refusal.value.theirs] == [Decimal(10)]
    assert MarkingDraft.objects.get().mark == Decimal(10)


def test_the_same_text_again_is_no_conflict(marked_submission):
    entry = Entry(mark=Decimal(10), feedback="Clear.")
    save(marked_submission, entry)
    kept = save(marked_submission, entry, version=0)

    assert kept.version == 1


def test_what_was_only_seen_is_left_as_somebody_else_saved_it(marked_submission, tutor):
    save(marked_submission, Entry(mark=Decimal(10)))
    old_page = sheet_of(marked_submission)
    save(marked_submission, Entry(mark=Decimal(12)), version=1)

    save_sheet(
        sheet=sheet_of(marked_submission),
        entries={1: old_page.lines[0].entry, 2: Entry(mark=Decimal(9))},
        seen=old_page.seen,
        by=tutor,
        now=NOW,
    )

    marks = MarkingDraft.objects.order_by("criterion__position").values_list("mark", flat=True)
    assert list(marks) == [Decimal(12), Decimal(9)]


def test_one_conflict_keeps_the_whole_save_back(marked_submission, tutor):
    save(marked_submission, Entry(mark=Decimal(10)))
    with pytest.raises(StaleVersion):
        save_sheet(
            sheet=sheet_of(marked_submission),
            entries={1: Entry(mark=Decimal(11)), 2: Entry(mark=Decimal(9))},
            seen={1: Seen(0), 2: Seen(0)},
            by=tutor,
            now=NOW,
        )

    assert [row.mark for row in MarkingDraft.objects.all()] == [Decimal(10)]


def test_the_day_to_resubmit_by_is_kept_as_typed(marked_submission, tutor):
    save_sheet(
        sheet=sheet_of(marked_submission),
        entries={},
        seen={},
        by=tutor,
        now=NOW,
        resubmit_by=RESUBMIT_BY,
    )

    marked_submission.refresh_from_db()
    assert marked_submission.draft_resubmit_by == RESUBMIT_BY
    assert marked_submission.stage == SubmissionStage.MARKING


def test_only_todays_tutor_saves(marked_submission, other_tutor, administrator, candidate_user):
    for stranger in (other_tutor, administrator, candidate_user):
        with pytest.raises(MarkingRefused, match="Only the tutor of Ruth Okafor"):
            save(marked_submission, Entry(mark=Decimal(10)), by=stranger)

    assert not MarkingDraft.objects.exists()


def test_a_tutor_who_handed_the_candidate_over_saves_no_more(marked_submission, tutor, other_tutor):
    page = sheet_of(marked_submission)
    enrolment = marked_submission.enrolment
    enrolment.tutor = other_tutor
    enrolment.save(update_fields=["tutor"])

    with pytest.raises(MarkingRefused):
        save_sheet(
            sheet=page,
            entries={1: Entry(mark=Decimal(10))},
            seen=page.seen,
            by=tutor,
            now=NOW,
        )
    draft(marked_submission, "10", by=other_tutor)

    assert [row.saved_by for row in MarkingDraft.objects.all()] == [other_tutor]


def test_nobody_marks_their_own_work(marked_submission, tutor):
    candidate = marked_submission.enrolment.candidate
    candidate.user = tutor
    candidate.save(update_fields=["user"])

    with pytest.raises(MarkingRefused):
        save(marked_submission, Entry(mark=Decimal(10)), by=tutor)


def test_marking_is_refused_after_withdrawal(marked_submission, administrator):
    draft(marked_submission, "10", "10")
    withdraw_enrolment(
        enrolment=marked_submission.enrolment,
        withdrawn_on=TODAY,
        reason="Left the practice.",
        by=administrator,
        now=NOW,
    )

    with pytest.raises(MarkingRefused, match="has ended"):
        save(marked_submission, Entry(mark=Decimal(12)), version=1)
    with pytest.raises(MarkingRefused, match="has ended"):
        finish(marked_submission)
    assert not CriterionDecision.objects.exists()


def test_a_withdrawn_submission_cannot_be_marked(marked_submission):
    marked_submission.stage = SubmissionStage.WITHDRAWN
    marked_submission.withdrawn_at = NOW
    marked_submission.save()

    with pytest.raises(MarkingRefused, match="Ruth Okafor withdrew this submission"):
        save(marked_submission, Entry(mark=Decimal(10)))


# Finishing ------------------------------------------------------------------------------------


def decisions_of(submission):
    rows = CriterionDecision.objects.filter(submission=submission)
    return list(rows.order_by("criterion__position", "sequence"))


def test_finishing_writes_a_decision_for_each_criterion_and_one_result(marked_submission, tutor):
    result = finish(marked_submission, "10", "15.5")

    assert [(d.mark, d.maximum, d.outcome) for d in decisions_of(marked_submission)] == [
        (Decimal(10), Decimal(20), Outcome.MET),
        (Decimal("15.5"), Decimal(20), Outcome.MET),
    ]
    assert (result.grade, result.resubmit_by, result.assessor) == (Grade.PASS, None, tutor)
    assert (stage_of(marked_submission), marked_submission.marked_at) == ("marked", NOW)


def test_one_criterion_below_half_refers_the_unit_whatever_the_total(marked_submission):
    result = finish(marked_submission, "20", "9.5")

    assert (result.grade, result.resubmit_by) == (Grade.REFERRED, RESUBMIT_BY)


def test_finished_marking_shows_nothing_to_the_candidate(marked_submission):
    finish(marked_submission, "20", "20")

    assert not UnitProgress.objects.filter(state=UnitState.PASSED).exists()
    assert not CriterionDecision.objects.told().exists()


@pytest.mark.parametrize(
    ("words", "feedback", "resubmit_by", "missing"),
    [
        (["met", "met"], "", None, [(3, "1.3 has no decision yet.")]),
        (
            ["met", "not", "met"],
            "",
            RESUBMIT_BY,
            [(2, "Say what 1.2 still needs: a referral names it.")],
        ),
        (["met", "not", "met"], "More.", None, [(None, "Give a day to resubmit by.")]),
        (
            ["met", "not", "met"],
            "More.",
            TODAY,
            [(None, "The day to resubmit by must be after today.")],
        ),
        (
            ["not", ""],
            "More.",
            date(1, 1, 1),
            [
                (2, "1.2 has no decision yet."),
                (3, "1.3 has no decision yet."),
                (None, "The day to resubmit by must be after today."),
            ],
        ),
    ],
)
def test_finishing_needs_everything(decided_submission, words, feedback, resubmit_by, missing):
    draft(decided_submission, *words, feedback=feedback)
    with pytest.raises(MarkingUnfinished) as refusal:
        finish_marking(
            submission=decided_submission,
            resubmit_by=resubmit_by,
            by=decided_submission.enrolment.tutor,
            now=NOW,
        )

    assert [(item.position, item.what) for item in refusal.value.missing] == missing
    assert stage_of(decided_submission) == SubmissionStage.MARKING
    assert not CriterionDecision.objects.exists()
    assert not UnitResult.objects.exists()


def test_an_untouched_submission_is_never_finished(decided_submission):
    with pytest.raises(MarkingUnfinished, match=r"1\.1 has no decision yet"):
        finish(decided_submission)


def test_an_unmarked_criterion_is_incomplete(marked_submission):
    with pytest.raises(MarkingUnfinished, match=r"1\.2 has no mark yet"):
        finish(marked_submission, "20")


def test_level_5_is_met_only_with_evidence(level_5, tutor):
    bare = SubmissionFactory(enrolment__version=level_5, enrolment__tutor=tutor, evidence=False)
    with pytest.raises(MarkingUnfinished, match=r"1\.1 has no evidence in any attempt"):
        finish(bare, "met", "met", "met")

    assert not UnitResult.objects.exists()
    assert finish(bare, "not", "not", "not").grade == Grade.REFERRED


def test_finishing_twice_is_refused(marked_submission):
    finish(marked_submission, "10", "10")
    with pytest.raises(MarkingRefused, match="is finished"):
        finish(marked_submission)

    assert UnitResult.objects.count() == 1


# Taking a finished marking up again -------------------------------------------------------------


def test_a_finished_marking_reopens_until_it_is_released(marked_submission, tutor):
    finish(marked_submission, "20", "9")
    reopen_marking(submission=marked_submission, by=tutor, now=LATER)
    result = finish(marked_submission, "20", "10", now=LATER)

    rows = decisions_of(marked_submission)
    assert [(d.criterion.number, d.sequence, d.mark) for d in rows] == [
        ("1.1", 1, Decimal(20)),
        ("1.2", 1, Decimal(9)),
        ("1.2", 2, Decimal(10)),
    ]
    assert rows[-1].reason == "Marked again before release."
    assert (result.sequence, result.grade, result.resubmit_by) == (2, Grade.PASS, None)


def test_a_released_marking_does_not_reopen(marked_submission, tutor):
    mark_and_release(marked_submission, "20", "10")
    with pytest.raises(MarkingRefused, match="until it is released"):
        reopen_marking(submission=marked_submission, by=tutor, now=LATER)

    assert stage_of(marked_submission) == SubmissionStage.RELEASED


def test_only_the_tutor_reopens(marked_submission, other_tutor):
    finish(marked_submission, "20", "10")
    with pytest.raises(MarkingRefused):
        reopen_marking(submission=marked_submission, by=other_tutor, now=LATER)

    assert stage_of(marked_submission) == SubmissionStage.MARKED


def test_release_follows_a_finished_marking_only(marked_submission, tutor):
    draft(marked_submission, "20", "20")
    with pytest.raises(MarkingRefused, match="Finish the marking"):
        release(submission=marked_submission, by=tutor, now=NOW)

    assert stage_of(marked_submission) == SubmissionStage.MARKING
