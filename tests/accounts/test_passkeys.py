"""What is no passkey is refused kindly, whatever it is. (`test_in_browser` has real ones.)"""

import base64
import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.accounts.conftest import sign_in, with_app

ADD = "/account/2fa/webauthn/add/"
SIGN_IN = "/account/2fa/webauthn/login/"
SECOND_STEP = "/account/2fa/authenticate/"


def answer(**response):
    return json.dumps(
        {"id": "x", "rawId": "AA", "type": "public-key", "response": response}
        | {"clientExtensionResults": {}}
    )


def text(data):
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


CLIENT_DATA = text({"type": "webauthn.get", "challenge": "AAAA", "origin": "http://testserver"})
NO_ANSWERS = [
    "",
    "null",
    "1",
    "[]",
    "{}",
    '"x"',
    "not json",
    "[" * 5000,
    "x" * 100_000,
    '{"id": "x"}',
    '{"response": null}',
    '{"response": []}',
    '{"response": {"userHandle": 5}}',
    '{"response": {"userHandle": "____"}}',
    '{"id": "x", "rawId": "x", "response": {}}',
    answer(),
    answer(clientDataJSON="!!", attestationObject="oA", authenticatorData="AA", signature="AA"),
    answer(clientDataJSON="e30", attestationObject="oA"),
    answer(clientDataJSON=CLIENT_DATA, attestationObject="o2NmbXRkbm9uZQ"),
    answer(clientDataJSON=CLIENT_DATA, authenticatorData="AAAA", signature="AA", userHandle="Mg"),
    answer(clientDataJSON=CLIENT_DATA, authenticatorData="A" * 60, signature="AA", userHandle="Mg"),
]


@pytest.mark.parametrize("credential", NO_ANSWERS)
def test_no_passkey_is_added(visitor, tutor, credential):
    sign_in(visitor, tutor.email)
    visitor.get(ADD)
    response = visitor.post(ADD, {"credential": credential, "name": "Office laptop"})

    assert response.status_code == 422
    assert 'value="Office laptop"' in response.content.decode()
    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize("credential", NO_ANSWERS)
def test_nobody_is_signed_in(visitor, tutor, credential):
    visitor.get(SIGN_IN, headers={"Accept": "application/json"})
    response = visitor.post(SIGN_IN, {"credential": credential})

    assert response["Location"] == "/account/login/"
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize("credential", NO_ANSWERS)
def test_the_second_step_is_not_taken(visitor, tutor, credential):
    with_app(tutor)
    sign_in(visitor, tutor.email)
    visitor.get(SECOND_STEP)
    response = visitor.post(SECOND_STEP, {"credential": credential})

    assert response.status_code == 422
    assert "_auth_user_id" not in visitor.session


def test_the_sign_in_page_says_what_became_of_it(visitor):
    response = visitor.post(SIGN_IN, {"credential": answer()}, follow=True)

    assert "This passkey was not accepted" in response.content.decode()


def test_somebody_elses_passkey_is_not_there(visitor, tutor, other_tutor):
    theirs = Authenticator.objects.create(
        user=other_tutor, type="webauthn", data={"name": "Theirs", "credential": {}}
    )
    sign_in(visitor, tutor.email)
    for action in ("edit", "remove"):
        url = f"/account/2fa/webauthn/keys/{theirs.pk}/{action}/"
        missing = f"/account/2fa/webauthn/keys/{theirs.pk + 1}/{action}/"
        for response in (visitor.post(url, {"name": "Mine"}), visitor.post(missing)):
            assert response.status_code == 404
            assert "Theirs" not in response.content.decode()

    theirs.refresh_from_db()
    assert theirs.data["name"] == "Theirs"


def test_signing_in_by_passkey_asks_whatever_device_there_is(db):
    response = Client().get(SIGN_IN, headers={"Accept": "application/json"})
    options = response.json()["request_options"]["publicKey"]

    assert options["userVerification"] == "required"
    assert "allowCredentials" not in options or options["allowCredentials"] == []
