"""A forgotten password: the same answer to everybody, and no way round the second factor."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ledger.jobs import run_due
from ledger.models import AuditEvent, Job, SentMail
from tests.accounts.conftest import PASSWORD, code_of, sign_in, with_app
from tests.factories.accounts import CandidateUserFactory, TutorFactory, UserFactory

ASK = "/account/password/reset/"
NEW = "four-words-nobody-says"


def ask(client, email):
    return client.post(ASK, {"email": email})


def link_in_mail():
    run_due()
    return re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.outbox[-1].body)[1]


def follow(client, link, password=NEW):
    page = client.get(link)
    return client.post(page["Location"], {"password1": password})


@pytest.fixture
def forgetful(db):
    return CandidateUserFactory(email="ruth@practice.example")


def test_the_link_of_the_mail_leads_to_a_new_password(visitor, forgetful):
    ask(visitor, "Ruth@Practice.example ")
    response = follow(visitor, link_in_mail())

    assert response["Location"] == reverse("account_reset_password_from_key_done")
    assert sign_in(visitor, forgetful.email, PASSWORD).status_code == 422
    assert sign_in(visitor, forgetful.email, NEW).status_code == 302


def test_the_link_works_once(visitor, client, forgetful):
    ask(visitor, forgetful.email)
    link = link_in_mail()
    follow(visitor, link)
    again = client.get(link)

    assert again.status_code == 404
    assert "This link works no more" in again.content.decode()


@pytest.mark.parametrize("minutes, status", [(59, 302), (61, 404)])
def test_the_link_works_for_an_hour(visitor, forgetful, minutes, status):
    ask(visitor, forgetful.email)
    link = link_in_mail()
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        assert visitor.get(link).status_code == status


def test_the_address_with_the_token_is_told_to_nobody(visitor, forgetful):
    ask(visitor, forgetful.email)
    link = link_in_mail()
    response = visitor.get(link)
    token = link.rstrip("/").partition("-")[2]

    assert response["Referrer-Policy"] == "same-origin"
    page = visitor.get(response["Location"])
    assert token not in page.content.decode() + response["Location"]


def test_the_token_is_kept_nowhere(visitor, forgetful):
    ask(visitor, forgetful.email)
    token = link_in_mail().rstrip("/").partition("-")[2]
    kept = f"{list(Job.objects.values_list())}{list(SentMail.objects.values_list())}"

    assert token not in kept
    assert token in mail.outbox[0].body


def test_all_sessions_end_with_the_old_password(visitor, client, forgetful):
    sign_in(client, forgetful.email)
    ask(visitor, forgetful.email)
    follow(visitor, link_in_mail())

    assert client.get("/profile/").status_code == 302


def test_the_owner_is_told(visitor, forgetful):
    ask(visitor, forgetful.email)
    follow(visitor, link_in_mail())
    run_due()

    assert mail.outbox[-1].subject == "Your password was set anew by a link"
    assert AuditEvent.objects.get().verb == "sign-in: password_reset"


def test_it_is_no_way_round_the_second_factor(visitor):
    tutor = TutorFactory()
    secret = with_app(tutor)
    ask(visitor, tutor.email)
    follow(visitor, link_in_mail())
    assert "_auth_user_id" not in visitor.session
    response = sign_in(visitor, tutor.email, NEW)

    assert response["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in visitor.session
    visitor.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert visitor.session["_auth_user_id"] == str(tutor.pk)


def test_a_weak_new_password_is_refused_beside_the_field(visitor, forgetful):
    ask(visitor, forgetful.email)
    response = follow(visitor, link_in_mail(), password="ruth@practice")

    assert response.status_code == 422
    assert "too similar" in response.content.decode()


# ---- nobody learns who has an account ----------------------------------------------------------


def away():
    return UserFactory(email="away@practice.example", is_active=False)


def not_here_yet():
    invited = UserFactory(email="invited@practice.example")
    invited.set_unusable_password()
    invited.save()


def test_the_answer_and_the_work_are_the_same_for_everybody(forgetful):
    away(), not_here_yet()
    seen = set()
    for name in ("ruth", "away", "invited", "unknown"):
        client = Client()
        client.get(ASK)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = ask(client, f"{name}@practice.example")
        page = client.get(response["Location"]).content
        work = tuple(query["sql"].split()[0] for query in queries)
        seen.add((response.status_code, response["Location"], page, work))

    assert len(seen) == 1
    assert len(mail.outbox) == 0
    run_due()
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "invited@practice.example",
        "ruth@practice.example",
    ]


def test_somebody_invited_is_told_to_use_the_invitation(visitor):
    not_here_yet()
    ask(visitor, "invited@practice.example")
    run_due()

    assert "open the link in the invitation" in mail.outbox[0].body
    assert "/reset/key/" not in mail.outbox[0].body


def test_nobody_is_buried_in_mail(visitor, forgetful):
    answers = [ask(visitor, forgetful.email).status_code for _ in range(6)]

    assert answers == [302] * 5 + [429]
    assert ask(visitor, "somebody.else@practice.example").status_code == 302


@pytest.mark.parametrize(
    "email", ["", "nobody", "nul\x00@practice.example", "x" * 300 + "@a.example"]
)
def test_odd_addresses_are_answered_beside_the_field(visitor, email):
    assert ask(visitor, email).status_code == 422
    assert Job.objects.count() == 0


@pytest.mark.parametrize("link", ["1-abc", "zzzz-abc-def", "0-set-password", "99999999999999-x"])
def test_made_up_links_lead_nowhere(visitor, link):
    assert visitor.get(f"/account/password/reset/key/{link}/").status_code == 404
