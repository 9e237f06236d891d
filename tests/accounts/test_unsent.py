"""A form that came too late: nothing is done, nothing typed is lost, nobody is tricked."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ledger.models import AuditEvent
from tests.accounts.conftest import person_url, sign_in

OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
REASON = {"reason": "Left the <team> on 3 Nov, & said so in a letter to all of us."}


def hidden_fields(page):
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return [pair for pair in found if pair[0] != "csrfmiddlewaretoken"]


@pytest.fixture
def late(tutor):
    """Where a form of an administrator goes."""
    return person_url("person_deactivate", tutor)


def test_a_form_sent_after_the_session_ended_comes_back_whole(visitor, administrator, tutor, late):
    sign_in(visitor, administrator.email)
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        page = visitor.post(late, REASON, headers=OWN_PAGE)

    tutor.refresh_from_db()
    assert (page.status_code, tutor.is_active) == (403, True)
    assert "you are signed out" in page.content.decode()
    assert f'action="{late}"' in page.content.decode()
    assert hidden_fields(page) == [
        ("reason", "Left the &lt;team&gt; on 3 Nov, &amp; said so in a letter to all of us.")
    ]


def test_signing_in_elsewhere_and_sending_again_goes_on(administrator, tutor, late):
    """As a browser does it: one tab waits, the other signs in, which renews the token."""
    browser = Client(enforce_csrf_checks=True)

    def post(path, form):
        page = browser.get("/account/login/") if path == "/account/login/" else post.page
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
        return browser.post(path, form | {"csrfmiddlewaretoken": token}, headers=OWN_PAGE)

    post.page = browser.get("/account/login/")
    waiting = post(late, REASON)
    assert "you are signed out" in waiting.content.decode()
    post("/account/login/", {"login": administrator.email, "password": "let-me-look-round"})
    post.page = waiting
    older = post(late, REASON)
    assert older.status_code == 403
    assert "since this form was opened" in older.content.decode()
    assert len(hidden_fields(older)) == 1
    post.page = older
    done = post(late, REASON)

    tutor.refresh_from_db()
    assert (done["Location"], tutor.is_active) == (tutor.get_absolute_url(), False)
    assert AuditEvent.objects.get(verb="deactivated").reason == REASON["reason"]


@pytest.mark.parametrize("came_from", ["cross-site", "same-site", "none", None])
def test_what_another_site_sent_is_not_offered_to_be_sent_again(administrator, late, came_from):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(administrator)
    page = browser.post(late, REASON, headers={"Sec-Fetch-Site": came_from} if came_from else {})

    assert page.status_code == 403
    assert "Send it again" not in page.content.decode()
    assert hidden_fields(page) == []


def test_a_visitor_from_another_site_is_led_to_sign_in(visitor, late):
    page = visitor.post(late, REASON, headers={"Sec-Fetch-Site": "cross-site"})

    assert page["Location"].startswith("/account/login/?next=")


def test_passwords_are_never_written_into_a_page(visitor):
    form = {"oldpassword": "what-i-typed", "password1": "four-words-nobody-says"}
    page = visitor.post("/account/password/change/", form, headers=OWN_PAGE)

    assert page.status_code == 302
    late_sign_in = Client(enforce_csrf_checks=True).post(
        "/account/login/",
        {"login": "ruth@practice.example", "password": "what-i-typed"},
        headers=OWN_PAGE,
    )
    assert late_sign_in.status_code == 403
    assert "what-i-typed" not in late_sign_in.content.decode()


def test_doubled_and_empty_fields_come_back_as_they_were(visitor, late):
    page = visitor.post(late, {"roles": ["tutor", "administrator"], "note": ""}, headers=OWN_PAGE)

    assert hidden_fields(page) == [("roles", "tutor"), ("roles", "administrator"), ("note", "")]


def test_looking_at_a_page_while_signed_out_leads_to_sign_in(visitor, late):
    assert visitor.get(late, headers=OWN_PAGE).status_code == 302
