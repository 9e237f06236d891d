from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.roles import Role
from enrolments.actions.lifecycle import reassign_tutor
from enrolments.models import Enrolment, TutorAssignment
from tests.factories.accounts import LONG_AGO, TutorFactory
from tests.factories.enrolments import NOT_REGISTERED, EnrolmentFactory

BEFORE = datetime(2026, 3, 2, 10, tzinfo=UTC)
DECISIONS = [
    "enrolment_withdraw",
    "break_start",
    "break_end",
    "tutor_reassign",
    "registration_record",
]


def day(weeks):
    return timezone.localdate() + timedelta(weeks=weeks)


def url(name, enrolment):
    return reverse(f"enrolments:{name}", args=[enrolment.reference])


@pytest.fixture
def enrolment(tutor):
    return EnrolmentFactory(
        tutor=tutor,
        candidate__user__family_name="Canarybird",
        starts_on=day(-2),
        planned_end_on=day(50),
        **NOT_REGISTERED,
    )


# ---- the record ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
def test_enrolment_detail_query_count(
    administrator_client, administrator, enrolment, size, django_assert_num_queries
):
    for number in range(size):
        reassign_tutor(
            enrolment=enrolment,
            tutor=TutorFactory(),
            reason=f"Leave {number}",
            by=administrator,
            now=BEFORE,
        )
    with django_assert_num_queries(9):
        response = administrator_client.get(enrolment.get_absolute_url())
    assert len(response.context["assignments"]) == size


def test_the_record_shows_people_plan_and_history(administrator_client, administrator, enrolment):
    other = TutorFactory(family_name="Newcombe")
    TutorAssignment.objects.create(enrolment=enrolment, tutor=enrolment.tutor, starts_at=BEFORE)
    reassign_tutor(
        enrolment=enrolment, tutor=other, reason="Parental leave", by=administrator, now=BEFORE
    )
    page = administrator_client.get(enrolment.get_absolute_url()).content.decode()
    for words in (
        "Cam Canarybird",
        "Riverside Surgery",
        "Tess Turner",
        "Tess Newcombe",
        "Parental leave",
        "Tutor: Tess Turner → Tess Newcombe",
        "version 1",
        "Not yet; due",
    ):
        assert words in page
    assert "provisional wording" not in page


def test_provisional_wording_is_marked(administrator_client):
    enrolment = EnrolmentFactory(version__is_provisional=True)
    assert (
        "provisional wording"
        in administrator_client.get(enrolment.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"starts_on": day(-10)}, "Not registered with the awarding organisation; it was due"),
        (
            {"starts_on": day(-10), "registration_number": "ABC1", "registered_on": day(-1)},
            "Registered later than 30 days after the start",
        ),
        (
            {"status": "withdrawn", "withdrawn_on": day(-1), "withdrawn_reason": "Changed post"},
            "Changed post",
        ),
        ({"status": "completed", "completed_at": BEFORE}, "every unit is passed"),
    ],
)
def test_the_top_says_what_matters(administrator_client, fields, words):
    wish = {"starts_on": day(-2), "planned_end_on": day(50)} | NOT_REGISTERED | fields
    enrolment = EnrolmentFactory(**wish)
    page = administrator_client.get(enrolment.get_absolute_url()).content.decode()
    assert words in page


def test_a_tutor_sees_own_candidates_without_the_buttons(tutor_client, enrolment):
    response = tutor_client.get(enrolment.get_absolute_url())
    assert response.status_code == 200
    for name in DECISIONS:
        assert url(name, enrolment) not in response.content.decode()


# ---- deciding ------------------------------------------------------------------------------------


def post(client, name, enrolment, **sent):
    return client.post(url(name, enrolment), sent, follow=True)


def test_withdrawing(administrator_client, enrolment):
    sent = {"withdrawn_on": day(-1).isoformat(), "reason": "Changed post"}
    response = post(administrator_client, "enrolment_withdraw", enrolment, **sent)
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.withdrawn_on) == ("withdrawn", day(-1))
    assert "Withdrawn." in response.content.decode()
    again = post(administrator_client, "enrolment_withdraw", enrolment, **sent)
    assert again.status_code == 422
    assert "has ended already" in again.content.decode()


def test_a_break_and_back(administrator_client, enrolment):
    sent = {"starts_on": day(-1).isoformat(), "expected_back_on": "", "reason": "Leave"}
    page = post(administrator_client, "break_start", enrolment, **sent).content.decode()
    enrolment.refresh_from_db()
    assert enrolment.status == "on_break"
    assert "End the break" in page
    post(administrator_client, "break_end", enrolment, ended_on=day(0).isoformat())
    enrolment.refresh_from_db()
    assert (enrolment.status, enrolment.breaks.get().ended_on) == ("active", day(0))


def test_reassigning_takes_the_candidate_out_of_sight_at_once(
    administrator_client, tutor_client, other_tutor_client, other_tutor, enrolment
):
    page = enrolment.get_absolute_url()
    assert tutor_client.get(page).status_code == 200
    assert other_tutor_client.get(page).status_code == 404
    sent = {"tutor": other_tutor.pk, "reason": "Leave"}
    assert post(administrator_client, "tutor_reassign", enrolment, **sent).status_code == 200
    assert tutor_client.get(page).status_code == 404
    assert other_tutor_client.get(page).status_code == 200


def test_registering(administrator_client, enrolment):
    sent = {"number": "abc 1234", "registered_on": day(-1).isoformat()}
    post(administrator_client, "registration_record", enrolment, **sent)
    enrolment.refresh_from_db()
    assert enrolment.registration_number == "ABC1234"
    form = administrator_client.get(url("registration_record", enrolment)).context["form"]
    assert (form["number"].value(), form["registered_on"].value()) == ("ABC1234", day(-1))


