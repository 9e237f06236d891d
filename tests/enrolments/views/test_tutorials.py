"""Logging a tutorial or a session on screen, by role."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.roles import Role
from enrolments.choices import ActionOwner, ActivityKind, EnrolmentStatus, Mode
from enrolments.models import Enrolment, Tutorial, TutorialAction
from tests.conftest import client_of
from tests.factories.accounts import UserFactory
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
        candidate__user__given_name="Ruth",
        candidate__user__family_name=CANARY,
    )


def url(enrolment):
    return reverse("enrolments:tutorial_record", args=[enrolment.reference])


def answers(**changes):
    """What a filled-in form sends: yesterday at ten."""
    said = {
        "minutes": "45",
        "on_day": (timezone.localdate() - timedelta(days=1)).isoformat(),
        "start": "10:00",
        "kind": "one_to_one",
        "mode": "video",
        "note": "We spoke of delegation.",
        "as_of": timezone.now().isoformat(),
        "form_token": str(uuid.uuid4()),
        "agreed-TOTAL_FORMS": "1",
        "agreed-INITIAL_FORMS": "0",
        "agreed-0-text": "",
        "agreed-0-due_on": (timezone.localdate() + timedelta(days=14)).isoformat(),
        "agreed-0-owner": "candidate",
    }
    return {name: value for name, value in (said | changes).items() if value is not None}


# The form ------------------------------------------------------------------------------------


def test_the_form_comes_filled_in_for_a_tutorial_that_has_just_ended(tutor_client, enrolment):
    page = tutor_client.get(url(enrolment))

    form = page.context["form"]
    start = datetime.combine(form["on_day"].initial, form["start"].initial)
    ago = timezone.localtime().replace(tzinfo=None) - start
    assert form["minutes"].initial is None
    assert timedelta(minutes=45) <= ago < timedelta(minutes=51)
    assert (form["kind"].initial, form["mode"].initial) == ("one_to_one", "video")


def test_the_length_of_the_last_tutorial_is_offered(tutor_client, tutor, enrolment):
    TutorialFactory(tutor=tutor, minutes=50)

    form = tutor_client.get(url(enrolment)).context["form"]

    assert form.minute_chips == [30, 45, 50, 60]


def test_how_long_it_was_is_said_and_never_guessed(tutor_client, tutor, enrolment):
    TutorialFactory(tutor=tutor, minutes=59)
    form = tutor_client.get(url(enrolment)).context["form"]
    assert form.minute_chips == [30, 45, 60]

    untouched = {f.html_name: f.value() for f in form if f.value() is not None}
    page = tutor_client.post(url(enrolment), answers(**untouched, minutes=""))

    assert page.status_code == 422
    assert "Say how many minutes." in page.content.decode()
    assert enrolment.attendances.count() == 0


def test_looking_writes_nothing(tutor_client, enrolment):
    tutor_client.get(url(enrolment))

    assert not Tutorial.objects.exists()


def test_a_tutorial_is_logged_and_leads_back(tutor_client, enrolment):
    unit = enrolment.version.units.first()
    back = "/caseload/?show=behind"

    page = tutor_client.post(
        url(enrolment),
        answers(
            kind="coaching",
            mode="phone",
            units=[unit.pk],
            next=back,
            **{"agreed-0-text": "Draft the case", "agreed-0-owner": "tutor"},
        ),
    )

    assert (page.status_code, page.url) == (302, back)
    tutorial = Tutorial.objects.get()
    day = timezone.localdate() - timedelta(days=1)
    assert timezone.localtime(tutorial.starts_at).replace(tzinfo=None) == datetime.combine(
        day, datetime(2000, 1, 1, 10).time()
    )
    assert (tutorial.kind, tutorial.mode, tutorial.note) == (
        ActivityKind.COACHING,
        Mode.PHONE,
        "We spoke of delegation.",
    )
    assert list(tutorial.units.all()) == [unit]
    action = TutorialAction.objects.get()
    assert (action.text, action.owner) == ("Draft the case", ActionOwner.TUTOR)
    assert action.due_on == timezone.localdate() + timedelta(days=14)


def test_what_was_logged_is_said_with_the_meter(tutor_client, enrolment):
    page = tutor_client.post(url(enrolment), answers(minutes="50"), follow=True)

    assert [str(m) for m in page.context["messages"]] == [
        f"Logged: 50 min with Ruth {CANARY}. One-to-one now 50 min of 7 h."
    ]


def test_where_nothing_is_promised_no_meter_is_named(tutor_client, tutor, enrolment):
    seven = EnrolmentFactory(
        tutor=tutor,
        version=SpecificationVersionFactory(one_to_one_minutes=0),
        starts_on=enrolment.starts_on,
        planned_end_on=enrolment.planned_end_on,
    )

    page = tutor_client.post(url(seven), answers(), follow=True)

    assert [str(m) for m in page.context["messages"]] == [f"Logged: 45 min with {seven.candidate}."]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "caseload"]
)
def test_it_never_leads_to_another_site(tutor_client, enrolment, elsewhere):
    page = tutor_client.post(url(enrolment), answers(next=elsewhere))

    assert page.url == Tutorial.objects.get().get_absolute_url()


def test_a_missed_tutorial_counts_to_nothing(tutor_client, enrolment):
    tutor_client.post(url(enrolment), answers(has_missed="on"))

    assert Tutorial.objects.get().attendances.get().has_attended is False


def test_a_double_click_logs_once(tutor_client, enrolment):
    said = answers()

    first = tutor_client.post(url(enrolment), said)
    second = tutor_client.post(url(enrolment), said)

    assert first.url == second.url
    assert Tutorial.objects.count() == 1


def test_back_and_other_answers_are_a_tutorial_of_their_own(tutor_client, enrolment):
    said = answers()
    tutor_client.post(url(enrolment), said)

    page = tutor_client.post(url(enrolment), said | {"start": "14:00"})
    again = tutor_client.post(
        url(enrolment),
        said | {"start": "14:00", "form_token": page.context["form"]["form_token"].value()},
    )

    assert page.status_code == 422
    assert "saved already" in page.content.decode()
    assert again.status_code == 302
    assert Tutorial.objects.count() == 2


def test_other_minutes_move_the_start_that_was_suggested(tutor_client, enrolment):
    form = tutor_client.get(url(enrolment)).context["form"]
    said = {name: form[name].initial for name in ("on_day", "as_of")}
    said |= {"start": form["start"].initial.strftime("%H:%M"), "minutes": "90"}

    tutor_client.post(url(enrolment), answers(**said))

    tutorial = Tutorial.objects.get()
    ended = timezone.now() - tutorial.ends_at
    assert tutorial.minutes == 90
    assert timedelta(0) <= ended < timedelta(minutes=6)


def test_another_row_is_made_without_saving_or_complaint(tutor_client, enrolment):
    page = tutor_client.post(
        url(enrolment),
        answers(minutes="", add_row="1", note="Kept", **{"agreed-0-text": "First"}),
    )

    html = page.content.decode()
    assert page.status_code == 200
    assert "error-summary" not in html
    assert [row["text"].value() for row in page.context["rows"]] == ["First", None]
    assert page.context["form"]["note"].value() == "Kept"
    assert not Tutorial.objects.exists()


# Refusals ------------------------------------------------------------------------------------

TOMORROW = (date.today() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"on_day": TOMORROW}, "on_day", "has not come yet"),
        ({"minutes": "481"}, "minutes", "8 h 01 is longer than a tutorial can be: 8 h at most"),
        ({"minutes": "0"}, "minutes", "at least a minute"),
        ({"minutes": "99999999999999999999"}, "minutes", "8 h at most"),
        ({"minutes": "forty"}, "minutes", "whole minutes"),
        ({"minutes": None}, "minutes", "how many minutes"),
        ({"on_day": "2001-01-01"}, "on_day", "the first day a tutorial"),
        ({"on_day": "0001-01-01"}, "on_day", "Give a date from"),
        ({"on_day": "9999-12-31"}, "on_day", "Give a date from"),
        ({"on_day": "31/02/2026"}, "on_day", "Write a date"),
        ({"start": "25:00"}, "start", "Write a time"),
        ({"start": None}, "start", "Say when it began"),
        ({"kind": "sermon"}, "kind", "Select a valid choice"),
        ({"mode": "telepathy"}, "mode", "Select a valid choice"),
        ({"units": ["999999999"]}, "units", "Select a valid choice"),
        ({"units": ["x"]}, "units", "Select a valid choice"),
        ({"note": "x" * 5001}, "note", "5,000 characters or fewer"),
        ({"form_token": "not-a-token"}, "form_token", "valid UUID"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_everything_is_kept(
    tutor_client, enrolment, changes, field, words
):
    said = answers(**{"agreed-0-text": "Read chapter 2"}) | changes

    page = tutor_client.post(
        url(enrolment), {name: value for name, value in said.items() if value is not None}
    )

    assert page.status_code == 422
    form = page.context["form"]
    assert words in " ".join(form.errors[field])
    for name in ("minutes", "on_day", "start", "note"):
        if name != field:
            assert form[name].value() == said[name]
    assert page.context["rows"][0]["text"].value() == "Read chapter 2"
    assert not Tutorial.objects.exists()


@pytest.mark.parametrize("junk", ["\x00", "\u202e", "\x00\x00", "a" * 1_000_000])
def test_hostile_notes_do_no_harm(tutor_client, enrolment, junk):
    page = tutor_client.post(url(enrolment), answers(note=f"note {junk}"))

    assert page.status_code in (302, 422)
    for tutorial in Tutorial.objects.all():
        assert tutorial.note == "note"


def test_doubled_and_missing_fields_do_no_harm(tutor_client, enrolment):
    doubled = answers() | {"minutes": ["45", "30"], "on_day": ["x", "y"]}

    assert tutor_client.post(url(enrolment), doubled).status_code == 422
    assert tutor_client.post(url(enrolment), {}).status_code == 422
    assert tutor_client.post(
        url(enrolment), answers(**{"agreed-TOTAL_FORMS": "999999999999"})
    ).status_code in (302, 422)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"agreed-0-text": "Read", "agreed-0-due_on": ""}, "Say by when"),
        ({"agreed-0-text": "Read", "agreed-0-due_on": "2001-01-01"}, "before the tutorial"),
        ({"agreed-0-text": "x" * 301}, "300 characters or fewer"),
        ({"agreed-0-text": "Read", "agreed-0-owner": "the cat"}, "Select a valid choice"),
    ],
)
def test_rows_of_what_was_agreed_are_checked(tutor_client, enrolment, row, words):
    page = tutor_client.post(url(enrolment), answers(**row))

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Tutorial.objects.exists()


def test_an_overlap_is_told_with_whom(tutor_client, tutor, enrolment):
    other = EnrolmentFactory(tutor=tutor, version=enrolment.version)
    tutor_client.post(url(enrolment), answers())
    page = tutor_client.post(
        reverse("enrolments:tutorial_record", args=[other.reference]), answers(start="10:30")
    )

    assert page.status_code == 422
    assert f"another tutorial with Ruth {CANARY} from 10:00 to 10:45" in page.content.decode()


def test_a_time_the_clocks_jumped_over_is_refused(tutor_client, enrolment, monkeypatch):
    Enrolment.objects.filter(pk=enrolment.pk).update(starts_on=date(2026, 3, 2))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 29, 12, 0, tzinfo=UTC))

    page = tutor_client.post(
        url(enrolment), answers(on_day="2026-03-29", start="01:30", as_of="", minutes="30")
    )

    assert "this time did not exist" in " ".join(page.context["form"].errors["start"])


def test_over_the_night_the_clocks_change_it_lasts_its_minutes(
    tutor_client, enrolment, monkeypatch
):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        starts_on=date(2026, 3, 2), planned_end_on=date(2027, 3, 2)
    )
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 10, 25, 12, 0, tzinfo=UTC))

    tutor_client.post(
        url(enrolment), answers(on_day="2026-10-25", start="00:30", as_of="", minutes="120")
    )

    tutorial = Tutorial.objects.get()
    assert tutorial.ends_at - tutorial.starts_at == timedelta(minutes=120)
    assert timezone.localtime(tutorial.ends_at).strftime("%H:%M") == "01:30"


def test_a_withdrawn_candidate_has_no_form(tutor_client, enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status=EnrolmentStatus.WITHDRAWN, withdrawn_on=timezone.localdate()
    )

    for page in (tutor_client.get(url(enrolment)), tutor_client.post(url(enrolment), answers())):
        assert page.status_code == 409
        assert "withdrew on" in page.content.decode()
    assert not Tutorial.objects.exists()


# Who may -------------------------------------------------------------------------------------


def test_other_tutors_find_nothing_as_if_it_were_not_there(other_tutor_client, enrolment):
    missing = reverse("enrolments:tutorial_record", args=[uuid.uuid4()])

    for theirs, nothing in (
        (other_tutor_client.get(url(enrolment)), other_tutor_client.get(missing)),
        (
            other_tutor_client.post(url(enrolment), answers()),
            other_tutor_client.post(missing, answers()),
        ),
    ):
        assert (theirs.status_code, nothing.status_code) == (404, 404)
        assert CANARY not in theirs.content.decode()
        assert without_token(theirs) == without_token(nothing)
    assert not Tutorial.objects.exists()


def without_token(page):
    return re.sub(r'(csrfmiddlewaretoken" value=|data-token=)"[^"]+"', "", page.content.decode())


def test_candidates_and_administrators_log_nothing(administrator_client, enrolment):
    own = client_of(enrolment.candidate.user)

    for client in (administrator_client, own, client_of(UserFactory(roles=[]))):
        assert client.get(url(enrolment)).status_code == 403
        assert client.post(url(enrolment), answers()).status_code == 403
    assert not Tutorial.objects.exists()


def test_a_tutor_who_studies_is_not_their_own_tutor(enrolment):
    user = enrolment.candidate.user
    RoleGrant.objects.create(user=user, role=Role.TUTOR, granted_at=enrolment.enrolled_at)

    assert client_of(user).get(url(enrolment)).status_code == 403


def test_visitors_are_asked_to_sign_in(client, enrolment):
    assert client.get(url(enrolment)).status_code == 302
    assert client.post(url(enrolment), answers()).status_code == 302
    assert not Tutorial.objects.exists()


# Sessions of a cohort ------------------------------------------------------------------------


@pytest.fixture
def cohort(tutor, other_tutor):
    version = SpecificationVersionFactory()
    cohort = CohortFactory(version=version)
    starts = {"starts_on": timezone.localdate() - timedelta(days=60)}
    ends = {"planned_end_on": timezone.localdate() + timedelta(days=300)}
    people = {"version": version, "cohort": cohort, **starts, **ends}
    EnrolmentFactory.create_batch(2, tutor=tutor, **people)
    EnrolmentFactory(tutor=other_tutor, candidate__user__family_name=CANARY, **people)
    return cohort


def session_url(cohort):
    return reverse("enrolments:group_session_record", args=[cohort.reference])


def test_a_session_is_logged_for_those_ticked(tutor_client, cohort):
    there = list(cohort.enrolments.order_by("pk")[1:])

    page = tutor_client.post(
        session_url(cohort),
        answers(kind="webinar", minutes="90", attended=[e.pk for e in there]),
    )

    tutorial = Tutorial.objects.get()
    assert page.url == tutorial.get_absolute_url()
    assert {a.enrolment for a in tutorial.attendances.all()} == set(there)
    assert (tutorial.kind, tutorial.minutes) == ("webinar", 90)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"attended": []}, "attended"),
        ({"kind": "one_to_one"}, "kind"),
        ({"minutes": "500"}, "minutes"),
    ],
)
def test_a_session_is_checked_and_everything_kept(tutor_client, cohort, changes, field):
    there = [str(cohort.enrolments.first().pk)]

    page = tutor_client.post(
        session_url(cohort), answers(**({"kind": "group", "attended": there} | changes))
    )

    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert page.context["form"]["note"].value() == "We spoke of delegation."
    if field != "attended":
        assert page.context["form"]["attended"].value() == there
    assert not Tutorial.objects.exists()


def test_a_session_at_the_time_of_another_is_refused(tutor_client, cohort):
    said = answers(kind="group", attended=[cohort.enrolments.first().pk])
    tutor_client.post(session_url(cohort), said)

    page = tutor_client.post(session_url(cohort), said | {"form_token": str(uuid.uuid4())})

    assert page.status_code == 422
    assert "another tutorial" in page.content.decode()
    assert Tutorial.objects.count() == 1


def test_only_tutors_of_the_cohort_see_it(cohort, administrator, administrator_client):
    stranger = client_of(EnrolmentFactory().tutor)

    page = stranger.get(session_url(cohort))
    assert (page.status_code, CANARY in page.content.decode()) == (404, False)
    assert administrator_client.get(session_url(cohort)).status_code == 403
    assert (
        client_of(cohort.enrolments.first().candidate.user).get(session_url(cohort)).status_code
        == 403
    )


def test_a_tutor_whose_candidates_all_left_holds_no_session(
    cohort, other_tutor_client, other_tutor
):
    Enrolment.objects.filter(tutor=other_tutor).update(
        status=EnrolmentStatus.WITHDRAWN, withdrawn_on=timezone.localdate()
    )

    assert other_tutor_client.get(session_url(cohort)).status_code == 403


@pytest.mark.parametrize("size", [1, 3])
def test_session_form_query_count(tutor_client, tutor, size, django_assert_num_queries):
    version = SpecificationVersionFactory()
    cohort = CohortFactory(version=version)
    EnrolmentFactory.create_batch(size, tutor=tutor, version=version, cohort=cohort)

    with django_assert_num_queries(7):
        page = tutor_client.get(session_url(cohort))

    assert len(page.context["form"].fields["attended"].choices) == size
