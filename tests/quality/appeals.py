"""Appeals lodged, answered and gone on with in a few words, always through the real actions."""

from awards.claimable import lines_of, unclaimed
from awards.readiness import Obstacle
from enrolments.models import Enrolment
from quality.actions.appeals import answer_stage, go_on, lodge_appeal, pick_reviewer
from quality.actions.sampling import Opinion, Vacsr, conclude_sample
from quality.choices import View
from quality.snapshot import digest_of, snapshot_of
from tests.assessments.marking import NOW


def lodged(submission, now=NOW):
    return lodge_appeal(
        submission=submission,
        grounds="The cost is on page 4.",
        by=submission.enrolment.candidate.user,
        now=now,
    )


def picked(appeal, reviewer, administrator, now=NOW):
    return pick_reviewer(appeal=appeal, reviewer=reviewer, by=administrator, now=now)


def answered(appeal, by, *, is_upheld=False, now=NOW):
    return answer_stage(
        appeal=appeal, is_upheld=is_upheld, answer="Page 4 names no cost.", by=by, now=now
    )


def onward(appeal, now=NOW):
    return go_on(appeal=appeal, grounds="It is in the table.", by=appeal.candidate, now=now)


def sampled(submission, assurer, now=NOW):
    """All agreed with, so that the judgement is closed."""
    return conclude_sample(
        submission=submission,
        opinions={1: Opinion(View.AGREE), 2: Opinion(View.AGREE)},
        vacsr=Vacsr(
            is_valid=True, is_authentic=True, is_current=True, is_sufficient=True, is_reliable=True
        ),
        due_on=None,
        seen=digest_of(snapshot_of(submission)),
        by=assurer,
        now=now,
    )


def disputes(enrolment, today):
    rows = list(unclaimed(Enrolment.objects.filter(pk=enrolment.pk)))
    (line,) = lines_of(rows, today=today)
    return [reason.text for reason in line.reasons if reason.obstacle == Obstacle.DISPUTE]
