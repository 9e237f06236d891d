"""What settles an upheld appeal, and what does not (R12, R20)."""

from datetime import timedelta

import pytest

from assessments.actions import sealing
from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.releasing import release
from assessments.actions.sealing import is_sealed
from assessments.actions.submitting import withdraw_submission
from assessments.choices import Grade, Outcome, SubmissionStage
from assessments.errors import MarkingRefused
from assessments.models import Submission
from quality.actions.sampling import Opinion, conclude_sample
from quality.appealing import result_anew
from quality.choices import View
from quality.errors import AppealRefused
from quality.models import SampleJudgement
from quality.snapshot import digest_of, snapshot_of
from tests.assessments.marking import finish, mark_and_release
from tests.conftest import client_of
from tests.factories.assessments import SubmissionFactory
from tests.quality.appeals import answered, disputes, lodged, picked
from tests.quality.conftest import on_duty
from tests.quality.test_holds import ALL_SEEN
from tests.quality.upheld import anew, standing

DAY = timedelta(days=1)
HELD = "An appeal is not settled."


def disagreed(submission, now):
    """An assurer without a part in it disagrees with the second criterion."""
    return conclude_sample(
        submission=submission,
        opinions={1: Opinion(View.AGREE), 2: Opinion(View.DISAGREE, "The cost is shown.")},
        vacsr=ALL_SEEN,
        due_on=(now + 30 * DAY).date(),
        seen=digest_of(snapshot_of(submission)),
        by=on_duty(submission.enrolment.qualification),
        now=now,
    )


def reworded(submission, now):
    """The tutor corrects nothing but the feedback."""
    return correct_decision(
        decision=standing(submission)[2],
        correction=Correction(
            outcome=Outcome.NOT_YET_MET,
            feedback="Say more.",
            resubmit_by=(now + 40 * DAY).date(),
            reason="Looked again.",
        ),
        by=submission.enrolment.tutor,
        now=now,
    )


@pytest.fixture
def second(judged):
    """Another attempt, sent while the appeal about the first waits."""
    return SubmissionFactory(enrolment=judged.enrolment, attempt=2)


def test_a_disagreement_opens_nothing_that_an_appeal_closed(upheld, judged, reviewer, now):
    disagreed(judged, now)

    assert SampleJudgement.objects.filter(view=View.DISAGREE).count() == 1
    assert is_sealed(judged)
    with pytest.raises(MarkingRefused, match="somebody who decided none of it"):
        reworded(judged, now)
    assert HELD in disputes(judged.enrolment, now.date())
    assert anew(upheld, reviewer).grade == Grade.PASS
    assert HELD not in disputes(judged.enrolment, now.date())


def test_what_who_decided_it_decides_again_settles_nothing(
    upheld, judged, reviewer, now, monkeypatch
):
    monkeypatch.setattr(sealing, "_is_upheld", lambda held: False)  # it is opened all the same
    disagreed(judged, now)
    assert reworded(judged, now).assessor == judged.enrolment.tutor

    assert HELD in disputes(judged.enrolment, now.date())
    assert result_anew(upheld, upheld.stages.get_last()) is None
    result = anew(upheld, reviewer)
    assert result_anew(upheld, upheld.stages.get_last()) == result
    assert HELD not in disputes(judged.enrolment, now.date())


def test_control_what_no_appeal_closed_a_disagreement_opens(judged, now):
    disagreed(judged, now)

    assert reworded(judged, now).grade == Grade.REFERRED


@pytest.mark.parametrize("grade", [Grade.PASS, Grade.REFERRED])
def test_a_later_attempt_that_was_told_before_settles_it(
    judged, reviewer, administrator, second, now, grade
):
    appeal = lodged(judged, now - 2 * DAY)
    picked(appeal, reviewer, administrator, now - 2 * DAY)
    word = "met" if grade == Grade.PASS else "not"
    mark_and_release(second, word, now=now - DAY, resubmit_by=(now + 40 * DAY).date())
    assert HELD in disputes(judged.enrolment, now.date())  # it is not answered yet

    answered(appeal, reviewer, is_upheld=True, now=now)

    assert HELD not in disputes(judged.enrolment, now.date())
    result = result_anew(appeal, appeal.stages.get_last())
    assert (result.submission, result.grade) == (second, grade)
    with pytest.raises(AppealRefused, match="Attempt 2 was told"):
        anew(appeal, reviewer)
    assert lodged(Submission.objects.get(pk=second.pk), now) != appeal  # which is appealed itself
    assert HELD in disputes(judged.enrolment, now.date())


def test_a_later_attempt_holds_it_until_it_is_told(upheld, judged, reviewer, second, now):
    page, client = upheld.get_absolute_url(), client_of(reviewer)
    for _ in range(2):
        assert HELD in disputes(judged.enrolment, now.date())
        assert result_anew(upheld, upheld.stages.get_last()) is None
        with pytest.raises(MarkingRefused, match="newer attempt"):
            anew(upheld, reviewer)
        text = client.get(page).text
        assert "What attempt 2 comes to stands instead" in text
        assert "Decide anew and tell" not in text
        if second.stage == SubmissionStage.SUBMITTED:
            finish(second, "met", now=now)
            second.refresh_from_db()

    release(submission=second, by=judged.enrolment.tutor, now=now)

    assert HELD not in disputes(judged.enrolment, now.date())
    assert "Upheld; attempt 2 stands instead." in client.get(page).text


def test_control_a_later_attempt_that_was_withdrawn_settles_nothing(
    upheld, judged, reviewer, second, now
):
    withdraw_submission(submission=second, by=upheld.candidate, now=now)

    assert HELD in disputes(judged.enrolment, now.date())
    assert anew(upheld, reviewer).grade == Grade.PASS
