"""Enquiries that went no further are forgotten after three years, and nothing else is."""

from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from enrolments.actions.enquiries import add_note
from enrolments.models import Enquiry, EnquiryConsent, EnquiryNote
from enrolments.tasks import owe_forgetting
from ledger import audit, jobs
from ledger.models import AuditEvent, Job, SentMail
from tests.enrolments.actions.test_enquiries import send
from tests.factories.enrolments import EnquiryFactory, EnrolmentFactory

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
OLD, YOUNG = datetime(2023, 5, 31, 9, 0, tzinfo=UTC), datetime(2023, 6, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(OLD, tick=False) as clock:
        yield clock


def test_what_went_no_further_is_forgotten_with_everything_about_it(administrator, clock):
    enquiry = send(email="gone@surgery.example", now=OLD)
    add_note(enquiry=enquiry, text="Called.", by=administrator, now=OLD)
    jobs.run_due()
    enrolled = EnquiryFactory(
        received_at=OLD, status="enrolled", enrolment=EnrolmentFactory(), message="Kept"
    )
    young = EnquiryFactory(received_at=YOUNG)
    assert SentMail.objects.filter(address="gone@surgery.example").exists()

    clock.move_to(NOW)
    owe_forgetting()
    owe_forgetting()
    jobs.run_due()

    assert set(Enquiry.objects.all()) == {enrolled, young}
    assert not EnquiryNote.objects.exists()
    assert not EnquiryConsent.objects.exists()
    assert not SentMail.objects.filter(address="gone@surgery.example").exists()
    assert not Job.objects.filter(address="gone@surgery.example").exists()
    job = Job.objects.get(kind="forget_enquiries")
    event = audit.trail(job).get()
    assert (event.verb, event.after["number"]) == ("forgot enquiries", 1)
    assert "gone" not in f"{event.after} {event.thing_label}"


def test_a_day_without_any_leaves_no_event(clock):
    EnquiryFactory(received_at=YOUNG)
    clock.move_to(NOW)
    owe_forgetting()
    jobs.run_due()
    assert Enquiry.objects.count() == 1
    assert Job.objects.get(kind="forget_enquiries").outcome == "None was kept too long."
    assert not AuditEvent.objects.filter(verb="forgot enquiries").exists()


def test_a_dry_run_counts_and_deletes_nothing(clock):
    EnquiryFactory(received_at=OLD)
    clock.move_to(NOW)
    out = StringIO()
    call_command("forget_enquiries", "--dry-run", stdout=out)
    assert "would be forgotten: 1" in out.getvalue()
    assert Enquiry.objects.count() == 1
    assert not Job.objects.filter(kind="forget_enquiries").exists()
