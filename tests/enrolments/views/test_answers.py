"""The candidate's tutorials: reading, answering with and without signing in, ticking off."""

import time
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.roles import Role
from enrolments.actions.tutorials import (
    cancel_tutorial,
    correct_tutorial,
    record_of,
    record_tutorial,
)
from enrolments.answer_links import answer_token
from enrolments.choices import ActionOwner, AttendanceResponse
from enrolments.hours import hours_and_minutes
from enrolments.models import Attendance, Tutorial, TutorialAction
from enrolments.tutoring import Agreed, Meeting
from ledger import jobs
from ledger.models import Job, SentMail
from ledger.versions import fingerprint
from tests.conftest import client_of
from tests.factories.enrolments import CandidateFactory, EnrolmentFactory, TutorialFactory

pytestmark = pytest.mark.once

MINE = reverse("enrolments:my_tutorials")
CANARY = "Quetzalcoatl"
NOW = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)


@pytest.fixture
def enrolment(tutor, candidate_user):
    return EnrolmentFactory(tutor=tutor, candidate=CandidateFactory(user=candidate_user))


@pytest.fixture
def tutorial(tutor, enrolment):
    return TutorialFactory(tutor=tutor, note="We spoke of delegation.", enrolments=[enrolment])


@pytest.fixture
def attendance(tutorial):
    return tutorial.attendances.get()


def respond(client, tutorial, response, note="", **more):
    return client.post(
        reverse("enrolments:tutorial_respond", args=[tutorial.reference]),
        {"response": response, "note": note, "revisions": tutorial.revisions.count(), **more},
    )


# The list ------------------------------------------------------------------------------------


def test_an_empty_list_says_what_will_be_there(candidate_client):
    assert "Your tutorials will be listed here" in candidate_client.get(MINE).content.decode()


def test_a_candidate_sees_their_own_tutorials_only(candidate_client, tutorial):
    TutorialFactory(note=CANARY, enrolments=[EnrolmentFactory()])

    html = candidate_client.get(MINE).content.decode()

    assert "We spoke of delegation." in html
    assert "Not answered" in html
    assert CANARY not in html


def test_the_open_actions_come_first_with_their_owner(candidate_client, tutorial, enrolment):
    for text, owner, done_at in (
        ("Read", ActionOwner.CANDIDATE, None),
        ("Send", ActionOwner.TUTOR, None),
        ("Done", ActionOwner.CANDIDATE, NOW),
    ):
        TutorialAction.objects.create(
            tutorial=tutorial,
            enrolment=enrolment,
            text=text,
            due_on=date(2026, 4, 20),
            owner=owner,
            done_at=done_at,
        )

    page = candidate_client.get(MINE)

    assert [(r.action.text, r.who, r.can_tick) for r in page.context["open_actions"]] == [
        ("Read", "You", True),
        ("Send", "Tess " + tutorial.tutor.family_name, False),
    ]
    assert [r.action.text for r in page.context["done_actions"]] == ["Done"]


@pytest.mark.parametrize("size", [1, 3])
def test_my_tutorials_query_count(
    candidate_client, tutor, enrolment, size, django_assert_num_queries
):
    for place in range(size):
        held = TutorialFactory(
            tutor=tutor, starts_at=NOW - timedelta(days=place), enrolments=[enrolment]
        )
        held.units.set(enrolment.version.units.all())
        TutorialAction.objects.create(
            tutorial=held,
            enrolment=enrolment,
            text="Read",
            due_on=date(2026, 12, 1),
            owner=ActionOwner.CANDIDATE,
        )

    with django_assert_num_queries(8):
        page = candidate_client.get(MINE)

    assert len(page.context["page"]) == size


@pytest.mark.parametrize("size", [1, 3])
def test_tutorial_list_query_count(tutor_client, tutor, enrolment, size, django_assert_num_queries):
    for place in range(size):
        TutorialFactory(tutor=tutor, starts_at=NOW - timedelta(days=place), enrolments=[enrolment])

    with django_assert_num_queries(9):
        page = tutor_client.get(reverse("enrolments:tutorial_list", args=[enrolment.reference]))

    assert len(page.context["page"]) == size


