"""Provisional results in a few words, always through the real actions."""

from datetime import timedelta

from assessments.actions.countersigning import countersign
from assessments.choices import Countersigned
from tests.assessments.marking import LATER, NOW, finish
from tests.factories.accounts import TutorFactory
from tests.factories.assessments import SubmissionFactory


def learner(**fields):
    """An assessor of whom no award is recorded."""
    return TutorFactory(given_name="Lena", family_name="Learner", qualified=False, **fields)


def provisional(tutor=None, *, words=("met", "met"), now=NOW, **fields):
    """A submission marked by somebody who is not qualified."""
    submission = SubmissionFactory(enrolment__tutor=tutor or learner(), **fields)
    finish(submission, *words, now=now, resubmit_by=now.date() + timedelta(days=60))
    submission.refresh_from_db()
    return submission


def answer(submission, by, *, agrees=True, reason="", seen=None, now=LATER):
    """A qualified assessor's word on the newest result."""
    return countersign(
        submission=submission,
        answer=Countersigned.AGREED if agrees else Countersigned.RETURNED,
        reason=reason,
        seen=seen or submission.results.latest("sequence").sequence,
        by=by,
        now=now,
    )
