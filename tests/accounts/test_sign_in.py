"""Signing in and out: what is answered, what is kept, what a shared computer forgets."""

import re
import time
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import presence
from accounts.models import User
from ledger.models import AuditEvent
from tests.accounts.conftest import PASSWORD, SIGN_IN, sign_in
from tests.factories.accounts import CandidateUserFactory, UserFactory

PROFILE = "/profile/"


def bare(response):
    """A page without what differs on every request."""
    page = re.sub(r'value="[\w-]{64}"', "", response.content.decode())
    headers = {k: v for k, v in response.headers.items() if k not in ("Expires", "Set-Cookie")}
    return response.status_code, headers, page


# ---- in ----------------------------------------------------------------------------------------


def test_the_right_password_opens_the_desk(visitor, candidate_user):
    response = sign_in(visitor, candidate_user.email)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert visitor.get(PROFILE).status_code == 200


def test_the_address_may_be_typed_in_capitals(visitor):
    UserFactory(email="ruth@practice.example")

    assert sign_in(visitor, "Ruth@Practice.Example").status_code == 302


def test_the_page_asked_for_comes_after_signing_in(visitor, candidate_user):
    response = visitor.get(PROFILE)
    assert response["Location"] == f"{SIGN_IN}?next=/profile/"
    signed_in = visitor.post(
        SIGN_IN, {"login": candidate_user.email, "password": PASSWORD, "next": PROFILE}
    )

    assert signed_in["Location"] == PROFILE


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_nobody_is_led_off_the_site(visitor, candidate_user, place):
    response = visitor.post(
        SIGN_IN, {"login": candidate_user.email, "password": PASSWORD, "next": place}
    )

    assert response["Location"] == "/"


def test_the_session_is_another_after_signing_in(visitor, candidate_user):
    visitor.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    before = visitor.session.session_key
    sign_in(visitor, candidate_user.email)

    assert before
    assert visitor.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_in_is_written_down(visitor, candidate_user):
    sign_in(visitor, candidate_user.email)

    assert AuditEvent.objects.get().verb == "signed in"


def test_a_wrong_password_keeps_the_address_and_not_the_password(visitor, candidate_user):
    response = sign_in(visitor, candidate_user.email, "not-the-password")
    page = response.content.decode()

    assert response.status_code == 422
    assert "do not belong together" in page
    assert f'value="{candidate_user.email}"' in page
    assert "not-the-password" not in page


@pytest.mark.parametrize(
    "login, password",
    [
        ("", ""),
        ("not an address", PASSWORD),
        ("nul\x00@practice.example", PASSWORD),
        ("ruth@practice.example", "nul\x00"),
        ("x" * 5000 + "@practice.example", PASSWORD),
        ("ruth@practice.example", "y" * 1_000_000),
        ("\u202eruth@practice.example", PASSWORD),
    ],
)
def test_odd_input_is_answered_beside_the_field(visitor, login, password):
    response = sign_in(visitor, login, password)

    assert response.status_code == 422
    assert "is-invalid" in response.content.decode() or "belong together" in (
        response.content.decode()
    )


def test_missing_and_doubled_fields_are_no_trouble(visitor, candidate_user):
    assert visitor.post(SIGN_IN, {}).status_code == 422
    doubled = visitor.post(
        SIGN_IN, {"login": ["a@b.example", candidate_user.email], "password": ["x", PASSWORD]}
    )
    assert doubled.status_code == 302


# ---- nobody learns who has an account ------------------------------------------------------------


@pytest.fixture
def everybody(db):
    """An address for each way of having an account, or none."""
    invited = UserFactory(email="invited@practice.example")
    invited.set_unusable_password()
    invited.save()
    return {
        "active": UserFactory(email="active@practice.example"),
        "away": UserFactory(email="away@practice.example", is_active=False),
        "invited": invited,
        "unknown": None,
    }


def test_a_wrong_password_is_answered_alike_for_all(everybody):
    answers = {
        bare(sign_in(Client(), f"{name}@practice.example", "not-the-password"))[2].replace(
            name, "NAME"
        )
        for name in everybody
    }

    assert len(answers) == 1


def test_the_right_password_of_a_deactivated_account_is_answered_so_too(everybody):
    wrong = sign_in(Client(), "away@practice.example", "not-the-password")
    right = sign_in(Client(), "away@practice.example", PASSWORD)

    assert bare(wrong) == bare(right)


