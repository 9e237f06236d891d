"""Whose trail an event is on."""

import pytest
from django.utils import timezone

from ledger import audit
from ledger.subjects import subject_column
from tests.factories.assessments import SubmissionFactory

pytestmark = pytest.mark.django_db


def test_an_event_is_on_the_trail_of_what_its_thing_belongs_to(administrator):
    submission = SubmissionFactory()
    now = timezone.now()
    mine = f"enrolments.enrolment:{submission.enrolment_id}"

    assert audit.record(administrator, "did", submission, at=now).subject == mine
    assert audit.record(administrator, "did", submission.enrolment, at=now).subject == mine
    assert audit.record(administrator, "did", administrator, at=now).subject == ""
    about = audit.record(administrator, "did", administrator, about=submission.enrolment, at=now)
    assert about.subject == mine
    assert subject_column(type(submission.unit)) == ""
