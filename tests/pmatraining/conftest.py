"""Chromium on the small site of pages.py, signed in as a candidate."""

import os

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.roles import Role
from pmatraining import menu as menu_module
from pmatraining.menu import Entry
from tests.pmatraining import pages

# Playwright runs an event loop in this thread, beside which Django would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture
def note():
    pages.note.start()
    return pages.note


@pytest.fixture
def small_site(monkeypatch, settings):
    """A menu of six, so that the rules show apart from the pages of the day."""
    settings.ROOT_URLCONF = "tests.pmatraining.pages"
    tutor, administrator = frozenset({Role.TUTOR}), frozenset({Role.ADMINISTRATOR})
    entries = (
        Entry("Visit", "visit"),
        Entry("Study", "study", roles=frozenset({Role.CANDIDATE})),
        Entry("Teach", "teach", roles=tutor),
        Entry("Queue", "queue", roles=tutor),
        Entry("Both", "both", roles=tutor | administrator),
        Entry("Run", "run", roles=administrator),
    )
    monkeypatch.setattr(menu_module, "ENTRIES", entries)


@pytest.fixture
def site(small_site, live_server, note):
    return live_server.url


@pytest.fixture
def sign_in(context, site):
    """Sign somebody in, in the browser of this test."""

    def sign_in(user):
        client = Client()
        client.force_login(user)
        session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": session, "url": site}])

    return sign_in


@pytest.fixture
def screen(page, site, sign_in, candidate_user):
    """A page whose console stays silent about scripts and the content security policy."""
    sign_in(candidate_user)
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    page.set_default_timeout(30_000)
    yield page
    assert faults == []
