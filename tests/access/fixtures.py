"""The world, built once for a module and taken down with it."""

import logging

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client, override_settings

from tests.access.watching import taken_back
from tests.access.world import build


def session_of(user):
    """The cookie of somebody who signed in a moment ago."""
    client = Client()
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="password", email=user.email)
    request.session.save()
    return request.session.session_key


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Both sides, and `sessions`: the cookie of each role."""
    files = tmp_path_factory.mktemp("files")
    folders = override_settings(EVIDENCE_ROOT=files / "evidence", STATEMENTS_ROOT=files / "papers")
    with django_db_blocker.unblock(), folders, taken_back():
        made = build()
        made.sessions = {role: session_of(user) for role, user in made.cast.items()}
        logging.disable(logging.CRITICAL)  # thousands of refusals, each a line
        yield made
        logging.disable(logging.NOTSET)
