"""A standardisation exercise in a few words, always through the real actions."""

from uuid import uuid4

from django.utils import timezone

from assessments.choices import Outcome
from assessments.papers import papers_of
from quality.actions.minutes import Record, write_minutes
from quality.actions.standardising import Plan, hand_in, open_exercise
from quality.judging import Judgement

WORDS = {"m": Outcome.MET, "n": Outcome.NOT_YET_MET}


def plan(submission, **fields):
    return Plan(
        **{
            "title": "A business case",
            "held_on": timezone.localdate(),
            "files": [document.file for document in papers_of(submission).documents],
            "has_narrative": True,
            "is_declared": True,
            "form_token": uuid4(),
        }
        | fields
    )


def an_exercise(submission, by, **fields):
    """Opened on a piece of work, with all its parts."""
    return open_exercise(
        submission=submission, plan=plan(submission, **fields), by=by, now=timezone.now()
    )


def judgements(judged, comment=""):
    """ "mn" or marks, by position."""
    said = {}
    for at, one in enumerate(judged, start=1):
        word = WORDS.get(one) if isinstance(one, str) else None
        said[at] = Judgement(outcome=word, mark=None if word else one, comment=comment)
    return said


def judge(exercise, assessor, judged, comment=""):
    """Hand in "mn", or marks in a list."""
    return hand_in(
        marking=exercise.markings.get(assessor=assessor),
        judgements=judgements(judged, comment),
        by=assessor,
        now=timezone.now(),
    )


def write_up(exercise, by, judged, *, seen=0, **fields):
    """Keep minutes of whoever was invited."""
    record = Record(
        **{
            "attendees": [one.assessor for one in exercise.markings.all()],
            "discussed": "What is enough of a cost.",
            "agreed": judgements(judged),
            "form_token": uuid4(),
        }
        | fields
    )
    return write_minutes(exercise=exercise, record=record, seen=seen, by=by, now=timezone.now())
