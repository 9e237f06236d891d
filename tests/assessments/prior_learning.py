"""Prior learning in a few words, always through the real actions."""

from assessments.actions.marking import finish_marking
from assessments.actions.prior_learning import propose_prior_learning
from assessments.actions.releasing import release
from tests.assessments.marking import LATER, NOW, RESUBMIT_BY, draft
from tests.assessments.portfolio import add, first_unit, submit

SEEN = "Led the merger of two practices, 2019 to 2021."


def propose(enrolment, unit=None, *, reason=SEEN, by=None, now=NOW):
    """Have a unit assessed by prior learning."""
    return propose_prior_learning(
        enrolment=enrolment,
        unit=unit or first_unit(enrolment),
        reason=reason,
        by=by or enrolment.tutor,
        now=now,
    )


def sent(enrolment, unit=None, *, now=NOW):
    """Proposed, mapped to every criterion and submitted."""
    propose(enrolment, unit, now=now)
    add(enrolment, unit, now=now)
    return submit(enrolment, unit, now=now)


def finish(submission, *words, is_current=True, now=NOW, resubmit_by=RESUBMIT_BY):
    """Judge each criterion and finish."""
    draft(submission, *words, now=now)
    return finish_marking(
        submission=submission,
        resubmit_by=resubmit_by,
        by=submission.enrolment.tutor,
        now=now,
        is_current=is_current,
    )


def passed(enrolment, unit=None):
    """A unit passed by prior learning, and told."""
    submission = sent(enrolment, unit)
    finish(submission, *["met"] * submission.unit.criteria.count())
    release(submission=submission, by=enrolment.tutor, now=LATER)
    submission.refresh_from_db()
    return submission
