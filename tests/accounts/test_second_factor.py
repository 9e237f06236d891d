"""Authenticator apps and recovery codes, with real codes, and who must have one."""

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts import guesses
from accounts.guesses import Limit
from accounts.second_factor import SecondFactorAdapter
from ledger.jobs import run_due
from ledger.models import AuditEvent
from tests.accounts.conftest import PASSWORD, code_of, sign_in, with_app
from tests.factories.accounts import (
    AdministratorFactory,
    CandidateUserFactory,
    TutorFactory,
    UserFactory,
)

INDEX = "/account/2fa/"
ASKED = "/account/2fa/authenticate/"
ADD_APP = "/account/2fa/totp/activate/"
CODES = "/account/2fa/recovery-codes/"


@pytest.fixture
def required(db, settings):
    """As it is for real: staff must have a second factor."""
    settings.SECOND_FACTOR_REQUIRED = True


def secret_on(page):
    return re.search(r'class="totp-key">(\w+)<', page.content.decode())[1]


def add_app(client):
    """Scan the picture, type the code; returns the secret and the answer."""
    secret = secret_on(client.get(ADD_APP))
    return secret, client.post(ADD_APP, {"code": code_of(secret)})


# ---- the app -----------------------------------------------------------------------------------


def test_an_app_is_added_by_its_first_code_and_asked_for_from_then_on(visitor, tutor):
    sign_in(visitor, tutor.email)
    secret, response = add_app(visitor)
    assert response["Location"] == CODES

    again = Client()
    assert sign_in(again, tutor.email)["Location"] == ASKED
    assert "_auth_user_id" not in again.session
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        response = again.post(ASKED, {"code": code_of(secret)})
    assert response["Location"] == "/"
    assert again.session["_auth_user_id"] == str(tutor.pk)


def test_a_wrong_first_code_adds_nothing_and_keeps_the_picture(visitor, tutor):
    sign_in(visitor, tutor.email)
    secret = secret_on(visitor.get(ADD_APP))
    response = visitor.post(ADD_APP, {"code": "000000"})

    assert response.status_code == 422
    assert secret_on(response) == secret
    assert Authenticator.objects.count() == 0


def test_a_code_opens_the_door_once(tutor):
    secret = with_app(tutor)
    first, second = Client(), Client()
    sign_in(first, tutor.email)
    sign_in(second, tutor.email)
    code = code_of(secret)

    assert first.post(ASKED, {"code": code}).status_code == 302
    assert second.post(ASKED, {"code": code}).status_code == 422


def test_the_session_is_another_after_the_second_step(visitor, tutor):
    secret = with_app(tutor)
    sign_in(visitor, tutor.email)
    before = visitor.session.session_key
    visitor.post(ASKED, {"code": code_of(secret)})

    assert before
    assert visitor.session.session_key != before


