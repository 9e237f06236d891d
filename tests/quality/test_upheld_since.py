"""What settles an upheld appeal, and what does not (R12, R20)."""

from datetime import timedelta

import pytest

from assessments.actions import sealing
from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.sealing import is_sealed
from assessments.choices import Grade, Outcome
from assessments.errors import MarkingRefused
from quality.actions.sampling import Opinion, conclude_sample
from quality.appealing import result_anew
from quality.choices import View
from quality.models import SampleJudgement
from quality.snapshot import digest_of, snapshot_of
from tests.quality.appeals import disputes
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
