"""The people pages, as an administrator uses them."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import create_person, details_of, invite_user, withdraw_role
from accounts.models import Invitation, RoleGrant, User
from accounts.roles import Role
from ledger.jobs import run_due
from ledger.versions import fingerprint
from tests.accounts.conftest import PASSWORD, person_url, sign_in, with_app
from tests.factories.accounts import CandidateUserFactory, TutorFactory, UserFactory
from tests.factories.enrolments import EnrolmentFactory

LIST = "/people/"
NEW = "/people/new/"
NIA = {
    "given_name": "Nia",
    "family_name": "Comer",
    "email": "nia@practice.example",
    "roles": ["tutor"],
}


def names(response):
    return [person.get_full_name() for person in response.context["page"]]


# ---- the list ----------------------------------------------------------------------------------


@pytest.fixture
def crowd(administrator, tutor, candidate_user):
    TutorFactory(given_name="Gus", family_name="Gone", is_active=False)
    create_person(
        email="nia@practice.example",
        given_name="Nia",
        family_name="Comer",
        by=None,
        now=timezone.now(),
    )


@pytest.mark.parametrize(
    "query, found",
    [
        ("", ["Ada Admin", "Nia Comer", "Ruth Okafor", "Tess Turner"]),
        ("?q=turn", ["Tess Turner"]),
        ("?q=TESS+turner", ["Tess Turner"]),
        ("?q=nia@", ["Nia Comer"]),
        ("?q=tess+okafor", []),
        ("?role=tutor", ["Tess Turner"]),
        ("?role=tutor&state=all", ["Gus Gone", "Tess Turner"]),
        ("?state=away", ["Gus Gone"]),
        ("?state=invited", ["Nia Comer"]),
        ("?role=nonsense", ["Ada Admin", "Nia Comer", "Ruth Okafor", "Tess Turner"]),
        ("?page=999", ["Ada Admin", "Nia Comer", "Ruth Okafor", "Tess Turner"]),
        ("?q=%00", ["Ada Admin", "Nia Comer", "Ruth Okafor", "Tess Turner"]),
    ],
)
def test_people_are_found_by_name_role_and_state(administrator_client, crowd, query, found):
    assert names(administrator_client.get(LIST + query)) == found


def test_a_role_taken_away_is_not_shown_as_held(administrator_client, administrator, tutor):
    withdraw_role(
        grant=tutor.role_grants.get(), reason="Left.", by=administrator, now=timezone.now()
    )
    response = administrator_client.get(LIST)

    assert [person.held_grants for person in response.context["page"]][1] == []
    assert names(administrator_client.get(LIST + "?role=tutor")) == []


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    administrator_client, size, django_assert_num_queries
):
    for _ in range(size):
        TutorFactory()
    with django_assert_num_queries(6):
        response = administrator_client.get(LIST + "?role=tutor")

    assert len(response.context["page"]) == size


def test_the_list_has_pages(administrator_client):
    for _ in range(60):
        CandidateUserFactory()

    assert len(names(administrator_client.get(LIST + "?role=candidate"))) == 50
    assert len(names(administrator_client.get(LIST + "?role=candidate&page=2"))) == 10


@pytest.mark.parametrize("client_name", ["tutor_client", "candidate_client"])
def test_others_see_nobody(request, administrator, client_name):
    response = request.getfixturevalue(client_name).get(LIST)

    assert response.status_code == 403
    assert administrator.email not in response.content.decode()


# ---- adding ------------------------------------------------------------------------------------


def test_somebody_is_added_with_roles_and_invited(admin_in):
    response = admin_in.post(NEW, NIA)
    nia = User.objects.get(email="nia@practice.example")
    run_due()

    assert response["Location"] == nia.get_absolute_url()
    assert nia.role_names == {Role.TUTOR}
    assert mail.outbox[0].to == ["nia@practice.example"]


def test_a_double_click_adds_one(admin_in):
    admin_in.post(NEW, NIA)
    response = admin_in.post(NEW, NIA)

    assert response.status_code == 422
    assert "Nia Comer has an account with this e-mail address already." in response.content.decode()
    assert User.objects.filter(email="nia@practice.example").count() == 1


@pytest.mark.parametrize(
    "change, words",
    [
        ({"given_name": ""}, "Fill this in."),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["candidate"]}, "not one of the available choices"),
        ({"roles": ["emperor"]}, "not one of the available choices"),
        ({"email": "nobody"}, "valid email address"),
        ({"family_name": "C\x00mer"}, "Null characters"),
        ({"family_name": "x" * 101}, "at most 100 characters"),
    ],
)
def test_what_needs_another_look_keeps_the_rest(admin_in, change, words):
    response = admin_in.post(NEW, NIA | change)
    page = response.content.decode()

    assert response.status_code == 422
    assert words in page
    assert 'value="Nia"' in page or change == {"given_name": ""}
    assert User.objects.count() == 1


# ---- who it is, once more ----------------------------------------------------------------------


def test_ten_minutes_after_signing_in_one_is_asked_again_and_goes_on(admin_in, administrator):
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        asked = admin_in.post(NEW, NIA)
        assert asked["Location"].startswith("/account/reauthenticate/?next=")
        assert User.objects.count() == 1
        response = admin_in.post(asked["Location"], {"password": PASSWORD})

    nia = User.objects.get(email="nia@practice.example")
    assert response["Location"] == nia.get_absolute_url()


SENSITIVE = [
    ("person_correct", {"given_name": "T", "family_name": "T", "email": "t@practice.example"}),
    ("role_grant", {"role": "administrator"}),
    ("person_deactivate", {"reason": "Left."}),
    ("factor_remove", {"reason": "Called back."}),
]


@pytest.mark.parametrize("name, form", SENSITIVE)
def test_what_matters_asks_again_and_changes_nothing_before(
    administrator_client, tutor, name, form
):
    with_app(tutor)
    before = User.objects.filter(pk=tutor.pk).values().get()
    response = administrator_client.post(person_url(name, tutor), form)

    assert response["Location"].startswith("/account/reauthenticate/")
    assert User.objects.filter(pk=tutor.pk).values().get() == before
    assert RoleGrant.objects.filter(user=tutor).count() == 1


# ---- one person --------------------------------------------------------------------------------


def test_the_page_shows_roles_with_their_history(admin_in, administrator, tutor):
    withdraw_role(
        grant=tutor.role_grants.get(),
        reason="Left the <team>.",
        by=administrator,
        now=timezone.now(),
    )
    admin_in.post(person_url("role_grant", tutor), {"role": "administrator"})
    page = admin_in.get(tutor.get_absolute_url()).content.decode()

    assert "withdrawn by Ada Admin: Left the &lt;team&gt;." in page
    assert "given by Ada Admin" in page
    assert "Ada Admin withdrew role tutor: Left the &lt;team&gt;." in page


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_asks_as_often_however_long_the_history(
    administrator_client, administrator, size, django_assert_num_queries
):
    person = UserFactory(roles=list(Role)[:size])
    for grant in person.role_grants.all():
        withdraw_role(grant=grant, reason="So.", by=administrator, now=timezone.now())
    with django_assert_num_queries(10):
        administrator_client.get(person.get_absolute_url())


def test_a_role_is_given_once_and_offered_no_more(admin_in, tutor):
    response = admin_in.post(person_url("role_grant", tutor), {"role": "administrator"})
    assert response["Location"] == tutor.get_absolute_url()
    again = admin_in.post(person_url("role_grant", tutor), {"role": "administrator"})

    assert again.status_code == 422
    assert RoleGrant.objects.filter(user=tutor, role="administrator").count() == 1


def test_a_role_is_withdrawn_with_a_reason(admin_in, tutor):
    url = person_url("role_withdraw", tutor, tutor.role_grants.get().pk)
    assert "signed out everywhere" in admin_in.get(url).content.decode()
    assert admin_in.post(url, {"reason": " "}).status_code == 422
    response = admin_in.post(url, {"reason": "Left."})

    assert response["Location"] == tutor.get_absolute_url()
    assert tutor.role_grants.get().reason == "Left."
    assert admin_in.get(url).status_code == 404


def test_the_last_administrator_is_told_why_the_role_stays(admin_in, administrator):
    url = person_url("role_withdraw", administrator, administrator.role_grants.get().pk)
    response = admin_in.post(url, {"reason": "Tired of <it>."})
    page = response.content.decode()

    assert response.status_code == 422
    assert "Ada Admin is the only administrator" in page
    assert "Tired of &lt;it&gt;." in page


def test_a_grant_is_withdrawn_on_its_own_persons_page_only(admin_in, tutor, candidate_user):
    url = person_url("role_withdraw", candidate_user, tutor.role_grants.get().pk)

    assert admin_in.post(url, {"reason": "Mixed up."}).status_code == 404


def test_an_invitation_is_sent_again(admin_in, administrator):
    nia = create_person(
        email="nia@practice.example",
        given_name="Nia",
        family_name="Comer",
        by=administrator,
        now=timezone.now(),
    )
    invite_user(user=nia, by=administrator, now=timezone.now())
    page = admin_in.post(person_url("person_invite", nia), follow=True).content.decode()

    assert "A new invitation to nia@practice.example is on its way." in page
    assert Invitation.objects.open().count() == 1
    assert Invitation.objects.count() == 2


def test_inviting_somebody_who_is_here_says_so(admin_in, tutor):
    page = admin_in.post(person_url("person_invite", tutor), follow=True).content.decode()

    assert "has chosen a password already" in page
    assert Invitation.objects.count() == 0


def test_an_account_is_turned_off_and_on(admin_in, tutor):
    admin_in.post(person_url("person_deactivate", tutor), {"reason": "On leave."})
    assert not User.objects.get(pk=tutor.pk).is_active
    page = admin_in.get(tutor.get_absolute_url()).content.decode()
    assert "This account is deactivated" in page
    invited = admin_in.post(person_url("person_invite", tutor))
    assert invited.status_code == 409
    assert "Reactivate the account first" in invited.content.decode()
    granted = admin_in.post(person_url("role_grant", tutor), {"role": "administrator"})
    assert granted.status_code == 422
    admin_in.post(person_url("person_reactivate", tutor))

    assert User.objects.get(pk=tutor.pk).is_active


def test_somebody_is_signed_out_everywhere(admin_in, tutor):
    there = Client()
    sign_in(there, tutor.email)
    admin_in.post(person_url("sessions_end", tutor))

    assert there.get("/profile/").status_code == 302


def test_a_lost_second_factor_is_removed(admin_in, tutor):
    with_app(tutor)
    url = person_url("factor_remove", tutor)
    assert "call a number you know" in admin_in.get(url).content.decode()
    assert admin_in.post(url, {"reason": "Called back."}).status_code == 302
    response = admin_in.post(url, {"reason": "Called back."})

    assert response.status_code == 422
    assert "has no second factor" in response.content.decode()


def test_details_are_put_right(admin_in, tutor):
    url = person_url("person_correct", tutor)
    assert f'value="{tutor.email}"' in admin_in.get(url).content.decode()
    form = {"given_name": "Tessa", "family_name": "Turner", "email": "Tessa@practice.example"}
    seen = {"version": fingerprint(details_of(tutor))}
    assert admin_in.post(url, form | seen)["Location"] == tutor.get_absolute_url()
    late = admin_in.post(url, form | seen | {"given_name": "Theresa"})
    assert (late.status_code, late.context["stands"]["Given name"]) == (409, "Tessa")
    assert 'value="Theresa"' in late.content.decode()
    taken = admin_in.post(url, form | {"email": User.objects.first().email})

    tutor.refresh_from_db()
    assert (str(tutor), tutor.email) == ("Tessa Turner", "tessa@practice.example")
    assert taken.status_code == 422 or User.objects.first() == tutor


@pytest.mark.parametrize(
    "name", ["person_invite", "role_grant", "person_reactivate", "sessions_end"]
)
def test_looking_changes_nothing(admin_in, tutor, name):
    assert admin_in.get(person_url(name, tutor)).status_code == 405


def test_somebody_who_is_not_there(admin_in):
    for pk in (999, 10**30):
        assert admin_in.get(f"/people/{pk}/").status_code == 404


# ---- one's own page ----------------------------------------------------------------------------


def test_ones_own_page_shows_who_one_is(tutor_client, tutor):
    page = tutor_client.get("/profile/").content.decode()

    for words in ("Tess Turner", tutor.email, "Tutor since 6 Jan 2025", "Not set up"):
        assert words in page


def test_keys_are_switched_off_and_on(tutor_client, tutor):
    tutor_client.post("/profile/", {})
    tutor.refresh_from_db()
    assert not tutor.has_key_shortcuts
    tutor_client.post("/profile/", {"has_key_shortcuts": "on"})
    tutor.refresh_from_db()
    assert tutor.has_key_shortcuts


def test_candidates_are_not_asked_about_keys(candidate_client):
    assert "Single-letter keys" not in candidate_client.get("/profile/").content.decode()


def test_somebody_without_a_role_learns_what_to_do(client, db):
    client.force_login(UserFactory())
    page = client.get("/", follow=True).content.decode()

    assert "None yet: an administrator gives them" in page


@pytest.mark.parametrize("size", [1, 3])
def test_ones_own_page_asks_as_often_for_three_roles(size, django_assert_num_queries, db):
    client = Client()
    client.force_login(UserFactory(roles=list(Role)[:size]))
    with django_assert_num_queries(7):
        client.get("/profile/")


def test_addresses_have_names(tutor):
    assert tutor.get_absolute_url() == reverse("accounts:person_detail", args=[tutor.pk])


def test_a_tutor_who_still_has_candidates_is_not_let_go_in_silence(admin_in, tutor, other_tutor):
    EnrolmentFactory.create_batch(2, tutor=tutor)
    EnrolmentFactory(tutor=tutor, status="completed", completed_at=timezone.now())
    for person, words in (
        (tutor, "2 candidates have Tess Turner as their tutor"),
        (other_tutor, ""),
    ):
        grant = person.role_grants.get()
        for url in (
            person_url("role_withdraw", person, grant.pk),
            person_url("person_deactivate", person),
        ):
            page = admin_in.get(url).content.decode()
            assert words in page
            assert ("reassign them first" in page) is bool(words)


def test_the_page_says_the_same_of_an_invitation_everywhere(administrator_client, administrator):
    nia = create_person(
        email="nia@practice.example",
        given_name="Nia",
        family_name="Comer",
        by=administrator,
        now=timezone.now(),
    )
    page = administrator_client.get(nia.get_absolute_url()).content.decode()
    assert "no invitation that still works" in page
    assert "Invited, not yet here" not in page
    assert "Added by Ada Admin" in page

    invite_user(user=nia, by=administrator, now=timezone.now())

    page = administrator_client.get(nia.get_absolute_url()).content.decode()
    assert "Invited, not yet here" in page
    assert "Invited by Ada Admin" in page