def test_the_second_step_waits_a_quarter_of_an_hour(visitor, tutor):
    secret = with_app(tutor)
    sign_in(visitor, tutor.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        response = visitor.post(ASKED, {"code": code_of(secret)})

    assert response["Location"] == "/account/login/"


def test_the_second_step_is_not_there_without_the_first(visitor):
    assert visitor.get(ASKED)["Location"] == "/account/login/"


def wrong_codes(email, times):
    """Give the password, then so many wrong codes, from as many places."""
    client = Client()
    sign_in(client, email)
    return [
        client.post(ASKED, {"code": f"{n:06}"}, REMOTE_ADDR=f"198.51.100.{n}").status_code
        for n in range(times)
    ]


def test_the_sixth_wrong_code_is_answered_429_wherever_it_comes_from(tutor):
    with_app(tutor)

    assert wrong_codes(tutor.email, 7) == [422] * 5 + [429] * 2


def test_control_without_counting_codes_can_be_guessed_on(tutor, monkeypatch):
    monkeypatch.setattr(guesses, "CODE", Limit("code", 10**6))
    with_app(tutor)

    assert wrong_codes(tutor.email, 7) == [422] * 7


def test_an_app_can_be_taken_off_and_its_owner_is_told(
    visitor, tutor, django_capture_on_commit_callbacks
):
    sign_in(visitor, tutor.email)
    with django_capture_on_commit_callbacks(execute=True):
        add_app(visitor)
    response = visitor.post(reverse("mfa_deactivate_totp"))
    run_due()

    assert response["Location"] == INDEX
    assert Authenticator.objects.count() == 0
    assert [letter.subject for letter in mail.outbox] == [
        "An authenticator app was added",
        "The authenticator app was removed",
    ]
    assert "The authenticator app was removed on" in mail.outbox[1].body
    assert set(AuditEvent.objects.values_list("verb", flat=True)) == {
        "signed in",
        "sign-in: totp_activated",
        "sign-in: totp_deactivated",
    }


# ---- recovery codes ----------------------------------------------------------------------------


def codes_on(page):
    return re.findall(r"<code>(\d{8})</code>", page.content.decode())


def test_a_recovery_code_opens_the_door_once(visitor, tutor):
    sign_in(visitor, tutor.email)
    add_app(visitor)
    codes = codes_on(visitor.get(CODES))
    assert len(codes) == 10

    answers = []
    for code in (codes[0], codes[0], codes[1]):
        client = Client()
        sign_in(client, tutor.email)
        answers.append(client.post(ASKED, {"code": code}).status_code)
    assert answers == [302, 422, 302]
    assert len(codes_on(visitor.get(CODES))) == 8


def test_new_codes_end_the_old_ones(visitor, tutor):
    sign_in(visitor, tutor.email)
    add_app(visitor)
    old = codes_on(visitor.get(CODES))
    visitor.post(reverse("mfa_generate_recovery_codes"))
    new = codes_on(visitor.get(CODES))

    assert not set(old) & set(new)
    client = Client()
    sign_in(client, tutor.email)
    assert client.post(ASKED, {"code": old[0]}).status_code == 422


def test_codes_can_be_downloaded_as_text(visitor, tutor):
    sign_in(visitor, tutor.email)
    add_app(visitor)
    response = visitor.get(reverse("mfa_download_recovery_codes"))

    assert response["Content-Type"] == "text/plain"
    assert set(codes_on(visitor.get(CODES))) <= set(response.content.decode().split())


# ---- asking again ------------------------------------------------------------------------------


def test_whoever_has_just_signed_in_is_not_asked_again(visitor, tutor):
    sign_in(visitor, tutor.email)

    assert visitor.get(ADD_APP).status_code == 200


def test_after_ten_minutes_one_is_asked_again(visitor, tutor):
    sign_in(visitor, tutor.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        response = visitor.get(ADD_APP)
        assert unquote(response["Location"]) == f"/account/reauthenticate/?next={ADD_APP}"
        again = "/account/reauthenticate/"
        wrong = visitor.post(again, {"password": "not-the-password", "next": ADD_APP})
        right = visitor.post(again, {"password": PASSWORD, "next": ADD_APP})
        assert (wrong.status_code, right["Location"]) == (422, ADD_APP)
        assert visitor.get(ADD_APP).status_code == 200


def test_a_screen_left_open_is_no_way_to_guess_the_password(visitor, tutor):
    visitor.force_login(tutor)
    answers = [
        visitor.post("/account/reauthenticate/", {"password": f"guess-{n}"}).status_code
        for n in range(6)
    ]

    assert answers == [422] * 5 + [429]


def test_a_code_proves_it_too(visitor, tutor):
    secret = with_app(tutor)
    visitor.force_login(tutor)
    url = reverse("mfa_reauthenticate")

    assert visitor.post(url, {"code": "000000"}).status_code == 422
    assert visitor.post(url, {"code": code_of(secret), "next": CODES})["Location"] == CODES


# ---- kept encrypted ----------------------------------------------------------------------------


def test_the_database_alone_makes_no_codes(tutor):
    secret = with_app(tutor)
    kept = Authenticator.objects.get().data["secret"]

    assert secret not in str(kept)
    assert SecondFactorAdapter().decrypt(kept) == secret


def test_a_new_secret_key_reads_what_the_former_kept(tutor, settings):
    secret = with_app(tutor)
    kept = Authenticator.objects.get().data["secret"]
    former, settings.SECRET_KEY = settings.SECRET_KEY, "a-new-one"
    settings.SECRET_KEY_FALLBACKS = [former]

    assert SecondFactorAdapter().decrypt(kept) == secret


def test_without_the_former_key_no_code_is_right(visitor, tutor, settings):
    secret = with_app(tutor)
    kept = Authenticator.objects.get().data["secret"]
    settings.SECRET_KEY = "a-new-one"
    adapter = SecondFactorAdapter()

    assert adapter.decrypt(kept) not in (secret, "", kept)
    assert adapter.decrypt(kept) != adapter.decrypt(kept)
    sign_in(visitor, tutor.email)
    assert visitor.post(ASKED, {"code": code_of(secret)}).status_code == 422


# ---- staff first of all ------------------------------------------------------------------------

BEFORE = {
    INDEX,
    ADD_APP,
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/reauthenticate/",
    "/account/logout/",
    "/healthz/",
}


def plain_paths(patterns=None, prefix="/"):
    """Every address of the site that takes no argument."""
    for pattern in patterns or get_resolver().url_patterns:
        path = prefix + str(pattern.pattern).removeprefix("^")
        if "<" in path or "(" in path:
            continue
        if hasattr(pattern, "url_patterns"):
            yield from plain_paths(pattern.url_patterns, path)
        else:
            yield path


def reached(client):
    """Those of them that lead anywhere but to the second factor."""
    return {path for path in plain_paths() if client.get(path).headers.get("Location") != INDEX}


@pytest.mark.parametrize("factory", [TutorFactory, AdministratorFactory])
def test_staff_without_one_reach_nothing_else(required, factory):
    client = Client()
    sign_in(client, factory().email)

    assert reached(client) == BEFORE


def test_control_when_it_is_not_required_they_reach_the_site(tutor_client):
    assert len(reached(tutor_client)) > len(BEFORE) + 10


def test_a_superuser_without_a_role_must_have_one_too(required):
    boss = UserFactory(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(boss)

    assert client.get("/admin/")["Location"] == INDEX


def test_nothing_is_done_before_it(required, administrator):
    client = Client()
    client.force_login(administrator)
    response = client.post("/people/new/", {"email": "new@practice.example"})

    assert response["Location"] == INDEX


def test_with_one_the_site_is_open(required, tutor):
    client = Client()
    sign_in(client, tutor.email)
    assert "Set up a second factor first" in client.get(INDEX).content.decode()
    add_app(client)

    assert client.get("/profile/").status_code == 200
    assert "Set up a second factor first" not in client.get(INDEX).content.decode()


def test_recovery_codes_alone_are_no_second_factor(required, tutor):
    client = Client()
    sign_in(client, tutor.email)
    add_app(client)
    client.post(reverse("mfa_deactivate_totp"))

    assert client.get("/profile/")["Location"] == INDEX


def test_candidates_may_but_need_not(required):
    client = Client()
    sign_in(client, CandidateUserFactory().email)

    assert client.get("/profile/").status_code == 200


def test_visitors_are_not_asked(required, visitor):
    assert visitor.get("/account/login/").status_code == 200


def test_the_demonstration_says_that_it_does_not_ask(tutor_client, visitor):
    assert (
        "Staff are not asked for a second factor here"
        in visitor.get("/account/login/").content.decode()
    )
    assert "Demonstration: staff are not asked" in tutor_client.get("/profile/").content.decode()