def hashes_of_a_wrong_password(names):
    """The work of a sign-in is its hash, so counting hashes says who could be told apart."""
    costs = {}
    hasher = hashers.MD5PasswordHasher
    for name in names:
        with mock.patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as work:
            sign_in(Client(), f"{name}@practice.example", "not-the-password")
        costs[name] = work.call_count
    return costs


def test_a_wrong_password_costs_one_hash_for_all(everybody):
    assert hashes_of_a_wrong_password(everybody) == dict.fromkeys(everybody, 1)


def test_control_a_backend_in_a_hurry_tells_them_apart(everybody, settings):
    settings.AUTHENTICATION_BACKENDS = ["tests.accounts.hasty.HastyBackend"]

    assert hashes_of_a_wrong_password(everybody)["unknown"] == 0


def test_the_refusal_is_alike_for_all(everybody):
    pages = set()
    for name in everybody:
        client = Client(REMOTE_ADDR=f"198.51.100.{len(pages) + 1}")
        with time_machine.travel(timezone.now(), tick=False):
            for _ in range(5):
                sign_in(client, f"{name}@practice.example", "not-the-password")
            pages.add(sign_in(client, f"{name}@practice.example", "not-the-password").content)

    assert len(pages) == 1


# ---- out ---------------------------------------------------------------------------------------


def test_signing_out_leaves_nothing_in_the_browser(visitor, candidate_user):
    sign_in(visitor, candidate_user.email)
    key = visitor.session.session_key
    response = visitor.post("/account/logout/")

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    assert visitor.get(PROFILE).status_code == 302


def test_looking_at_the_sign_out_page_signs_nobody_out(visitor, candidate_user):
    sign_in(visitor, candidate_user.email)
    response = visitor.get("/account/logout/")

    assert response.status_code == 200
    assert "Clear-Site-Data" not in response
    assert visitor.get(PROFILE).status_code == 200


def test_signing_out_twice_is_no_trouble(visitor):
    response = visitor.post("/account/logout/")

    assert response.status_code == 302
    assert "Clear-Site-Data" not in response


# ---- how long a session lasts ------------------------------------------------------------------


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-03 09:00 +00:00", tick=False) as clock:
        yield clock


def test_a_session_ends_after_two_hours_without_a_click(clock, visitor, candidate_user):
    sign_in(visitor, candidate_user.email)
    clock.shift(timedelta(hours=2))
    assert visitor.get(PROFILE).status_code == 200
    clock.shift(timedelta(hours=2, seconds=1))
    response = visitor.get(PROFILE)

    assert response["Location"] == f"{SIGN_IN}?next=/profile/"
    page = visitor.get(response["Location"]).content.decode()
    assert "You were signed out because nothing happened" in page


def test_clicking_keeps_a_session_for_twelve_hours_and_no_longer(clock, visitor, candidate_user):
    sign_in(visitor, candidate_user.email)
    for _ in range(12):
        clock.shift(timedelta(hours=1))
        assert visitor.get(PROFILE).status_code == 200
    clock.shift(timedelta(seconds=1))

    assert visitor.get(PROFILE).status_code == 302


def test_a_page_view_writes_once_in_five_minutes_that_somebody_is_there(
    clock, visitor, candidate_user
):
    sign_in(visitor, candidate_user.email)
    started = UserSession.objects.get().last_seen_at
    clock.shift(timedelta(minutes=5))
    visitor.get(PROFILE)
    assert UserSession.objects.get().last_seen_at == started
    clock.shift(timedelta(seconds=1))
    visitor.get(PROFILE)

    assert UserSession.objects.get().last_seen_at == timezone.now()


def test_asking_how_long_prolongs_nothing_and_saying_so_does(clock, visitor, candidate_user):
    sign_in(visitor, candidate_user.email)
    clock.shift(timedelta(minutes=90))
    ask = {"X-Requested-With": "clock"}

    assert visitor.get("/session/", headers=ask).json() == {"seconds": 1800}
    assert visitor.get("/session/", headers=ask).json() == {"seconds": 1800}
    assert visitor.post("/session/", headers=ask).json() == {"seconds": 7200}
    clock.shift(timedelta(minutes=119))
    assert visitor.get("/session/", headers=ask).json() == {"seconds": 60}
    clock.shift(timedelta(minutes=2))
    assert visitor.get("/session/", headers=ask).status_code == 302


