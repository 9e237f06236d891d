"""What the pages of signing in tell a browser, read from the answers themselves."""

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from tests.accounts.conftest import PASSWORD, sign_in

PAGES = [
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-abc/",
    "/account/signup/",
    "/invitation/abc/",
    "/invitation/",
]
OWN_PAGES = [
    "/profile/",
    "/people/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/add/",
    "/account/sessions/",
    "/account/password/change/",
    "/account/logout/",
]


@pytest.fixture
def pages(admin_in, db):
    """Each page as it is answered."""
    visitor = Client()
    return [visitor.get(path) for path in PAGES] + [admin_in.get(path) for path in OWN_PAGES]


def test_nothing_inline_and_nothing_from_elsewhere(pages):
    for page in pages:
        policy = page["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        text = page.content.decode()
        assert " style=" not in text
        assert " onclick=" not in text
        for script in text.split("<script")[1:]:
            assert (
                'src="' in script.partition(">")[0]
                or "application/json" in script.partition(">")[0]
            )


@pytest.mark.parametrize(
    "header, value",
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
    ],
)
def test_every_page_is_kept_to_itself(pages, header, value):
    assert {page[header] for page in pages} == {value}


def test_addresses_with_tokens_are_told_to_nobody_and_others_to_us_alone(pages):
    told = {page.request["PATH_INFO"]: page["Referrer-Policy"] for page in pages}

    assert told.pop("/account/password/reset/key/1-abc/") == "same-origin"
    assert told.pop("/invitation/abc/") == "same-origin"
    assert set(told.values()) == {"same-origin"}


def test_ones_own_pages_are_kept_by_no_cache(admin_in):
    for path in OWN_PAGES:
        assert "no-store" in admin_in.get(path)["Cache-Control"]


def test_cookies_cannot_be_read_by_scripts(visitor, candidate_user):
    visitor.get("/account/login/")
    sign_in(visitor, candidate_user.email)
    visitor.get("/profile/")
    cookies = visitor.cookies

    assert {"sessionid", "csrftoken", "known"} <= set(cookies)
    for name in ("sessionid", "csrftoken", "known"):
        assert cookies[name]["httponly"] is True
        assert cookies[name]["domain"] == ""
        assert cookies[name]["samesite"] in ("Lax", "Strict")
    assert cookies["sessionid"]["max-age"] == ""


def test_over_tls_cookies_are_tied_to_the_host(candidate_user, settings):
    """As for real: the names themselves make a browser insist on it."""
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    client.force_login(candidate_user)
    client.get("/profile/", secure=True)
    known = client.cookies["__Host-known"]

    assert (known["secure"], known["path"], known["domain"]) == (True, "/", "")


def test_forms_without_the_sites_own_token_are_refused(db, candidate_user):
    client = Client(enforce_csrf_checks=True)
    for path, form in (
        ("/account/login/", {"login": candidate_user.email, "password": PASSWORD}),
        ("/account/password/reset/", {"email": candidate_user.email}),
        ("/invitation/", {"password": "four-words-nobody-says"}),
    ):
        assert client.post(path, form).status_code == 403


def test_signing_out_needs_the_token_too(candidate_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(candidate_user)

    assert client.post(reverse("account_logout")).status_code == 403
    assert client.get("/profile/").status_code == 200


def test_passwords_are_kept_by_a_slow_hash():
    from pmatraining import settings as real

    assert real.PASSWORD_HASHERS[0].endswith("ScryptPasswordHasher")
    assert configured.PASSWORD_RESET_TIMEOUT == 3600
