"""Reading, correcting and cancelling the record of a tutorial, by role."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrolments.actions.tutorials import record_of
from enrolments.choices import ActionOwner, ActivityKind, AttendanceResponse
from enrolments.models import Attendance, Tutorial, TutorialAction
from ledger.versions import fingerprint
from tests.conftest import client_of
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import CohortFactory, EnrolmentFactory, TutorialFactory

pytestmark = pytest.mark.once

CANARY = "Quetzalcoatl"


@pytest.fixture
def enrolment(tutor):
    today = timezone.localdate()
    return EnrolmentFactory(
        tutor=tutor,
        starts_on=today - timedelta(days=100),
        planned_end_on=today + timedelta(days=265),
    )


@pytest.fixture
def tutorial(tutor, enrolment):
    starts_at = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0)
    return TutorialFactory(
        tutor=tutor,
        starts_at=starts_at - timedelta(days=2),
        note=f"A note on {CANARY}",
        enrolments=[enrolment],
    )


def url(name, tutorial):
    return reverse(f"enrolments:{name}", args=[tutorial.reference])


def said_of(tutorial, **changes):
    start = timezone.localtime(tutorial.starts_at)
    said = {
        "minutes": tutorial.minutes,
        "on_day": start.date().isoformat(),
        "start": start.strftime("%H:%M"),
        "kind": tutorial.kind,
        "mode": tutorial.mode,
        "note": tutorial.note,
        "attended": [a.enrolment_id for a in tutorial.attendances.all()],
        "reason": "It took an hour.",
        "version": fingerprint(record_of(tutorial)),
    }
    return said | changes


PAGES = ["tutorial_detail", "tutorial_correct", "tutorial_cancel"]


@pytest.mark.parametrize("name", PAGES)
def test_other_tutors_and_candidates_find_nothing(other_tutor_client, tutorial, name):
    other_candidate = client_of(EnrolmentFactory().candidate.user)

    page = other_tutor_client.get(url(name, tutorial))
    theirs = other_candidate.get(url(name, tutorial))

    assert page.status_code == 404
    assert theirs.status_code == (404 if name == "tutorial_detail" else 403)
    assert CANARY not in page.content.decode() + theirs.content.decode()
    missing = reverse(f"enrolments:{name}", args=[uuid.uuid4()])
    assert other_tutor_client.get(missing).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_its_tutor_and_administrators_see_every_page(
    tutor_client, administrator_client, tutorial, name
):
    for client in (tutor_client, administrator_client):
        page = client.get(url(name, tutorial))
        assert page.status_code == 200
        if name != "tutorial_cancel":
            assert CANARY in page.content.decode()


def test_the_candidate_reads_it(enrolment, tutorial):
    page = client_of(enrolment.candidate.user).get(url("tutorial_detail", tutorial))

    assert page.status_code == 200
    assert CANARY in page.content.decode()
    assert page.context["can_answer"]
    assert not page.context["can_correct"]


def test_of_a_session_a_candidate_sees_their_own_part_only(tutor, tutor_client):
    version = SpecificationVersionFactory()
    cohort = CohortFactory(version=version)
    own, other = EnrolmentFactory.create_batch(2, tutor=tutor, version=version, cohort=cohort)
    other.candidate.user.family_name = CANARY
    other.candidate.user.save()
    session = TutorialFactory(tutor=tutor, kind=ActivityKind.GROUP, enrolments=[own, other])
    for enrolment in (own, other):
        TutorialAction.objects.create(
            tutorial=session,
            enrolment=enrolment,
            text=f"For {enrolment.candidate.user.family_name}",
            due_on=timezone.localdate(),
            owner=ActionOwner.CANDIDATE,
        )

    page = client_of(own.candidate.user).get(url("tutorial_detail", session))
    whole = tutor_client.get(url("tutorial_detail", session))

    assert CANARY not in page.content.decode()
    assert [row.action.enrolment for row in page.context["actions"]] == [own]
    assert CANARY in whole.content.decode()
    assert len(whole.context["actions"]) == 2


@pytest.mark.parametrize("size", [1, 3])
def test_detail_query_count(tutor_client, tutor, size, django_assert_num_queries):
    version = SpecificationVersionFactory()
    people = EnrolmentFactory.create_batch(size, tutor=tutor, version=version)
    session = TutorialFactory(tutor=tutor, kind=ActivityKind.GROUP, enrolments=people)
    for enrolment in people:
        TutorialAction.objects.create(
            tutorial=session,
            enrolment=enrolment,
            text="Read",
            due_on=timezone.localdate(),
            owner=ActionOwner.CANDIDATE,
        )

    with django_assert_num_queries(8):
        page = tutor_client.get(url("tutorial_detail", session))

    assert len(page.context["attendances"]) == size


# Correcting ----------------------------------------------------------------------------------


def test_a_correction_is_saved_and_shown_with_what_stood(tutor_client, tutorial):
    page = tutor_client.post(
        url("tutorial_correct", tutorial), said_of(tutorial, minutes=60), follow=True
    )

    tutorial.refresh_from_db()
    html = page.content.decode()
    assert tutorial.minutes == 60
    assert "It took an hour." in html
    assert "Before: One-to-one tutorial, 45 min" in html


def test_the_form_of_a_correction_holds_what_stands(tutor_client, tutorial, enrolment):
    form = tutor_client.get(url("tutorial_correct", tutorial)).context["form"]

    assert form.initial["minutes"] == 45
    assert form.initial["start"].strftime("%H:%M") == timezone.localtime(
        tutorial.starts_at
    ).strftime("%H:%M")
    assert form.initial["attended"] == [enrolment.pk]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"minutes": "481"}, "minutes"),
        ({"on_day": (timezone.localdate() + timedelta(days=1)).isoformat()}, "on_day"),
        ({"attended": ["999999"]}, "attended"),
    ],
)
def test_a_correction_is_checked_and_kept(tutor_client, tutorial, changes, field):
    page = tutor_client.post(
        url("tutorial_correct", tutorial), said_of(tutorial, note="Better words", **changes)
    )

    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert page.context["form"]["note"].value() == "Better words"
    tutorial.refresh_from_db()
    assert CANARY in tutorial.note


def test_a_candidate_who_was_forgotten_is_added_to_a_session(tutor, tutor_client, enrolment):
    forgotten = EnrolmentFactory(
        tutor=tutor,
        version=enrolment.version,
        cohort=enrolment.cohort,
        starts_on=enrolment.starts_on,
        planned_end_on=enrolment.planned_end_on,
    )
    starts_at = timezone.now() - timedelta(days=2)
    session = TutorialFactory(
        tutor=tutor, kind=ActivityKind.WEBINAR, starts_at=starts_at, enrolments=[enrolment]
    )

    tutor_client.post(
        url("tutorial_correct", session),
        said_of(session, attended=[enrolment.pk, forgotten.pk], reason="Forgot one."),
    )

    assert {a.enrolment for a in Attendance.objects.filter(tutorial=session)} == {
        enrolment,
        forgotten,
    }


def test_after_handing_over_a_tutor_keeps_the_records_they_made(
    tutor_client, tutorial, enrolment, other_tutor, other_tutor_client
):
    enrolment.tutor = other_tutor
    enrolment.save()

    assert tutor_client.get(url("tutorial_detail", tutorial)).status_code == 200
    assert tutor_client.get(url("tutorial_correct", tutorial)).status_code == 200
    assert other_tutor_client.get(url("tutorial_detail", tutorial)).status_code == 200
    for name in ("tutorial_correct", "tutorial_cancel"):
        assert other_tutor_client.get(url(name, tutorial)).status_code == 403
    row = {"text": "Read", "due_on": timezone.localdate().isoformat(), "owner": "candidate"}
    assert other_tutor_client.post(url("agreed_action_add", tutorial), row).status_code == 403


# Cancelling ----------------------------------------------------------------------------------


def test_a_record_is_struck_out_with_a_reason(tutor_client, tutorial):
    refused = tutor_client.post(url("tutorial_cancel", tutorial), {"reason": " "})
    page = tutor_client.post(
        url("tutorial_cancel", tutorial), {"reason": "Logged twice"}, follow=True
    )

    assert refused.status_code == 422
    tutorial.refresh_from_db()
    assert tutorial.cancelled_reason == "Logged twice"
    assert "Logged twice" in page.content.decode()
    assert not page.context["can_correct"]


def test_a_struck_out_record_says_so_and_stays(tutor_client, tutorial):
    tutor_client.post(url("tutorial_cancel", tutorial), {"reason": "Logged twice"})

    again = tutor_client.post(url("tutorial_cancel", tutorial), {"reason": "Again"})
    correct = tutor_client.get(url("tutorial_correct", tutorial))

    assert (again.status_code, correct.status_code) == (422, 403)
    assert "Logged twice" in tutor_client.get(url("tutorial_cancel", tutorial)).content.decode()
    tutorial.refresh_from_db()
    assert tutorial.cancelled_reason == "Logged twice"


# Adding what was agreed ----------------------------------------------------------------------


def test_something_agreed_is_added(tutor_client, tutorial, enrolment):
    due = timezone.localdate() + timedelta(days=7)

    tutor_client.post(
        url("agreed_action_add", tutorial),
        {"text": "Send the rota", "due_on": due.isoformat(), "owner": "tutor"},
    )

    action = TutorialAction.objects.get()
    assert (action.text, action.due_on, action.owner, action.enrolment) == (
        "Send the rota",
        due,
        ActionOwner.TUTOR,
        enrolment,
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"text": "", "due_on": ""}, "Fill this in."),
        ({"text": "Read", "due_on": ""}, "Say by when"),
        ({"text": "Read", "due_on": "2001-01-01"}, "before the tutorial"),
    ],
)
def test_what_is_added_is_checked(tutor_client, tutorial, row, words):
    page = tutor_client.post(url("agreed_action_add", tutorial), row | {"owner": "candidate"})

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not TutorialAction.objects.exists()


def test_others_add_nothing(tutor_client, other_tutor_client, tutorial, enrolment):
    row = {"text": "Read", "due_on": timezone.localdate().isoformat(), "owner": "candidate"}

    assert other_tutor_client.post(url("agreed_action_add", tutorial), row).status_code == 404
    own = client_of(enrolment.candidate.user)
    assert own.post(url("agreed_action_add", tutorial), row).status_code == 403
    assert tutor_client.get(url("agreed_action_add", tutorial)).status_code == 405
    assert not TutorialAction.objects.exists()


def test_looking_changes_nothing(tutor_client, tutorial):
    before = list(Tutorial.objects.values()) + list(Attendance.objects.values())
    for name in PAGES:
        tutor_client.get(url(name, tutorial))

    assert list(Tutorial.objects.values()) + list(Attendance.objects.values()) == before
    assert Attendance.objects.get().response == AttendanceResponse.NONE


def test_of_two_who_correct_at_once_the_later_sees_the_earlier(
    tutor_client, administrator_client, tutorial
):
    first = said_of(tutorial, minutes=60)
    second = said_of(tutorial, minutes=50, note="Kept words")
    assert tutor_client.post(url("tutorial_correct", tutorial), first).status_code == 302

    page = administrator_client.post(url("tutorial_correct", tutorial), second)

    html = page.content.decode()
    tutorial.refresh_from_db()
    assert (page.status_code, tutorial.minutes) == (409, 60)
    assert "Saved since by somebody else" in html
    assert "Kept words" in html
    again = second | {"version": page.context["form"]["version"].value()}
    assert administrator_client.post(url("tutorial_correct", tutorial), again).status_code == 302
    tutorial.refresh_from_db()
    assert tutorial.minutes == 50


def test_the_units_of_everybody_on_the_record_are_offered(tutor_client, tutor):
    old = SpecificationVersionFactory()
    new = SpecificationVersionFactory(qualification=old.qualification, number=2)
    cohort = CohortFactory(version=old)
    people = [EnrolmentFactory(tutor=tutor, version=v, cohort=cohort) for v in (old, new)]
    session = TutorialFactory(tutor=tutor, kind=ActivityKind.GROUP, enrolments=people)
    session.units.set([old.units.first(), new.units.first()])

    form = tutor_client.get(url("tutorial_correct", session)).context["form"]

    offered = {key for key, _ in form.fields["units"].choices}
    assert offered >= {unit.pk for unit in session.units.all()}


def test_a_query_is_answered_by_its_name(tutor_client, enrolment, tutorial):
    plain = tutor_client.get(url("tutorial_detail", tutorial)).content.decode()
    Attendance.objects.update(
        response=AttendanceResponse.QUERIED, response_note="An hour?", responded_at=timezone.now()
    )
    page = tutor_client.get(url("tutorial_detail", tutorial)).content.decode()
    form = tutor_client.get(url("tutorial_correct", tutorial)).content.decode()

    assert "Answer the query" not in plain
    assert "Answer the query" in page
    for words in ("Answer the query about", "Your answer", "An hour?", "Send the answer"):
        assert words in form
    answer = said_of(tutorial, reason="We began late.")
    assert tutor_client.post(url("tutorial_correct", tutorial), answer).status_code == 302
    assert tutorial.revisions.get().reason == "We began late."