def test_the_list_of_one_enrolment_is_for_those_who_look_after_it(
    tutor_client, candidate_client, administrator_client, other_tutor_client, tutorial, enrolment
):
    address = reverse("enrolments:tutorial_list", args=[enrolment.reference])

    for client in (tutor_client, candidate_client, administrator_client):
        assert "We spoke of delegation." in client.get(address).content.decode()
    for client in (other_tutor_client, client_of(EnrolmentFactory().candidate.user)):
        page = client.get(address)
        assert (page.status_code, "delegation" in page.content.decode()) == (404, False)


def test_tutors_have_no_tutorials_of_their_own(tutor_client, administrator_client):
    assert tutor_client.get(MINE).status_code == 403
    assert administrator_client.get(MINE).status_code == 403


# Answering -----------------------------------------------------------------------------------


def test_confirming_is_one_click_and_leads_back(candidate_client, tutorial, attendance):
    page = respond(candidate_client, tutorial, "confirmed", next=MINE)

    attendance.refresh_from_db()
    assert (page.status_code, page.url) == (302, MINE)
    assert attendance.response == AttendanceResponse.CONFIRMED


def test_a_query_without_words_is_sent_back(candidate_client, tutorial, attendance):
    page = respond(candidate_client, tutorial, "queried")

    attendance.refresh_from_db()
    assert page.status_code == 422
    assert "Say what is not right." in page.content.decode()
    assert attendance.response == AttendanceResponse.NONE


@pytest.mark.parametrize("response", ["", "none", "maybe"])
def test_other_answers_are_none(candidate_client, tutorial, attendance, response):
    page = respond(candidate_client, tutorial, response, note="Kept words")

    attendance.refresh_from_db()
    assert page.status_code == 422
    assert "Kept words" in page.content.decode()
    assert attendance.response == AttendanceResponse.NONE


def test_a_query_too_long_is_kept_and_explained(candidate_client, tutorial):
    page = respond(candidate_client, tutorial, "queried", note="x" * 2001)

    assert page.status_code == 422
    assert "2,000 characters or fewer" in page.content.decode()
    assert "x" * 2001 in page.content.decode()


def test_only_those_who_were_there_answer(
    tutorial, attendance, tutor_client, administrator_client, other_tutor_client
):
    stranger = client_of(EnrolmentFactory().candidate.user)

    assert respond(stranger, tutorial, "confirmed").status_code == 404
    for client in (tutor_client, administrator_client, other_tutor_client):
        assert respond(client, tutorial, "confirmed").status_code == 403
    attendance.refresh_from_db()
    assert attendance.response == AttendanceResponse.NONE


# The link in the mail ------------------------------------------------------------------------


def link(attendance):
    return reverse("enrolments:tutorial_answer", args=[answer_token(attendance)])


def test_the_link_shows_a_button_and_looking_says_nothing(client, attendance, tutorial):
    page = client.get(link(attendance))

    html = page.content.decode()
    attendance.refresh_from_db()
    assert page.status_code == 200
    assert "This is right" in html
    assert tutorial.note not in html
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("same-origin", "no-store")
    assert attendance.response == AttendanceResponse.NONE


def test_the_button_answers_for_the_candidate(client, attendance, enrolment):
    page = client.post(link(attendance), {"response": "confirmed", "revisions": 0})

    attendance.refresh_from_db()
    assert page.status_code == 200
    assert "Confirmed" in page.content.decode()
    assert attendance.response == AttendanceResponse.CONFIRMED


def test_a_query_by_the_link_needs_words(client, attendance):
    refused = client.post(link(attendance), {"response": "queried", "note": " ", "revisions": 0})
    page = client.post(
        link(attendance), {"response": "queried", "note": "It was an hour", "revisions": 0}
    )

    attendance.refresh_from_db()
    assert (refused.status_code, page.status_code) == (422, 200)
    assert attendance.response_note == "It was an hour"


def test_links_not_made_here_or_too_old_lead_nowhere(client, attendance, monkeypatch):
    good = answer_token(attendance)
    for token in ("x", good[:-1] + ("a" if good[-1] != "a" else "b"), f"{good}x"):
        page = client.get(reverse("enrolments:tutorial_answer", args=[token]))
        assert page.status_code == 404

    later = time.time() + timedelta(days=61).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get(reverse("enrolments:tutorial_answer", args=[good])).status_code == 404


