"""Redis is down, the site is not: real web processes, a port where nothing listens."""

import contextlib
import http.cookies
import os
import re
import socket
import time
import urllib.parse

import pytest

from tests.accounts.test_web_workers import WebSite
from tests.ledger.harness import scratch_postgres

QUICK_SECONDS = 2.0
NOTHING_LISTENS = "redis://127.0.0.1:{port}/0"
KNOWN = "ruth@practice.example"
INVITED = (
    "from django.utils import timezone; from accounts.actions.people import create_person; "
    f"create_person(email={KNOWN!r}, given_name='Ruth', family_name='Okafor', by=None, "
    "now=timezone.now())"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site whose broker answers nobody, on the database that this run uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = NOTHING_LISTENS.format(port=probe.getsockname()[1])
    named = os.environ.get("DATABASE_URL", "")
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(scratch_postgres(named)) if named else ""
        folder = tmp_path_factory.mktemp("site")
        site = stack.enter_context(WebSite(folder, database_url=database, redis_url=closed))
        site.manage("shell", "--no-imports", "-c", INVITED)
        site.start_web("pmatraining.wsgi")
        yield site


def ask_for_a_password(site, email):
    """Fill in the page for a forgotten password, which owes a mail; status and seconds."""
    address = "/account/password/reset/"
    _, headers, page = site.ask("GET", address)
    cookie = http.cookies.SimpleCookie(dict(headers)["Set-Cookie"])["csrftoken"].value
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, "email": email})
    sent = {
        "Cookie": f"csrftoken={cookie}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    started = time.monotonic()
    status = site.ask("POST", address, form, sent)[0]
    return status, time.monotonic() - started


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("path", ["/", "/account/login/", "/verify/", "/register-interest/"])
def test_pages_answer(site, path):
    assert site.ask("GET", path)[0] == 200


@pytest.mark.slow
@pytest.mark.once
def test_an_action_that_owes_a_job_answers_as_usual_and_owes_it(site):
    owed = "SELECT count(*) FROM ledger_job WHERE state = 'pending'"
    before = site.rows(owed)[0][0]

    status, taken = ask_for_a_password(site, KNOWN)

    assert status == 302
    assert taken < QUICK_SECONDS
    assert site.rows(owed)[0][0] == before + 1


@pytest.mark.slow
@pytest.mark.once
def test_control_the_broker_was_asked_and_did_not_answer(site):
    ask_for_a_password(site, KNOWN)

    assert "No broker to nudge" in site.log.read_text()