def test_the_working_day_ends_whatever_is_said(clock, visitor, candidate_user):
    sign_in(visitor, candidate_user.email)
    for _ in range(7):
        clock.shift(timedelta(minutes=100))
        visitor.post("/session/")

    assert visitor.get("/session/").json() == {"seconds": 1200}


def test_places_where_the_session_has_ended_are_not_shown(clock, visitor, candidate_user):
    elsewhere = Client(HTTP_USER_AGENT="Firefox on Windows")
    sign_in(elsewhere, candidate_user.email)
    clock.shift(timedelta(minutes=121))
    sign_in(visitor, candidate_user.email)
    page = visitor.get(reverse("usersessions_list")).content.decode()

    assert "Only here." in page
    assert "Firefox on Windows" not in page
    assert "1 place" in visitor.get(PROFILE).content.decode()


def test_a_session_from_before_the_clock_gets_one(visitor, candidate_user):
    visitor.force_login(candidate_user)
    session = visitor.session
    del session[presence.SEEN], session[presence.STARTED]
    session.save()
    visitor.get(PROFILE)

    assert abs(visitor.session[presence.STARTED] - time.time()) < 5


def test_a_session_ends_when_the_account_is_turned_off(visitor, candidate_user):
    sign_in(visitor, candidate_user.email)
    User.objects.update(is_active=False)

    assert visitor.get(PROFILE).status_code == 302


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(visitor, candidate_user):
    elsewhere = Client()
    sign_in(visitor, candidate_user.email)
    sign_in(elsewhere, candidate_user.email)
    response = visitor.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "four-words-nobody-says"},
    )

    assert (response.status_code, response["Location"]) == (302, PROFILE)
    assert visitor.get(PROFILE).status_code == 200
    assert elsewhere.get(PROFILE).status_code == 302


def test_the_old_password_is_counted_like_any_guess(visitor, candidate_user):
    sign_in(visitor, candidate_user.email)
    answers = [
        visitor.post(
            reverse("account_change_password"),
            {"oldpassword": f"guess-{number}", "password1": "four-words-nobody-says"},
            REMOTE_ADDR="127.0.0.1",
        ).status_code
        for number in range(5)
    ]

    assert answers == [422] * 5
    assert sign_in(Client(), candidate_user.email).status_code == 429


def test_one_can_sign_out_everywhere_else(visitor, candidate_user):
    elsewhere = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Version/17 Mobile Safari/604.1")
    sign_in(visitor, candidate_user.email)
    sign_in(elsewhere, candidate_user.email)
    page = visitor.get(reverse("usersessions_list")).content.decode()
    assert "Safari on iPhone" in page
    visitor.post(reverse("usersessions_list"))

    assert visitor.get(PROFILE).status_code == 200
    assert elsewhere.get(PROFILE).status_code == 302


# ---- what is closed ----------------------------------------------------------------------------


def test_nobody_signs_up(visitor):
    form = {"email": "new@practice.example", "password1": "four-words-nobody-says"}
    for response in (visitor.get("/account/signup/"), visitor.post("/account/signup/", form)):
        assert response.status_code == 403
        assert "Register your interest" in response.content.decode()
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/account/email/",
        "/account/confirm-email/",
        "/account/confirm-email/abc/",
        "/account/login/code/confirm/",
        "/account/social/login/error/",
        "/account/2fa/webauthn/signup/",
    ],
)
def test_what_we_do_not_use_of_allauth_is_not_there(candidate_client, path):
    assert candidate_client.get(path).status_code == 404


def test_the_bare_account_address_leads_to_ones_own_page(candidate_client, client):
    assert candidate_client.get("/account/")["Location"] == PROFILE
    assert client.get("/account/")["Location"] == f"{SIGN_IN}?next=/account/"


# ---- the demonstration -------------------------------------------------------------------------


def test_the_demonstration_offers_its_accounts(visitor):
    page = visitor.get(SIGN_IN).content.decode()

    for name in ("admin", "tutor", "iqa", "candidate5", "candidate7"):
        assert f'value="{name}@pma.example"' in page


def test_its_password_opens_nothing_elsewhere(visitor, settings):
    user = CandidateUserFactory(email="candidate5@pma.example")
    settings.DEMO_MODE = False

    assert "pma.example" not in visitor.get(SIGN_IN).content.decode()
    assert sign_in(visitor, user.email).status_code == 422
    settings.DEMO_MODE = True
    assert sign_in(visitor, user.email).status_code == 302
