"""A database from before the chain: its events are linked where they stand, and back again."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from ledger import audit
from ledger.checking import Finding, check
from ledger.models import AuditEvent
from ledger.subjects import subject_column
from tests.factories.assessments import SubmissionFactory

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("ledger", "0003_shared_cache")]
AFTER = [("ledger", "0006_new_events_are_linked")]


def migrated(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.fixture
def before():
    """The ledger as it was; afterwards as it is."""
    yield migrated(BEFORE)
    migrated(AFTER)


def test_the_events_there_are_become_the_beginning_of_the_chain(before, administrator):
    submission = SubmissionFactory()
    things = [
        ("assessments.submission", submission.pk),
        ("enrolments.enrolment", submission.enrolment_id),
        ("enrolments.cohort", 1),
        ("gone.away", "x"),
    ]
    old = before.get_model("ledger", "AuditEvent").objects
    for label, key in things:
        old.create(
            at=timezone.now(),
            actor_id=administrator.pk,
            actor_name="Ada Admin",
            verb="did",
            thing_type=label,
            thing_id=str(key),
            thing_label="x",
            after={"mark": 0.5},
        )

    migrated(AFTER)

    subject = f"enrolments.enrolment:{submission.enrolment_id}"
    assert check() == Finding(4)
    assert list(AuditEvent.objects.order_by("pk").values_list("subject", flat=True)) == [
        subject, subject, "", "",
    ]  # fmt: skip
    with pytest.raises(DatabaseError, match="append-only"):
        AuditEvent.objects.update(reason="never happened")
    audit.record(administrator, "did", submission, at=timezone.now())
    assert check() == Finding(5)

    migrated(BEFORE)

    assert old.count() == 5
    with pytest.raises(DatabaseError, match="append-only"):
        old.update(reason="never happened")


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
