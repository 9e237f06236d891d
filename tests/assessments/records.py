"""Records in a few words, always through the real actions."""

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.actions.discussions import (
    Announcement,
    Held,
    Point,
    announce_discussion,
    record_discussion,
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
