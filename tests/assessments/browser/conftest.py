"""Chromium on a candidate's unit page."""

import os

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.assessments.portfolio import first_unit

# Playwright runs an event loop in this thread, beside which Django would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture
def enter(live_server, enrolment):
    """Sign the candidate in, in a browser context."""

    def enter(context):
        client = Client()
        client.force_login(enrolment.candidate.user)
        name = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        context.add_cookies([cookie])

    return enter


@pytest.fixture
def address(live_server, enrolment, root):
    unit = first_unit(enrolment)
    return f"{live_server.url}/enrolments/{enrolment.reference}/units/{unit.code}/"


@pytest.fixture
def screen(page, context, enter, address):
    """The unit page; its scripts and its policy stay silent."""
    enter(context)
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None,
    )
    page.set_default_timeout(30_000)
    page.goto(address)
    yield page
    assert faults == []
