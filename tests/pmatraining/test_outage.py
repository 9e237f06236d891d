"""While the database is away: a page that says so, signed in or not, and never a bare 500."""

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client

from tests.factories.accounts import TutorFactory


@pytest.fixture
def visitor(db):
    return Client(raise_request_exception=False)


@pytest.fixture
def tutor_in(visitor):
    visitor.force_login(TutorFactory())
    return visitor


def away(error):
    def refuse(execute, sql, params, many, context):
        raise error("The server closed the connection.")

    return connection.execute_wrapper(refuse)


@pytest.mark.parametrize("address", ["/profile/", "/caseload/", "/register-interest/"])
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("who", ["visitor", "tutor_in"])
def test_an_outage_is_answered_with_when_to_try_again(request, who, error, address):
    client = request.getfixturevalue(who)
    if who == "visitor" and address != "/register-interest/":
        address = "/"
    with away(error):
        response = client.get(address)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "Back in a moment" in response.content.decode()


def test_control_our_own_mistake_stays_a_500(tutor_in):
    with away(ProgrammingError):
        response = tutor_in.get("/profile/")
    assert response.status_code == 500
    assert "Retry-After" not in response