@pytest.mark.parametrize(
    "name, changes, field",
    [
        ("enrolment_withdraw", {"reason": ""}, "reason"),
        ("enrolment_withdraw", {"reason": "x" * 1_000_000}, "reason"),
        ("enrolment_withdraw", {"withdrawn_on": "0001-01-01"}, "withdrawn_on"),
        ("enrolment_withdraw", {"withdrawn_on": "9999-12-31"}, "withdrawn_on"),
        ("enrolment_withdraw", {"withdrawn_on": ""}, "withdrawn_on"),
        ("break_start", {"starts_on": day(1).isoformat()}, "starts_on"),
        ("break_start", {"expected_back_on": "9999-12-31"}, "expected_back_on"),
        ("break_start", {"reason": "\x00"}, "reason"),
        ("tutor_reassign", {"tutor": ""}, "tutor"),
        ("tutor_reassign", {"tutor": "\x00"}, "tutor"),
        ("registration_record", {"number": "a&b"}, "number"),
        ("registration_record", {"number": "A" * 1_000_000}, "number"),
        ("registration_record", {"registered_on": day(1).isoformat()}, "registered_on"),
    ],
)
def test_a_slip_is_named_and_everything_stays(
    administrator_client, enrolment, other_tutor, name, changes, field
):
    sent = {
        "withdrawn_on": day(0).isoformat(),
        "starts_on": day(0).isoformat(),
        "tutor": other_tutor.pk,
        "reason": "Leave",
        "number": "ABC1234",
        "registered_on": day(0).isoformat(),
    } | changes
    response = administrator_client.post(url(name, enrolment), sent)
    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, [field])
    assert form[field].value() == changes[field]
    fresh = Enrolment.objects.get()
    assert (fresh.status, fresh.tutor, fresh.registration_number) == (
        "active",
        enrolment.tutor,
        "",
    )


def test_a_refusal_of_the_moment_is_said_on_the_form(administrator_client, enrolment):
    response = post(administrator_client, "break_end", enrolment, ended_on=day(0).isoformat())
    assert response.status_code == 422
    assert "is not on a break" in response.content.decode()


@pytest.mark.parametrize("name", DECISIONS)
def test_looking_at_a_decision_changes_nothing(administrator_client, enrolment, name):
    assert administrator_client.get(url(name, enrolment)).status_code == 200
    enrolment.refresh_from_db()
    assert enrolment.status == "active"


# ---- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DECISIONS)
@pytest.mark.parametrize("who", ["tutor_client", "candidate_client", "client"])
def test_decisions_are_the_administrators(request, enrolment, who, name):
    client = request.getfixturevalue(who)
    for response in (client.get(url(name, enrolment)), client.post(url(name, enrolment), {})):
        assert response.status_code == (302 if who == "client" else 403)
        assert b"anarybird" not in response.content
    enrolment.refresh_from_db()
    assert enrolment.status == "active"


def test_another_tutors_candidate_and_nobody_look_the_same(other_tutor_client, enrolment):
    missing = other_tutor_client.get(
        reverse("enrolments:enrolment_detail", args=["00000000-0000-0000-0000-000000000000"])
    )
    theirs = other_tutor_client.get(enrolment.get_absolute_url())
    assert (missing.status_code, theirs.status_code) == (404, 404)
    assert body(missing) == body(theirs)


def body(response):
    return response.content.split(b"<main")[1]


def test_a_candidate_has_their_own_page_instead(candidate_client, candidate_user):
    enrolment = EnrolmentFactory(candidate__user=candidate_user)
    assert candidate_client.get(enrolment.get_absolute_url()).status_code == 403


def test_an_administrator_who_studies_decides_nothing_about_it(administrator_client, administrator):
    own = EnrolmentFactory(candidate__user=administrator, candidate__user__family_name="Admin")
    page = administrator_client.get(own.get_absolute_url())
    assert page.status_code == 200
    for name in (*DECISIONS, "pace_change"):
        assert (url(name, own) in page.content.decode()) is (name == "pace_change")
    for name in DECISIONS:
        for answer in (
            administrator_client.get(url(name, own)),
            administrator_client.post(url(name, own), {"reason": "Mine"}),
        ):
            assert answer.status_code == 403
    for name in ("pace_change", "induction_record"):
        assert administrator_client.post(url(name, own), {}).status_code == 403
    own.refresh_from_db()
    assert own.status == "active"


def test_a_complete_enrolment_whose_tutor_left_is_reassigned(
    administrator_client, enrolment, other_tutor
):
    Enrolment.objects.update(status="completed", completed_at=BEFORE)
    enrolment.tutor.role_grants.update(withdrawn_at=timezone.now())
    page = administrator_client.get(enrolment.get_absolute_url()).content.decode()
    assert "Has left" in page
    assert url("tutor_reassign", enrolment) in page
    sent = {"tutor": other_tutor.pk, "reason": "Leave"}
    page = post(administrator_client, "tutor_reassign", enrolment, **sent).content.decode()
    assert "Reassigned." in page
    assert "Has left" not in page


def test_a_tutor_who_studies_does_not_see_the_staff_side_of_it(tutor_client, tutor):
    RoleGrant.objects.create(user=tutor, role=Role.CANDIDATE, granted_at=LONG_AGO)
    own = EnrolmentFactory(candidate__user=tutor)
    assert tutor_client.get(own.get_absolute_url()).status_code == 404
