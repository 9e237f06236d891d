"""Records in a few words, always through the real actions."""

from datetime import date, timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.actions.discussions import (
    Announcement,
    Held,
    Point,
    announce_discussion,
    record_discussion,
)
from assessments.actions.observing import Observed, record_observation
from assessments.actions.telling import (
    Reflected,
    Testified,
    Told,
    record_account,
    record_testimony,
)
from assessments.choices import Medium
from tests.assessments import corpus
from tests.assessments.portfolio import NOW, first_unit

PLANNED = NOW + timedelta(days=2)
OVER = PLANNED + timedelta(hours=1)


def announce(enrolment, *criteria, by=None, token=None, now=NOW, **said):
    """Announce a discussion of the first unit, or of some criteria."""
    given = {
        "purpose": "How you decide what to delegate",
        "planned_for": PLANNED,
        "place": "Video call",
        "needs": "",
        "criteria": criteria or list(first_unit(enrolment).criteria.all()),
    }
    return announce_discussion(
        enrolment=enrolment,
        announced=Announcement(**given | said),
        form_token=token or uuid4(),
        by=by or enrolment.tutor,
        now=now,
    )


def went(discussion, *points, **said):
    """How it went: minute, criterion, and what was asked and answered."""
    first = discussion.criteria.first().criterion
    given = {
        "started_at": PLANNED,
        "ended_at": PLANNED + timedelta(minutes=40),
        "medium": Medium.NOTES,
        "has_consented": True,
        "summary": "Spoke freely.",
        "points": [
            Point(minute, criterion.pk, "What do you hand over?", "The rota.")
            for minute, criterion in points or ((4, first), (12, first))
        ],
    }
    return Held(**given | said)


def hold(discussion, *points, recording=None, reason="", by=None, token=None, now=OVER, **said):
    """Record a discussion; `recording` is a sound file's name."""
    upload = SimpleUploadedFile(recording, corpus.m4a()) if recording else None
    return record_discussion(
        discussion=discussion,
        went=went(discussion, *points, **said),
        form_token=token or uuid4(),
        recording=upload,
        reason=reason,
        by=by or discussion.enrolment.tutor,
        now=now,
    )


def told(enrolment, unit=None, *, evidence=None, upload=None, by=None, token=None, now=NOW):
    """Where the candidate writes something down."""
    return Told(
        enrolment=enrolment,
        unit=unit or first_unit(enrolment),
        by=by or enrolment.candidate.user,
        now=now,
        form_token=token or uuid4(),
        evidence=evidence,
        upload=upload,
    )


def bear_witness(enrolment, unit=None, *, scan=None, **said):
    """Add a testimony; `scan` is the name of a signed page."""
    where = {key: said.pop(key) for key in ("evidence", "by", "token", "now") if key in said}
    given = {
        "witness_name": "Amina Yusuf",
        "witness_role": "GP partner",
        "relationship": "Line manager",
        "contact": "amina.yusuf@practice.example",
        "activity": "Led the meeting about the new rota",
        "place": "Moorfield Surgery",
        "seen_on": date(2026, 4, 20),
        "circumstances": "Took part in the meeting",
        "account": "Ruth heard everybody and settled the rota.",
        "signed_on": date(2026, 4, 24),
        "is_declared_unrelated": True,
    }
    upload = SimpleUploadedFile(scan, corpus.pdf()) if scan else None
    return record_testimony(
        told(enrolment, unit, upload=upload, **where), Testified(**given | said)
    )


def reflect(enrolment, unit=None, **said):
    """Write a reflective account."""
    where = {key: said.pop(key) for key in ("evidence", "by", "token", "now") if key in said}
    given = {
        "happened_on": date(2026, 4, 20),
        "situation": "Two of us wanted the same week off.",
        "learning": "To ask before I decide.",
        "is_anonymised": True,
    }
    return record_account(told(enrolment, unit, **where), Reflected(**given | said))


def observe(enrolment, unit=None, *, by=None, token=None, now=NOW, **said):
    """Record an observation of the first criterion of a unit."""
    unit = unit or first_unit(enrolment)
    extra = {key: said.pop(key) for key in ("evidence", "supporting", "reason") if key in said}
    given = {
        "activity": "Led the weekly meeting",
        "place": "Moorfield Surgery",
        "started_at": NOW - timedelta(hours=3),
        "ended_at": NOW - timedelta(hours=2),
        "covered": {unit.criteria.first(): "Asked each for their view."},
        "comment": "Calm and clear.",
    }
    return record_observation(
        enrolment=enrolment,
        unit=unit,
        observed=Observed(**given | said),
        form_token=token or uuid4(),
        by=by or enrolment.tutor,
        now=now,
        **extra,
    )
