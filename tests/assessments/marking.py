"""Marking in a few words, always through the real actions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from assessments.actions.marking import finish_marking, save_sheet
from assessments.actions.releasing import release
from assessments.choices import Outcome
from assessments.drafts import Entry, Seen
from assessments.grading import parse_mark
from assessments.sheets import sheet_of

NOW = datetime(2026, 5, 12, 14, 2, 11, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
RESUBMIT_BY = date(2026, 6, 30)


def entry_of(word, feedback=""):
    """ "met", "not" or a mark, with feedback."""
    if word in ("met", "not"):
        outcome = Outcome.MET if word == "met" else Outcome.NOT_YET_MET
        return Entry(outcome=outcome, feedback=feedback)
    return Entry(mark=parse_mark(word, maximum=Decimal(100)), feedback=feedback)


def draft(submission, *words, by=None, now=NOW, feedback="Say more about the cost."):
    """Type a decision for each open criterion, in order."""
    sheet = sheet_of(submission)
    entries = {
        line.criterion.position: entry_of(word, feedback)
        for line, word in zip(sheet.open_lines, words, strict=False)
        if word
    }
    return save_sheet(
        sheet=sheet,
        entries=entries,
        seen=sheet.seen,
        by=by or submission.enrolment.tutor,
        now=now,
    )


def save_draft(*, submission, criterion, entry, version, by, now):
    """Save one criterion over the version it was typed over."""
    sheet = save_sheet(
        sheet=sheet_of(submission),
        entries={criterion.position: entry},
        seen={criterion.position: Seen(version=version)},
        by=by,
        now=now,
    )
    return sheet.line(criterion.position).draft


def finish(submission, *words, by=None, now=NOW, resubmit_by=RESUBMIT_BY):
    """Type and finish."""
    draft(submission, *words, by=by, now=now)
    return finish_marking(
        submission=submission,
        resubmit_by=resubmit_by,
        by=by or submission.enrolment.tutor,
        now=now,
    )


def mark_and_release(submission, *words, by=None, now=NOW, resubmit_by=RESUBMIT_BY):
    """Type, finish and tell."""
    result = finish(submission, *words, by=by, now=now, resubmit_by=resubmit_by)
    release(submission=submission, by=by or submission.enrolment.tutor, now=now)
    return result
