from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from enrolments.actions.enquiries import (
    ENQUIRIES_PER_ADDRESS_A_DAY,
    ENQUIRIES_PER_ORIGIN_AN_HOUR,
    Interest,
    add_note,
    close_enquiry,
    follow_up_enquiry,
    follow_up_of,
    register_interest,
    reopen_enquiry,
)
from enrolments.choices import ClosedReason, ConsentPurpose, EnquiryStatus
from enrolments.errors import EnquiryRefused, TooManyEnquiries
from enrolments.models import Enquiry, EnquiryConsent, EnquiryNote
from ledger import audit, jobs
from ledger.models import Job
from ledger.versions import fingerprint
from tests.factories.accounts import AdministratorFactory
from tests.factories.courses import QualificationFactory
from tests.factories.enrolments import EnquiryFactory, EnrolmentFactory

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 9)


def interest(**changes):
    answers = {
        "given_name": "Ruth",
        "family_name": "Okafor",
        "email": "ruth@surgery.example",
        "phone": "+447700900123",
        "employer_kind": "practice",
        "employer_name": "Riverside Surgery",
        "job_role": "Practice manager",
        "reports_to": "Senior partner",
        "qualification": None,
        "preferred_start_on": None,
        "message": "How long does it take?",
        "heard_from": "",
        "wants_membership": True,
    }
    return Interest(**(answers | changes))


def send(token="one", *, consents=(), origin="here", now=NOW, **changes):
    return register_interest(
        interest=interest(**changes),
        consents=frozenset(consents),
        form_token=token,
        origin=origin,
        now=now,
    )


# ---- receiving -----------------------------------------------------------------------------------


def test_everything_said_is_kept(db):
    level_5 = QualificationFactory()
    send(qualification=level_5, preferred_start_on=date(2026, 9, 1), heard_from="pma")
    enquiry = Enquiry.objects.get()
    kept = interest(qualification=level_5, preferred_start_on=date(2026, 9, 1), heard_from="pma")
    for name in Interest.__dataclass_fields__:
        assert str(getattr(enquiry, name)) == str(getattr(kept, name)), name
    assert (enquiry.status, enquiry.received_at) == (EnquiryStatus.NEW, NOW)
    assert audit.trail(enquiry).get().actor_name == "The system"


def test_a_yes_or_no_for_every_purpose_with_the_notice(db, settings):
    enquiry = send(consents=[ConsentPurpose.NEWS])
    assert list(enquiry.consents.values_list("purpose", "is_given", "notice_version", "at")) == [
        ("news", True, settings.PRIVACY_NOTICE_VERSION, NOW),
        ("phone", False, settings.PRIVACY_NOTICE_VERSION, NOW),
        ("employer", False, settings.PRIVACY_NOTICE_VERSION, NOW),
    ]


def test_the_same_form_is_the_same_enquiry(db):
    first = send()
    assert send(now=NOW + timedelta(minutes=1)) == first
    assert Enquiry.objects.count() == 1
    assert audit.trail(first).count() == 1
    assert Job.objects.filter(kind="interest_copy_mail").count() == 1


