"""The link of an invitation, from its making to its end."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.actions import accept_invitation, create_person, deactivate_person, invite_user
from accounts.errors import InvitationRefused
from accounts.invitations import fingerprint, new_seed, token_from
from accounts.models import Invitation
from ledger.jobs import run_due
from ledger.models import AuditEvent, Job, SentMail
from tests.accounts.conftest import sign_in
from tests.factories.accounts import UserFactory

GOOD = "four-words-nobody-says"


@pytest.fixture
def newcomer(administrator):
    return create_person(
        email="New.Comer@practice.example",
        given_name="Nia",
        family_name="Comer",
        by=administrator,
        now=timezone.now(),
    )


@pytest.fixture
def link(newcomer, administrator):
    """The address in the mail of an invitation."""
    invite_user(user=newcomer, by=administrator, now=timezone.now())
    return link_in_newest_mail()


def link_in_newest_mail():
    run_due()
    lines = mail.outbox[-1].body.splitlines()
    return next(line for line in lines if "/invitation/" in line).removeprefix("http://testserver")


def open_account(client, link, password=GOOD):
    client.get(link)
    return client.post(reverse("accounts:invitation_password"), {"password": password})


# ---- the token ---------------------------------------------------------------------------------


def test_a_token_is_made_from_its_seed_and_the_secret_key():
    seed = new_seed()
    with override_settings(SECRET_KEY="another"):
        elsewhere = token_from(seed)

    assert token_from(seed) == token_from(seed) != elsewhere
    assert len(token_from(seed)) == 43
    assert token_from(new_seed()) != token_from(new_seed())


def test_neither_rows_nor_jobs_nor_kept_mail_hold_the_token(link):
    token = link.rstrip("/").rpartition("/")[2]
    kept = json.dumps(
        [
            *map(str, Invitation.objects.values_list()),
            *map(str, Job.objects.values_list()),
            *map(str, SentMail.objects.values_list()),
            *map(str, AuditEvent.objects.values_list()),
        ]
    )

    assert token not in kept
    assert fingerprint(token) in kept
    assert token in mail.outbox[0].body


# ---- sending -----------------------------------------------------------------------------------


def test_the_mail_goes_to_the_person_and_says_until_when(newcomer, administrator):
    with time_machine.travel("2026-11-03 14:02 +00:00", tick=False):
        invite_user(user=newcomer, by=administrator, now=timezone.now())
        run_due()

    assert mail.outbox[0].to == ["new.comer@practice.example"]
    assert "until 10 Nov 2026, 14:02" in mail.outbox[0].body


def test_an_invitation_replaced_before_it_left_is_not_sent(newcomer, administrator):
    invite_user(user=newcomer, by=administrator, now=timezone.now())
    invite_user(user=newcomer, by=administrator, now=timezone.now())
    run_due()

    assert len(mail.outbox) == 1
    assert [job.outcome for job in Job.objects.order_by("pk")] == [
        "The invitation was used, replaced or out of time.",
        "",
    ]


def test_a_mail_sent_again_carries_the_same_link(newcomer, administrator, link):
    SentMail.objects.all().delete()
    Job.objects.update(state="pending", done_at=None, attempts=0, not_before=timezone.now())

    assert link_in_newest_mail() == link
    assert len(mail.outbox) == 2


def test_somebody_with_a_password_is_not_invited(administrator):
    person = UserFactory()

    assert invite_user(user=person, by=administrator, now=timezone.now()) is None
    assert (Invitation.objects.count(), Job.objects.count()) == (0, 0)


def test_somebody_deactivated_is_not_invited(newcomer, administrator):
    deactivate_person(user=newcomer, reason="Left.", by=administrator, now=timezone.now())

    with pytest.raises(InvitationRefused, match="Reactivate"):
        invite_user(user=newcomer, by=administrator, now=timezone.now())


# ---- using -------------------------------------------------------------------------------------


def test_the_link_opens_the_account_and_signs_in(visitor, newcomer, link):
    response = open_account(visitor, link)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert visitor.session["_auth_user_id"] == str(newcomer.pk)
    newcomer.refresh_from_db()
    assert newcomer.check_password(GOOD)


def test_opening_the_link_spends_nothing(visitor, link):
    before = list(Invitation.objects.values_list())
    for _ in range(3):
        assert visitor.get(link).status_code == 302

    assert list(Invitation.objects.values_list()) == before


def test_the_address_with_the_token_is_told_to_nobody(visitor, link):
    response = visitor.get(link)

    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cache-Control"] == "no-store"
    page = visitor.get(response["Location"])
    assert page.status_code == 200
    assert link.strip("/").rpartition("/")[2] not in page.content.decode() + response["Location"]


def test_a_used_link_says_so_and_changes_nothing(visitor, client, newcomer, link):
    open_account(visitor, link)
    response = open_account(client, link, password="somebody-else-came-by")

    assert response.status_code == 404
    assert client.get(link).status_code == 404
    assert "You have joined already" in client.get(link).content.decode()
    newcomer.refresh_from_db()
    assert newcomer.check_password(GOOD)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("days, status", [(6.99, 302), (7.01, 404)])
def test_a_link_is_good_for_seven_days(visitor, newcomer, administrator, days, status):
    sent = timezone.now()
    invite_user(user=newcomer, by=administrator, now=sent)
    link = link_in_newest_mail()
    with time_machine.travel(sent + timedelta(days=days)):
        assert visitor.get(link).status_code == status


def test_time_that_runs_out_while_typing_is_noticed(visitor, link):
    visitor.get(link)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        response = visitor.post(reverse("accounts:invitation_password"), {"password": GOOD})

    assert response.status_code == 404


def test_a_new_invitation_ends_the_old_link(visitor, newcomer, administrator, link):
    invite_user(user=newcomer, by=administrator, now=timezone.now())
    newer = link_in_newest_mail()

    assert newer != link
    assert (visitor.get(link).status_code, visitor.get(newer).status_code) == (404, 302)


def test_a_link_nobody_was_sent_looks_like_one_that_ran_out(visitor, newcomer, administrator):
    sent = timezone.now() - timedelta(days=8)
    invitation = invite_user(user=newcomer, by=administrator, now=sent)
    over = visitor.get(reverse("accounts:invitation_accept", args=[token_from(invitation.seed)]))
    unknown = visitor.get(reverse("accounts:invitation_accept", args=["x" * 43]))

    assert (over.status_code, over.content) == (unknown.status_code, unknown.content)
    assert over.status_code == 404


@pytest.mark.parametrize(
    "password, words",
    [
        ("short", "at least 12 characters"),
        ("nia.comer@practice", "too similar"),
        ("123456789012", "entirely numeric"),
        ("pma-training-2026", "easy to guess here"),
        ("abcabcabcabcabc", "repeats itself"),
        ("", "Fill this in."),
    ],
)
def test_a_weak_password_is_refused_beside_the_field(visitor, newcomer, link, password, words):
    response = open_account(visitor, link, password=password)

    assert response.status_code == 422
    assert words in response.content.decode()
    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()


def test_accepting_twice_at_once_is_refused_by_the_action(newcomer, administrator):
    invitation = invite_user(user=newcomer, by=administrator, now=timezone.now())
    accept_invitation(invitation=invitation, password=GOOD, now=timezone.now())

    with pytest.raises(InvitationRefused):
        accept_invitation(invitation=invitation, password="another-good-one", now=timezone.now())


def test_whoever_is_signed_in_is_signed_out_first(visitor, tutor, newcomer, link):
    sign_in(visitor, tutor.email)
    open_account(visitor, link)

    assert visitor.session["_auth_user_id"] == str(newcomer.pk)


def test_the_page_without_a_link_leads_nowhere(visitor):
    assert visitor.get(reverse("accounts:invitation_password")).status_code == 404
