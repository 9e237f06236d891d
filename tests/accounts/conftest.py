"""Signing in as a person does: with a form."""

import os
import time

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.test import Client
from django.urls import reverse

# Playwright runs an event loop in this thread, beside which Django would refuse its database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PASSWORD = "let-me-look-round"
SIGN_IN = "/account/login/"


def sign_in(client, email, password=PASSWORD, **more):
    """Post the sign-in form."""
    return client.post(SIGN_IN, {"login": email, "password": password}, **more)


def code_of(secret, *, period=0):
    """What an authenticator app shows now, or some half minutes later."""
    counter = int(time.time()) // 30 + period
    return format_hotp_value(hotp_value(secret, counter))


def with_app(user):
    """Give somebody an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


@pytest.fixture
def visitor(db):
    """A browser that nobody has signed in from."""
    return Client()


@pytest.fixture
def admin_in(administrator):
    """An administrator who has just given the password, so that nothing asks again."""
    client = Client()
    response = sign_in(client, administrator.email)
    assert response.status_code == 302
    return client


def person_url(name, person, *more):
    return reverse(f"accounts:{name}", args=[person.pk, *more])
