"""An upheld appeal decided anew, or corrected by the tutor, in a few words."""

from datetime import date

from django.utils import timezone

from assessments.actions.correcting import Correction, correct_decision
from assessments.choices import Outcome
from assessments.models import CriterionDecision
from quality.actions.rejudging import decide_anew

WHY = "Page 4 shows the cost."


def standing(submission):
    rows = CriterionDecision.objects.current().filter(submission=submission)
    return {row.criterion.position: row for row in rows}


def anew(appeal, by, *, second=Outcome.MET, seen=None, now=None):
    rows = standing(appeal.submission)
    words = {1: Outcome.MET, 2: second}
    return decide_anew(
        appeal=appeal,
        corrections={
            at: Correction(outcome=words[at], feedback=row.feedback, reason=WHY)
            for at, row in rows.items()
        },
        seen=seen or {at: row.pk for at, row in rows.items()},
        resubmit_by=date(2099, 1, 1),
        reason=WHY,
        by=by,
        now=now or timezone.now(),
    )


def corrected(submission, now):
    return correct_decision(
        decision=standing(submission)[2],
        correction=Correction(outcome=Outcome.MET, feedback="Seen.", reason="Looked again."),
        by=submission.enrolment.tutor,
        now=now,
    )
