"""The cast: one person and one client per role, and strangers who must see nothing."""

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import expect

from tests.factories.accounts import AdministratorFactory, CandidateUserFactory, TutorFactory

pytest_plugins = ["tests.requirements_plugin", "tests.migrated_once", "tests.access.fixtures"]

# A busy machine is no fault: only what a property says may fail it, never how long it took.
hypothesis_settings.register_profile(
    "project", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("project")


def client_of(user):
    """A client signed in as somebody."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_executable):
    """The machine's own Chromium, for every test with a browser; a busy machine is waited for."""
    expect.set_options(timeout=20_000)
    return {"executable_path": browser_executable, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """As pytest-django's own; at the end every connection to the test database is ended first.

    PostgreSQL drops no database that somebody is connected to, and threads and processes of tests
    may leave connections. Our own may be one that a test had ended: it is closed and not used.
    """
    yield
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        connection.close()
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    [name],
                )


@pytest.fixture
def tutor(db):
    return TutorFactory(given_name="Tess", family_name="Turner")


@pytest.fixture
def other_tutor(db):
    return TutorFactory(given_name="Otto", family_name="Other")


@pytest.fixture
def administrator(db):
    return AdministratorFactory(given_name="Ada", family_name="Admin")


@pytest.fixture
def candidate_user(db):
    return CandidateUserFactory(given_name="Ruth", family_name="Okafor")


@pytest.fixture
def tutor_client(tutor):
    return client_of(tutor)


@pytest.fixture
def other_tutor_client(other_tutor):
    return client_of(other_tutor)


@pytest.fixture
def administrator_client(administrator):
    return client_of(administrator)


@pytest.fixture
def candidate_client(candidate_user):
    return client_of(candidate_user)
