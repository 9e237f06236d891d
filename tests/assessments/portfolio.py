"""A candidate's own work in a few words, always through the real actions."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.actions.evidence import add_evidence
from assessments.actions.submitting import submit_unit
from assessments.storage import StoredFile, path_of
from tests.assessments import corpus

NOW = datetime(2026, 5, 4, 10, 14, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)


def add(enrolment, unit=None, *, name="Access review.pdf", content=None, by=None, now=NOW):
    """Put a file into the portfolio, claimed for what is open in the unit."""
    return add_evidence(
        enrolment=enrolment,
        unit=unit or first_unit(enrolment),
        upload=SimpleUploadedFile(name, corpus.pdf() if content is None else content),
        by=by or enrolment.candidate.user,
        now=now,
    )


def stored():
    """A few bytes in the store, written without waiting for the disk."""
    content = uuid4().bytes
    place = path_of(content.hex())
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return StoredFile(name=content.hex(), size=len(content), sha256=sha256(content).hexdigest())


def submit(enrolment, unit=None, *, has_declared=True, refuses=False, by=None, now=NOW):
    """Submit the unit as it is."""
    return submit_unit(
        enrolment=enrolment,
        unit=unit or first_unit(enrolment),
        has_declared=has_declared,
        refuses_standardisation=refuses,
        by=by or enrolment.candidate.user,
        now=now,
    )


def first_unit(enrolment):
    return enrolment.version.units.get(position=1)


def claimed(evidence):
    """What evidence is claimed for: {"1.1": "p. 4"}."""
    return dict(evidence.claims.order_by("criterion").values_list("criterion__number", "location"))


def without_tokens(page):
    """A page without the tokens that differ each time it is made."""
    return re.sub(r'(csrfmiddlewaretoken" value="|data-token=")[^"]+', r"\1", page.text)


def files_in(root):
    """Every file in the store, finished or not."""
    return sorted(place for place in root.rglob("*") if place.is_file())