def test_a_link_ends_with_the_account_and_the_record(client, attendance, tutor, tutorial):
    address = link(attendance)
    cancel_tutorial(tutorial=tutorial, reason="Logged twice", by=tutor, now=NOW)
    assert "was cancelled" in client.get(address).content.decode()
    assert client.post(address, {"response": "confirmed", "revisions": 0}).status_code == 422

    user = attendance.enrolment.candidate.user
    user.is_active = False
    user.save()
    assert client.get(address).status_code == 404
    attendance.refresh_from_db()
    assert attendance.response == AttendanceResponse.NONE


@pytest.mark.parametrize("way", ["signed in", "by the link"])
def test_a_record_corrected_meanwhile_is_shown_before_it_is_confirmed(
    candidate_client, client, tutor, tutorial, attendance, way
):
    correct_tutorial(
        tutorial=tutorial,
        meeting=Meeting(tutorial.starts_at, 90),
        attended=[attendance.enrolment_id],
        reason="It took longer.",
        version=fingerprint(record_of(tutorial)),
        by=tutor,
        now=NOW,
    )

    def send(revisions):
        if way == "signed in":
            return respond(candidate_client, tutorial, "confirmed", revisions=revisions)
        return client.post(link(attendance), {"response": "confirmed", "revisions": revisions})

    page = send(0)
    html = page.content.decode()
    attendance.refresh_from_db()
    assert page.status_code == 409
    assert "The record was corrected since. Is it right now?" in html
    assert hours_and_minutes(90) in html
    assert 'name="revisions" value="1"' in html
    assert attendance.response == AttendanceResponse.NONE

    send(1)

    attendance.refresh_from_db()
    assert attendance.response == AttendanceResponse.CONFIRMED


# The mails -----------------------------------------------------------------------------------


def record(enrolment):
    return record_tutorial(
        enrolment=enrolment,
        meeting=Meeting(NOW - timedelta(hours=2), 45, note=f"Private: {CANARY}"),
        agreed=[Agreed(f"Read {CANARY}", date(2026, 11, 20))],
        by=enrolment.tutor,
        now=NOW,
    )


def sent():
    jobs.run_due()
    letters, mail.outbox[:] = list(mail.outbox), []
    return letters


def test_the_mail_asks_and_tells_nothing(enrolment, client):
    tutorial = record(enrolment)

    (letter,) = sent()

    assert letter.to == [enrolment.candidate.user.email]
    assert "3 Nov 2026" in letter.body
    told = [line for line in letter.body.splitlines() if "://" not in line]
    for secret in (CANARY, "45", "One-to-one", str(enrolment.tutor)):
        assert secret not in "\n".join([letter.subject, *told])
    address = next(line for line in letter.body.splitlines() if "/tutorials/answer/" in line)
    page = client.post(
        address.removeprefix("http://testserver"), {"response": "confirmed", "revisions": 0}
    )
    assert page.status_code == 200
    assert tutorial.attendances.get().response == AttendanceResponse.CONFIRMED


def test_what_is_kept_of_the_mail_has_no_working_link(enrolment, client):
    record(enrolment)
    sent()

    assert (
        answer_token(Attendance.objects.with_people().get())[:40] not in SentMail.objects.get().body
    )


def test_who_answered_already_gets_no_mail(enrolment):
    attendance = record(enrolment).attendances.get()
    Attendance.objects.filter(pk=attendance.pk).update(
        response=AttendanceResponse.CONFIRMED, responded_at=NOW
    )

    assert sent() == []
    assert Job.objects.get(kind="tutorial_recorded_mail").outcome == "Answered already."


def test_a_cancelled_record_is_not_asked_about_but_told(enrolment):
    tutorial = record(enrolment)
    cancel_tutorial(tutorial=tutorial, reason=CANARY, by=enrolment.tutor, now=NOW)

    (letter,) = sent()

    assert letter.subject == "The record of a tutorial was cancelled"
    assert CANARY not in letter.body


def test_a_correction_is_told_and_asked_about_each_time(enrolment):
    tutorial = record(enrolment)
    sent()
    for minute in (1, 2):
        correct_tutorial(
            tutorial=tutorial,
            meeting=Meeting(NOW - timedelta(hours=2), 45 + minute),
            attended=[enrolment.pk],
            reason=CANARY,
            version=fingerprint(record_of(Tutorial.objects.get(pk=tutorial.pk))),
            by=enrolment.tutor,
            now=NOW + timedelta(minutes=minute),
        )

    letters = sent()

    assert [letter.subject for letter in letters] == [
        "Your tutor corrected a tutorial: is the record right?"
    ] * 2
    assert CANARY not in letters[0].body