def test_a_slip_put_right_amends_the_enquiry(db):
    first = send(consents=[ConsentPurpose.NEWS])
    send(phone="", message="How much?", consents=[ConsentPurpose.PHONE])
    first.refresh_from_db()
    assert (first.message, first.phone) == ("How much?", "")
    standing = first.consents.standing().filter(is_given=True)
    assert list(standing.values_list("purpose", flat=True)) == ["phone"]
    assert first.consents.filter(purpose="news").values_list("is_given", flat=True)[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        first.consents.update(is_given=True)
    assert [e.verb for e in audit.trail(first)] == ["amended by the sender", "registered interest"]


def test_a_consent_alone_amends_too(db):
    first = send()
    send(consents=[ConsentPurpose.NEWS])
    assert first.consents.standing().get(purpose="news").is_given
    assert first.consents.filter(purpose="news").count() == 2
    assert first.consents.filter(purpose="phone").count() == 1
    assert EnquiryConsent.objects.count() == 4


def test_what_has_ended_is_amended_no_more(administrator):
    first = send()
    close_enquiry(enquiry=first, reason=ClosedReason.NOT_READY, by=administrator, now=NOW)
    send(message="Another")
    first.refresh_from_db()
    assert first.message == "How long does it take?"


def test_one_form_one_enquiry_is_a_constraint(db):
    EnquiryFactory(form_token="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        EnquiryFactory(form_token="same")


# ---- mail ----------------------------------------------------------------------------------------


def test_the_sender_gets_a_copy_and_administrators_get_word(administrator, tutor):
    enquiry = send(consents=[ConsentPurpose.NEWS])
    jobs.run_due()
    copy, notice = sorted(mail.outbox, key=lambda letter: letter.to != ["ruth@surgery.example"])
    assert copy.to == ["ruth@surgery.example"]
    for words in (
        "Ruth Okafor",
        "07700 900123",
        "Riverside Surgery (GP practice)",
        "Practice manager",
        "Senior partner",
        "not sure yet",
        "How long does it take?",
        "News of courses and events by e-mail: yes",
        "A telephone call about this enquiry: no",
    ):
        assert words in copy.body
    assert notice.to == [administrator.email]
    assert enquiry.get_absolute_url() in notice.body
    for personal in ("Ruth", "Okafor", "surgery.example", "07700", "Riverside"):
        assert personal not in notice.subject + notice.body


def test_one_acknowledgement_a_day_to_one_address(db):
    send("one")
    send("two")
    send("three", email="other@surgery.example")
    send("four", now=NOW + timedelta(days=1))
    jobs.run_due()
    addresses = [letter.to for letter in mail.outbox]
    assert addresses.count(["ruth@surgery.example"]) == 2
    assert addresses.count(["other@surgery.example"]) == 1


def test_the_key_of_a_mail_names_nobody(db):
    send()
    assert "ruth" not in Job.objects.get(kind="interest_copy_mail").key


def test_word_of_an_enquiry_somebody_dealt_with_is_not_sent(administrator):
    later = AdministratorFactory()
    enquiry = send()
    close_enquiry(enquiry=enquiry, reason=ClosedReason.UNWANTED, by=administrator, now=NOW)
    later.role_grants.update(withdrawn_at=NOW)
    jobs.run_due()
    assert [letter.to for letter in mail.outbox] == [["ruth@surgery.example"]]
    outcomes = Job.objects.filter(kind="interest_notice_mail").values_list("outcome", flat=True)
    assert sorted(outcomes) == ["No longer an administrator.", "The enquiry is dealt with."]


# ---- floods --------------------------------------------------------------------------------------


def test_an_address_is_heard_a_few_times_a_day(db):
    for number in range(ENQUIRIES_PER_ADDRESS_A_DAY):
        send(str(number), origin=str(number))
    with pytest.raises(TooManyEnquiries, match="e-mail address"):
        send("more", origin="elsewhere")
    send("else", origin="elsewhere", email="other@surgery.example")
    send("tomorrow", origin="elsewhere", now=NOW + timedelta(days=1, seconds=1))
    assert Enquiry.objects.count() == ENQUIRIES_PER_ADDRESS_A_DAY + 2


def test_a_network_is_heard_some_times_an_hour(db):
    for number in range(ENQUIRIES_PER_ORIGIN_AN_HOUR):
        send(str(number), email=f"{number}@surgery.example")
    with pytest.raises(TooManyEnquiries, match="network"):
        send("more", email="more@surgery.example")
    send("elsewhere", email="elsewhere@surgery.example", origin="there")
    send("later", email="later@surgery.example", now=NOW + timedelta(hours=1, seconds=1))
    assert Enquiry.objects.count() == ENQUIRIES_PER_ORIGIN_AN_HOUR + 2


def test_a_form_sent_again_is_let_through_a_flood(db):
    for number in range(ENQUIRIES_PER_ADDRESS_A_DAY):
        send(str(number))
    assert send("0").form_token == "0"


def test_without_an_origin_only_the_address_counts(db):
    for number in range(ENQUIRIES_PER_ORIGIN_AN_HOUR + 1):
        send(str(number), email=f"{number}@surgery.example", origin="")
    assert Enquiry.objects.count() == ENQUIRIES_PER_ORIGIN_AN_HOUR + 1


# ---- following up --------------------------------------------------------------------------------


def follow_up(enquiry, by, **changes):
    wish = {
        "status": EnquiryStatus.CONTACTED,
        "owner": by,
        "next_action_on": MONDAY,
        "qualification": None,
        "version": fingerprint(follow_up_of(Enquiry.objects.get(pk=enquiry.pk))),
    }
    return follow_up_enquiry(enquiry=enquiry, by=by, now=NOW, **(wish | changes))


@pytest.fixture
def enquiry(db):
    return EnquiryFactory()


def test_following_up_keeps_what_changed(enquiry, administrator):
    follow_up(enquiry, administrator)
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.owner, enquiry.next_action_on) == (
        EnquiryStatus.CONTACTED,
        administrator,
        MONDAY,
    )
    event = audit.trail(enquiry).get()
    assert event.before == {"status": "new", "owner": "", "next_action_on": ""}
    assert event.after == {
        "status": "contacted",
        "owner": "Ada Admin",
        "next_action_on": "2026-03-09",
    }


def test_following_up_without_a_change_leaves_no_trace(enquiry, administrator):
    follow_up(enquiry, administrator)
    follow_up(enquiry, administrator)
    assert audit.trail(enquiry).count() == 1


@pytest.mark.parametrize("status", [EnquiryStatus.ENROLLED, EnquiryStatus.CLOSED])
def test_enrolled_and_closed_have_their_own_ways(enquiry, administrator, status):
    with pytest.raises(EnquiryRefused):
        follow_up(enquiry, administrator, status=status)


def test_an_enquiry_is_owned_by_an_administrator(enquiry, administrator, tutor):
    with pytest.raises(EnquiryRefused, match="not an administrator"):
        follow_up(enquiry, administrator, owner=tutor)


def test_closing_and_reopening(enquiry, administrator):
    follow_up(enquiry, administrator)
    close_enquiry(enquiry=enquiry, reason=ClosedReason.FUNDING, by=administrator, now=NOW)
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.closed_reason, enquiry.next_action_on) == (
        EnquiryStatus.CLOSED,
        ClosedReason.FUNDING,
        None,
    )
    reopen_enquiry(enquiry=enquiry, by=administrator, now=NOW)
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.closed_reason) == (EnquiryStatus.CONTACTED, "")
    assert [event.verb for event in audit.trail(enquiry)] == ["reopened", "closed", "followed up"]


