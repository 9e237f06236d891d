"""The administration site: one door, superusers only, history to be read."""

from urllib.parse import unquote

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import RoleGrant, User
from ledger.models import AuditEvent
from tests.factories.accounts import UserFactory

READ_ONLY = [
    "accounts.User",
    "accounts.RoleGrant",
    "accounts.Invitation",
    "ledger.AuditEvent",
    "ledger.Job",
    "ledger.SentMail",
]


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser(
        "Boss@practice.example", "four-words-nobody-says", given_name="Bea"
    )


@pytest.fixture
def superuser_client(client, superuser):
    client.force_login(superuser)
    return client


def test_the_first_administrator_is_made_at_the_command_line(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "four-words-nobody-says")
    call_command(
        "createsuperuser", "--no-input", email="bea@practice.example", given_name="Bea", verbosity=0
    )
    made = User.objects.get()

    assert made.is_administrator
    assert made.check_password("four-words-nobody-says")


def test_its_door_is_our_sign_in(client):
    response = client.get("/admin/", follow=True)

    assert unquote(response.redirect_chain[-1][0]) == "/account/login/?next=/admin/"
    form = {"username": "boss@practice.example", "password": "four-words-nobody-says"}
    assert client.post("/admin/login/", form).status_code == 405


@pytest.mark.parametrize("name", ["administrator_client", "tutor_client", "candidate_client"])
def test_roles_do_not_open_it(request, name):
    response = request.getfixturevalue(name).get("/admin/", follow=True)

    assert response.status_code == 403


def test_the_database_knows_no_staff_but_superusers(db):
    with pytest.raises(IntegrityError):
        UserFactory(is_staff=True)


def test_a_superuser_is_let_in(superuser_client):
    assert superuser_client.get("/admin/").status_code == 200


@pytest.mark.parametrize("label", READ_ONLY)
def test_history_is_read_and_never_written(superuser_client, superuser, tutor, label):
    model = apps.get_model(label)
    options = model._meta
    kind = f"admin:{options.app_label}_{options.model_name}"
    assert superuser_client.get(reverse(f"{kind}_changelist")).status_code == 200
    assert superuser_client.get(reverse(f"{kind}_add")).status_code == 403
    for thing in model.objects.all()[:1]:
        url = reverse(f"{kind}_change", args=[thing.pk])
        page = superuser_client.get(url)
        assert page.status_code == 200
        assert "_save" not in page.content.decode()
        assert superuser_client.post(url, {}).status_code == 403
        assert superuser_client.post(reverse(f"{kind}_delete", args=[thing.pk])).status_code == 403


def test_secrets_are_not_shown(superuser_client, superuser):
    url = reverse("admin:accounts_user_change", args=[superuser.pk])

    assert superuser.password not in superuser_client.get(url).content.decode()


def test_tables_of_secrets_and_unused_ones_are_not_there():
    offered = {model._meta.label for model in admin.site._registry}

    assert not offered & {
        "mfa.Authenticator",
        "account.EmailAddress",
        "usersessions.UserSession",
        Group._meta.label,
    }
    assert {RoleGrant._meta.label, AuditEvent._meta.label} <= offered