def test_a_query_reaches_the_tutor_while_it_stands(enrolment, candidate_client):
    tutorial = record(enrolment)
    sent()
    respond(candidate_client, tutorial, "queried", note=CANARY)

    (letter,) = sent()

    assert letter.to == [enrolment.tutor.email]
    assert CANARY not in letter.body + letter.subject
    assert tutorial.get_absolute_url() in letter.body


def test_a_query_taken_back_meanwhile_is_not_sent(enrolment, candidate_client):
    tutorial = record(enrolment)
    sent()
    respond(candidate_client, tutorial, "queried", note="An hour")
    respond(candidate_client, tutorial, "confirmed")

    assert sent() == []


@pytest.mark.parametrize("kind", ["tutorial_recorded_mail", "tutorial_cancelled_mail"])
def test_nobody_without_an_account_gets_mail(enrolment, kind):
    tutorial = record(enrolment)
    if kind == "tutorial_cancelled_mail":
        cancel_tutorial(tutorial=tutorial, reason="Twice", by=enrolment.tutor, now=NOW)
    user = enrolment.candidate.user
    user.is_active = False
    user.save()

    assert sent() == []
    assert Job.objects.get(kind=kind).outcome


# Ticking off ---------------------------------------------------------------------------------


@pytest.fixture
def action(tutorial, enrolment):
    return TutorialAction.objects.create(
        tutorial=tutorial,
        enrolment=enrolment,
        text="Read",
        due_on=timezone.localdate(),
        owner=ActionOwner.CANDIDATE,
    )


def tick(client, action, done="1", **more):
    address = reverse("enrolments:agreed_action_tick", args=[action.tutorial.reference])
    return client.post(address, {"action": action.pk, "done": done, **more})


def test_its_owner_ticks_and_unticks(candidate_client, action):
    page = tick(candidate_client, action, next=MINE)
    action.refresh_from_db()
    done_at = action.done_at
    tick(candidate_client, action, done="0")
    action.refresh_from_db()

    assert page.url == MINE
    assert done_at is not None
    assert action.done_at is None


def test_nobody_else_ticks(tutor_client, other_tutor_client, administrator_client, action):
    stranger = client_of(EnrolmentFactory().candidate.user)

    assert tick(tutor_client, action).status_code == 403
    assert tick(administrator_client, action).status_code == 403
    assert tick(other_tutor_client, action).status_code == 404
    assert tick(stranger, action).status_code == 404
    action.refresh_from_db()
    assert action.done_at is None


@pytest.mark.parametrize("named", ["", "x", "0", "-1", "9" * 40, "１"])
def test_an_action_that_is_not_there_is_not_found(candidate_client, action, named):
    address = reverse("enrolments:agreed_action_tick", args=[action.tutorial.reference])

    assert candidate_client.post(address, {"action": named, "done": "1"}).status_code == 404


def test_an_action_of_another_tutorial_is_not_found(candidate_client, action, enrolment, tutor):
    other = TutorialFactory(tutor=tutor, starts_at=NOW, enrolments=[enrolment])
    address = reverse("enrolments:agreed_action_tick", args=[other.reference])

    assert candidate_client.post(address, {"action": action.pk, "done": "1"}).status_code == 404
    assert (
        candidate_client.post(
            reverse("enrolments:agreed_action_tick", args=[uuid.uuid4()]), {"action": action.pk}
        ).status_code
        == 404
    )


def test_what_was_agreed_at_a_cancelled_tutorial_is_not_ticked(
    candidate_client, action, tutor, tutorial
):
    cancel_tutorial(tutorial=tutorial, reason="Logged twice", by=tutor, now=NOW)

    page = tick(candidate_client, action)

    action.refresh_from_db()
    assert page.status_code == 409
    assert "is cancelled" in page.content.decode()
    assert action.done_at is None


def test_a_tutor_who_studies_answers_only_their_own(tutor, tutorial, attendance):
    RoleGrant.objects.create(user=tutor, role=Role.CANDIDATE, granted_at=NOW)

    assert respond(client_of(tutor), tutorial, "confirmed").status_code == 403
    attendance.refresh_from_db()
    assert attendance.response == AttendanceResponse.NONE
