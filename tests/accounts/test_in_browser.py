"""Signing in with Chromium: passkeys by its virtual authenticator, and what its policy says."""

import re

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from accounts.actions import create_person, invite_user
from ledger.jobs import run_due
from tests.accounts.conftest import PASSWORD, code_of, with_app

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SIZES = [1280, 390]
PAGES = [
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-abc/",
    "/account/signup/",
    "/invitation/abc/",
]
OWN_PAGES = [
    "/profile/",
    "/people/",
    "/people/new/",
    "/people/{pk}/",
    "/people/{pk}/details/",
    "/people/{pk}/deactivate/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/password/change/",
    "/account/sessions/",
    "/account/logout/",
]


@pytest.fixture
def screen(page, live_server):
    """A page that fails its test when scripts or the policy complain, or it asks elsewhere."""
    faults = []

    def heard(line):
        if line.type == "error" and "the server responded with a status of" not in line.text:
            faults.append(line.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda asked: asked.url.startswith((live_server.url, "data:")) or faults.append(asked.url),
    )
    page.set_default_timeout(30_000)
    yield page
    assert faults == []


@pytest.fixture
def laptop(page):
    """A device that makes and keeps passkeys, and whose owner always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def sign_in(screen, site, email):
    screen.goto(f"{site}/account/login/")
    screen.get_by_label("E-mail address").fill(email)
    screen.get_by_label("Password", exact=True).fill(PASSWORD)
    screen.locator("main form").first.get_by_role("button", name="Sign in", exact=True).click()
    screen.wait_for_url(re.compile(r"^(?!.*/account/login/)"))


def add_passkey(screen, site, *, alone=True):
    screen.goto(f"{site}/account/2fa/webauthn/add/")
    screen.get_by_label("What to call it").fill("Office laptop")
    screen.get_by_label("Sign in with it alone").set_checked(alone)
    screen.get_by_role("button", name="Make the passkey").click()
    expect(screen.locator("h1")).to_have_text("Recovery codes")


def sign_out(screen, site):
    screen.goto(f"{site}/account/logout/")
    screen.locator("main").get_by_role("button", name="Sign out").click()
    screen.wait_for_url(re.compile("/$"))


def at_profile(screen, site, user):
    screen.goto(f"{site}/profile/")
    expect(screen.locator("h1")).to_have_text(str(user))


# ---- passkeys ----------------------------------------------------------------------------------


def test_a_passkey_is_made_and_signs_in_alone(screen, laptop, live_server, tutor):
    sign_in(screen, live_server.url, tutor.email)
    add_passkey(screen, live_server.url)
    sign_out(screen, live_server.url)
    screen.goto(f"{live_server.url}/account/login/?next=/profile/")
    screen.get_by_role("button", name="Sign in with a passkey").click()

    expect(screen.locator("h1")).to_have_text("Tess Turner")
    kept = Authenticator.objects.get(type="webauthn", user=tutor)
    assert kept.wrap().name == "Office laptop"
    assert kept.last_used_at is not None


def test_a_passkey_is_the_second_step_after_the_password(screen, laptop, live_server, tutor):
    sign_in(screen, live_server.url, tutor.email)
    add_passkey(screen, live_server.url, alone=False)
    sign_out(screen, live_server.url)
    sign_in(screen, live_server.url, tutor.email)
    expect(screen.locator("h1")).to_have_text("Second step")
    screen.get_by_role("button", name="Use a passkey").click()
    screen.wait_for_url(re.compile(r"^(?!.*/2fa/)"))

    at_profile(screen, live_server.url, tutor)


def test_a_passkey_proves_that_it_is_still_you(screen, laptop, live_server, tutor):
    sign_in(screen, live_server.url, tutor.email)
    add_passkey(screen, live_server.url)
    screen.goto(f"{live_server.url}/account/2fa/webauthn/reauthenticate/?next=/profile/")
    screen.get_by_role("button", name="Use the passkey").click()

    expect(screen.locator("h1")).to_have_text("Tess Turner")


def test_a_device_without_a_passkey_is_told_apart_kindly(screen, laptop, live_server, tutor):
    screen.goto(f"{live_server.url}/account/login/")
    screen.get_by_role("button", name="Sign in with a passkey").click()

    expect(screen.locator(".passkey-said")).to_contain_text("Nothing was sent")


def test_a_passkey_is_renamed_and_removed(screen, laptop, live_server, tutor):
    sign_in(screen, live_server.url, tutor.email)
    add_passkey(screen, live_server.url)
    screen.goto(f"{live_server.url}/account/2fa/webauthn/")
    screen.get_by_role("link", name="Rename").click()
    screen.get_by_label("What to call it").fill("Old laptop")
    screen.get_by_role("button", name="Keep the name").click()
    expect(screen.locator("main")).to_contain_text("Old laptop")
    screen.get_by_role("link", name="Remove").click()
    screen.get_by_role("button", name="Remove the passkey").click()

    expect(screen.locator("main")).to_contain_text("No passkeys yet")
    assert Authenticator.objects.count() == 0


def test_staff_set_one_up_before_anything_else(screen, laptop, live_server, tutor, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(screen, live_server.url, tutor.email)
    expect(screen.locator("h1")).to_have_text("Set up a second factor first")
    screen.get_by_role("link", name="Add a passkey").click()
    screen.get_by_role("button", name="Make the passkey").click()

    expect(screen.locator("h1")).to_have_text("Recovery codes")
    at_profile(screen, live_server.url, tutor)


# ---- with forms alone --------------------------------------------------------------------------


def test_an_app_code_is_typed_at_the_second_step(screen, live_server, tutor):
    secret = with_app(tutor)
    sign_in(screen, live_server.url, tutor.email)
    screen.get_by_label("Code").fill(code_of(secret))
    screen.get_by_role("button", name="Sign in", exact=True).click()
    screen.wait_for_url(re.compile(r"^(?!.*/2fa/)"))

    at_profile(screen, live_server.url, tutor)


def test_a_typed_password_can_be_shown(screen, live_server):
    screen.goto(f"{live_server.url}/account/login/")
    field = screen.locator("#id_password")
    field.fill("four words")
    screen.get_by_role("button", name="Show password").click()
    expect(field).to_have_attribute("type", "text")
    screen.get_by_role("button", name="Hide password").click()
    expect(field).to_have_attribute("type", "password")


def test_the_demonstration_signs_in_with_one_click(screen, live_server, tutor):
    tutor.email = "tutor@pma.example"
    tutor.save()
    screen.goto(f"{live_server.url}/account/login/?next=/profile/")
    screen.get_by_role("button", name="Sign in as Tutor").click()

    expect(screen.locator("h1")).to_have_text("Tess Turner")


def test_an_invitation_is_accepted(screen, live_server, administrator, settings):
    """In a real browser, which sends no Origin from a page that tells no Referer."""
    settings.SITE_URL = live_server.url
    nia = create_person(
        email="nia@practice.example",
        given_name="Nia",
        family_name="Comer",
        by=administrator,
        now=timezone.now(),
    )
    invite_user(user=nia, by=administrator, now=timezone.now())
    run_due()
    screen.goto(re.search(r"http\S+/invitation/\S+", mail.outbox[0].body)[0])
    expect(screen.locator("h1")).to_have_text("Welcome, Nia")
    assert screen.url == f"{live_server.url}/invitation/"
    screen.get_by_label("Choose a password").fill("four-words-nobody-says")
    screen.get_by_role("button", name="Open my account").click()

    expect(screen.locator("main")).to_contain_text("Welcome, Nia. Your account is open.")


def test_a_forgotten_password_is_chosen_anew(screen, live_server, tutor, settings):
    settings.SITE_URL = live_server.url
    screen.goto(f"{live_server.url}/account/password/reset/")
    screen.get_by_label("E-mail address").fill(tutor.email)
    screen.get_by_role("button", name="Send the link").click()
    expect(screen.locator("h1")).to_have_text("Look into your mail")
    run_due()
    screen.goto(re.search(r"http\S+/reset/key/\S+", mail.outbox[0].body)[0])
    screen.get_by_label("New password").fill("four-words-nobody-says")
    screen.get_by_role("button", name="Keep this password").click()

    expect(screen.locator("h1")).to_have_text("Your new password is kept")


def test_whoever_is_still_there_stays_signed_in(screen, live_server, tutor, settings):
    screen.clock.install()
    sign_in(screen, live_server.url, tutor.email)
    screen.goto(f"{live_server.url}/profile/")
    settings.SESSION_IDLE_SECONDS = 240
    screen.clock.fast_forward("20:01")
    expect(screen.get_by_role("dialog")).to_contain_text("You will be signed out at")
    check(screen, None)
    settings.SESSION_IDLE_SECONDS = 7200
    screen.get_by_role("button", name="Stay signed in").click()

    expect(screen.get_by_role("dialog")).to_have_count(0)


# ---- every page --------------------------------------------------------------------------------


def check(screen, address):
    if address:
        screen.goto(address)
    found = Axe().run(screen, options=WCAG).response["violations"]
    assert [(fault["id"], [n["html"] for n in fault["nodes"]]) for fault in found] == []
    width = screen.viewport_size["width"]
    assert screen.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("width", SIZES)
def test_pages_for_visitors_fit_and_are_accessible(screen, live_server, db, width):
    screen.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        check(screen, live_server.url + path)


@pytest.mark.parametrize("width", SIZES)
def test_ones_own_pages_fit_and_are_accessible(screen, live_server, administrator, tutor, width):
    screen.set_viewport_size({"width": width, "height": 900})
    sign_in(screen, live_server.url, administrator.email)
    for path in OWN_PAGES:
        check(screen, live_server.url + path.format(pk=tutor.pk))
