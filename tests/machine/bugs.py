"""Wrong rules that somebody could write, each where the real one is looked up.

`SEEDED` maps what is wrong to the story that must find it, and to the places that are wrong then:
an object, a name, and what stands there in place of the right thing.
"""

from assessments import permissions, sheets, verdicts
from assessments.actions import (
    attempts,
    correcting,
    countersigning,
    marking,
    releasing,
    reopening,
    submitting,
)
from assessments.choices import TO_MARK, Grade, Outcome, SubmissionStage
from assessments.deciding import Right
from awards import claimable
from awards.actions import claiming, issuing
from enrolments.choices import AssessorStanding
from enrolments.competence import Competence
from enrolments.models import Enrolment
from enrolments.querysets import EQAVisitQuerySet
from quality import holds
from quality.actions import inspecting, sampling
from quality.models import QualityAction, SampleJudgement
from quality.querysets import SampleJudgementQuerySet


def more_than_half(mark, maximum):
    return Outcome.MET if mark * 2 > maximum else Outcome.NOT_YET_MET


def any_met(outcomes, *, required):
    return Grade.PASS if Outcome.MET in outcomes.values() else None


def any_tutor(user, *args, **kwargs):
    return "tutor" in user.role_names


def assures_own(user, submission, *, today):
    seen = Enrolment.objects.assurable_by(user, today=today).filter(pk=submission.enrolment_id)
    is_judged = submission.stage in (SubmissionStage.MARKED, SubmissionStage.RELEASED)
    return is_judged and seen.exists() and not permissions.is_provisional(submission)


def nothing(*args, **kwargs):
    return None


def yes(*args, **kwargs):
    return True


def no(*args, **kwargs):
    return False


def empty(*args, **kwargs):
    return ()


SEEDED = {
    "more than half is needed": (
        "a unit, a statement, a certificate", [(sheets, "criterion_outcome", more_than_half)],
    ),
    "one criterion met passes the unit": (
        "another attempt is allowed", [(verdicts, "unit_grade", any_met)],
    ),
    "nothing is ever missing": (
        "a referral says why and by when", [(marking, "missing_from", empty)],
    ),
    "marking goes on after withdrawal": (
        "somebody leaves and comes back",
        [(marking, "can_mark", lambda user, submission: submission.stage in TO_MARK)],
    ),
    "one unit completes the diploma": (
        "one unit of two",
        [(releasing, "is_complete", lambda grades, *, required: Grade.PASS in grades.values())],
    ),
    "a correction does not reach the result": (
        "a pass is taken back",
        [(correcting, "unit_grade", lambda outcomes, *, required: Grade.REFERRED)],
    ),
    "a release leaves the progress": (
        "a unit, a statement, a certificate", [(releasing, "refresh_progress", nothing)],
    ),
    "work is sent again without end": (
        "another attempt is allowed", [(submitting, "may_attempt", yes)],
    ),
    "a tutor who was replaced still judges": (
        "another tutor", [(permissions, "can_assess", any_tutor)],
    ),
    "what is provisional is told": (
        "a provisional result", [(permissions, "is_provisional", no)],
    ),
    "anybody's decision is final": (
        "a provisional result",
        [
            (place, "need_right_to_decide",
             lambda *args, **kwargs: Right(Competence(AssessorStanding.QUALIFIED)))
            for place in (marking, correcting)
        ],
    ),
    "somebody countersigns their own": (
        "judged before, finished by another", [(countersigning, "can_countersign", any_tutor)],
    ),
    "somebody assures their own": ("sampled", [(sampling, "can_sample", assures_own)]),
    "a seal closes nothing": (
        "sampled",
        [(correcting, "refuse_sealed", nothing), (reopening, "refuse_sealed", nothing)],
    ),
    "an open action holds no claim": (
        "an action", [(holds, "open_actions", lambda *them: QualityAction.objects.none())],
    ),
    "a disagreement holds no claim": (
        "a disagreement",
        [
            (holds, "open_actions", lambda *them: QualityAction.objects.none()),
            (holds, "unsettled_disagreements", lambda *them: SampleJudgement.objects.none()),
        ],
    ),
    "a disagreement is settled by an answer": (
        "a disagreement",
        [(SampleJudgementQuerySet, "unsettled", lambda rows: rows.none())],
    ),
    "a visit shows after its closing second": (
        "a visit", [(EQAVisitQuerySet, "open", lambda rows, *, now: rows)],
    ),
    "a visit takes remarks after its closing second": (
        "a visit",
        [(inspecting, "can_write_in", lambda user, visit, *, now: visit.assurer_id == user.pk)],
    ),
    "an assessor allows another attempt": (
        "an attempt of one's own candidate",
        [(attempts, "can_allow_attempt", lambda user, enrolment: user.is_administrator)],
    ),
    "anybody issues a statement": ("statements", [(issuing, "can_issue", yes)]),
    "a claim stands and is made again": (
        "a claim", [(claiming, "unclaimed", lambda rows: rows.with_people().with_hours())],
    ),
    "a certificate is claimed without registration": (
        "a claim", [(claimable, "reasons", empty)],
    ),
}  # fmt: skip