def test_only_what_is_closed_is_reopened(enquiry, administrator):
    with pytest.raises(EnquiryRefused, match="not closed"):
        reopen_enquiry(enquiry=enquiry, by=administrator, now=NOW)


@pytest.mark.parametrize(
    "ended, words",
    [({"status": "closed", "closed_reason": "no_reply"}, "is closed"), ({}, "is enrolled")],
    ids=["closed", "enrolled"],
)
def test_what_has_ended_is_not_followed_up(administrator, ended, words):
    fields = ended or {"status": "enrolled", "enrolment": EnrolmentFactory()}
    enquiry = EnquiryFactory(**fields)
    with pytest.raises(EnquiryRefused, match=words):
        follow_up(enquiry, administrator)
    with pytest.raises(EnquiryRefused, match=words):
        close_enquiry(enquiry=enquiry, reason=ClosedReason.NO_REPLY, by=administrator, now=NOW)


def test_a_note_is_added_whatever_the_state(administrator):
    enquiry = EnquiryFactory(status="closed", closed_reason="no_reply")
    add_note(enquiry=enquiry, text="  Rang after all ", by=administrator, now=NOW)
    assert enquiry.notes.get().text == "Rang after all"
    with pytest.raises(EnquiryRefused):
        add_note(enquiry=enquiry, text=" ", by=administrator, now=NOW)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "closed"},
        {"status": "enrolled"},
        {"status": "unheard of"},
    ],
    ids=["closed without a reason", "enrolled without an enrolment", "unknown"],
)
def test_states_are_held_by_constraints(db, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        EnquiryFactory(**fields)


@pytest.mark.parametrize(
    "act",
    [
        lambda e, by: follow_up(e, by),
        lambda e, by: close_enquiry(enquiry=e, reason=ClosedReason.FUNDING, by=by, now=NOW),
        lambda e, by: reopen_enquiry(enquiry=e, by=by, now=NOW),
        lambda e, by: add_note(enquiry=e, text="Mine", by=by, now=NOW),
    ],
    ids=["follow up", "close", "reopen", "note"],
)
def test_a_tutor_does_nothing_to_an_enquiry(enquiry, tutor, act):
    with pytest.raises(PermissionDenied):
        act(enquiry, tutor)
    enquiry.refresh_from_db()
    assert (enquiry.status, enquiry.notes.count(), audit.trail(enquiry).count()) == ("new", 0, 0)


def test_a_note_is_never_edited(administrator):
    note = add_note(enquiry=EnquiryFactory(), text="Called.", by=administrator, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        EnquiryNote.objects.filter(pk=note.pk).update(text="Did not call.")
    note.refresh_from_db()
    assert note.text == "Called."
