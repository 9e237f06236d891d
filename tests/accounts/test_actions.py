"""Adding people, giving roles and taking them away, and what each leaves behind."""

import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connections
from django.test import Client
from django.utils import timezone

from accounts.actions import (
    add_colleague,
    correct_person,
    create_person,
    deactivate_person,
    details_of,
    end_sessions,
    grant_role,
    invite_user,
    reactivate_person,
    remove_second_factor,
    set_key_shortcuts,
    withdraw_role,
)
from accounts.actions import people as people_actions
from accounts.actions import roles as role_actions
from accounts.errors import PersonExists, PersonRefused, RoleRefused
from accounts.models import RoleGrant, User
from accounts.roles import Role
from ledger.models import AuditEvent, Job
from ledger.versions import fingerprint
from tests.accounts.conftest import sign_in, with_app
from tests.factories.accounts import AdministratorFactory, CandidateUserFactory, UserFactory

NOW = timezone.now()


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("actor_name", "verb", "reason"))


def person(administrator, email="nia@practice.example"):
    return create_person(
        email=email, given_name="Nia", family_name="Comer", by=administrator, now=NOW
    )


# ---- adding ------------------------------------------------------------------------------------


def test_a_person_is_added_without_a_password(administrator):
    added = create_person(
        email=" Nia@Practice.Example", given_name=" Nia ", family_name="", by=administrator, now=NOW
    )

    assert (added.email, added.given_name, str(added)) == ("nia@practice.example", "Nia", "Nia")
    assert not added.has_usable_password()
    assert verbs() == [("Ada Admin", "added", "")]


def test_one_address_is_one_person(administrator):
    first = person(administrator)
    with pytest.raises(PersonExists) as refusal:
        person(administrator, "NIA@practice.example")

    assert refusal.value.person == first


def test_an_address_that_is_none_is_refused(administrator):
    with pytest.raises(ValidationError):
        person(administrator, "nobody")
    assert AuditEvent.objects.count() == 0


def test_the_system_may_add_people(db):
    added = person(None)

    assert verbs() == [("The system", "added", "")]
    assert added.pk


def test_a_colleague_comes_with_roles_and_an_invitation(administrator):
    added = add_colleague(
        email="nia@practice.example",
        given_name="Nia",
        family_name="Comer",
        roles=[Role.TUTOR, Role.ADMINISTRATOR],
        by=administrator,
        now=NOW,
    )

    assert added.role_names == {Role.TUTOR, Role.ADMINISTRATOR}
    assert Job.objects.get().kind == "invitation_mail"
    assert [verb for _, verb, _ in verbs()] == ["added", "granted role", "granted role", "invited"]


def test_a_colleague_is_added_whole_or_not_at_all(administrator, monkeypatch):
    def fail(**options):
        raise RuntimeError

    monkeypatch.setattr(people_actions, "invite_user", fail)
    with pytest.raises(RuntimeError):
        add_colleague(
            email="nia@practice.example",
            given_name="Nia",
            family_name="Comer",
            roles=[Role.TUTOR],
            by=administrator,
            now=NOW,
        )

    assert not User.objects.filter(email="nia@practice.example").exists()
    assert AuditEvent.objects.count() == 0


# ---- who may -----------------------------------------------------------------------------------


@pytest.mark.parametrize("factory", [CandidateUserFactory, UserFactory])
def test_actions_ask_again_who_is_acting(db, factory):
    other, by = UserFactory(), factory()
    grant = RoleGrant.objects.create(user=other, role=Role.TUTOR, granted_at=NOW)
    names = {"given_name": "A", "family_name": "B", "email": "a@b.example"}
    attempts = [
        lambda: create_person(by=by, now=NOW, **names),
        lambda: correct_person(user=other, version="", by=by, now=NOW, **names),
        lambda: invite_user(user=other, by=by, now=NOW),
        lambda: grant_role(user=other, role=Role.ADMINISTRATOR, by=by, now=NOW),
        lambda: withdraw_role(grant=grant, reason="So.", by=by, now=NOW),
        lambda: deactivate_person(user=other, reason="So.", by=by, now=NOW),
        lambda: reactivate_person(user=other, by=by, now=NOW),
        lambda: end_sessions(user=other, by=by, now=NOW),
        lambda: remove_second_factor(user=other, reason="So.", by=by, now=NOW),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()

    assert AuditEvent.objects.count() == 0


def test_a_deactivated_administrator_acts_no_more(administrator):
    former = AdministratorFactory()
    deactivate_person(user=former, reason="Left.", by=administrator, now=NOW)
    with pytest.raises(PermissionDenied):
        person(User.objects.get(pk=former.pk))


# ---- roles -------------------------------------------------------------------------------------


def test_a_role_is_given_and_counts_at_the_next_request(administrator):
    nia = person(administrator)
    grant = grant_role(user=nia, role=Role.TUTOR, by=administrator, now=NOW)

    assert User.objects.get(pk=nia.pk).role_names == {Role.TUTOR}
    assert (grant.granted_by, grant.granted_at) == (administrator, NOW)
    assert AuditEvent.objects.get(verb="granted role").after == {"role": "tutor"}


def test_a_role_held_already_keeps_its_date(administrator):
    nia = person(administrator)
    first = grant_role(user=nia, role=Role.TUTOR, by=administrator, now=NOW)
    second = grant_role(user=nia, role=Role.TUTOR, by=administrator, now=timezone.now())

    assert (second, second.granted_at) == (first, NOW)
    assert AuditEvent.objects.filter(verb="granted role").count() == 1


def test_the_database_refuses_a_role_held_twice(administrator):
    with pytest.raises(IntegrityError):
        RoleGrant.objects.create(user=administrator, role=Role.ADMINISTRATOR, granted_at=NOW)


def test_a_role_withdrawn_stays_as_history_and_can_be_given_again(administrator, tutor):
    grant = tutor.role_grants.get()
    withdraw_role(grant=grant, reason=" Left the team. ", by=administrator, now=NOW)
    again = grant_role(user=tutor, role=Role.TUTOR, by=administrator, now=NOW)

    grant.refresh_from_db()
    assert (grant.withdrawn_by, grant.reason) == (administrator, "Left the team.")
    assert list(tutor.role_grants.order_by("pk")) == [grant, again]
    assert verbs()[0] == ("Ada Admin", "withdrew role", "Left the team.")


def test_withdrawing_needs_a_reason_and_happens_once(administrator, tutor):
    grant = tutor.role_grants.get()
    with pytest.raises(RoleRefused, match="Say why"):
        withdraw_role(grant=grant, reason="  ", by=administrator, now=NOW)
    withdraw_role(grant=grant, reason="Left.", by=administrator, now=NOW)
    with pytest.raises(RoleRefused, match="does not hold"):
        withdraw_role(grant=grant, reason="Left.", by=administrator, now=NOW)


def test_a_role_withdrawn_signs_its_holder_out(administrator, tutor):
    client = Client()
    sign_in(client, tutor.email)
    assert client.get("/profile/").status_code == 200
    withdraw_role(grant=tutor.role_grants.get(), reason="Left.", by=administrator, now=NOW)

    assert client.get("/profile/").status_code == 302
    assert UserSession.objects.filter(user=tutor).count() == 0


def test_nobody_deactivated_is_given_a_role(administrator, tutor):
    deactivate_person(user=tutor, reason="Left.", by=administrator, now=NOW)
    with pytest.raises(RoleRefused, match="Reactivate"):
        grant_role(user=tutor, role=Role.ADMINISTRATOR, by=administrator, now=NOW)


# ---- the last administrator --------------------------------------------------------------------


def test_the_last_administrator_keeps_the_role(administrator):
    with pytest.raises(RoleRefused, match="only administrator"):
        withdraw_role(
            grant=administrator.role_grants.get(), reason="Tired.", by=administrator, now=NOW
        )


def test_an_administrator_who_cannot_sign_in_does_not_count(administrator):
    AdministratorFactory(is_active=False)
    with pytest.raises(RoleRefused):
        withdraw_role(
            grant=administrator.role_grants.get(), reason="Tired.", by=administrator, now=NOW
        )


def test_with_another_administrator_the_role_can_go(administrator):
    AdministratorFactory()
    withdraw_role(grant=administrator.role_grants.get(), reason="Tired.", by=administrator, now=NOW)

    assert User.objects.holding(Role.ADMINISTRATOR).count() == 1


def withdraw_both_at_once(one, other):
    """Two administrators lose the role at the same moment, by somebody who was one until then."""
    former = AdministratorFactory()
    assert former.is_administrator
    RoleGrant.objects.filter(user=former).update(withdrawn_at=timezone.now())
    together = threading.Barrier(2)
    outcomes = []

    def withdraw(grant):
        together.wait()
        try:
            withdraw_role(grant=grant, reason="Out.", by=former, now=NOW)
            outcomes.append("withdrawn")
        except RoleRefused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=withdraw, args=[whom.role_grants.get()]) for whom in (one, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_withdrawals_at_once_leave_an_administrator():
    outcomes = withdraw_both_at_once(AdministratorFactory(), AdministratorFactory())

    assert outcomes == ["refused", "withdrawn"]
    assert User.objects.holding(Role.ADMINISTRATOR).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_go(monkeypatch):
    looked = threading.Barrier(2, timeout=10)

    def look_only(*, without):
        assert User.objects.holding(Role.ADMINISTRATOR).exclude(pk=without.pk).exists()
        looked.wait()

    monkeypatch.setattr(role_actions, "keep_an_administrator", look_only)
    outcomes = withdraw_both_at_once(AdministratorFactory(), AdministratorFactory())

    assert outcomes == ["withdrawn", "withdrawn"]
    assert User.objects.holding(Role.ADMINISTRATOR).count() == 0


# ---- accounts off and on -----------------------------------------------------------------------


def test_a_deactivated_account_is_shut_and_keeps_its_roles(administrator, tutor):
    client = Client()
    sign_in(client, tutor.email)
    deactivate_person(user=tutor, reason="On leave.", by=administrator, now=NOW)

    assert client.get("/profile/").status_code == 302
    assert sign_in(Client(), tutor.email).status_code == 422
    assert User.objects.get(pk=tutor.pk).role_names == frozenset()
    reactivate_person(user=tutor, by=administrator, now=NOW)
    assert User.objects.get(pk=tutor.pk).role_names == {Role.TUTOR}
    assert sign_in(Client(), tutor.email).status_code == 302
    assert client.get("/profile/").status_code == 302


def test_a_deactivated_account_ends_its_invitation(administrator):
    nia = person(administrator)
    invitation = invite_user(user=nia, by=administrator, now=NOW)
    deactivate_person(user=nia, reason="A mistake.", by=administrator, now=NOW)

    invitation.refresh_from_db()
    assert invitation.ended_at == NOW


def test_off_and_on_twice_is_written_down_once(administrator, tutor):
    for _ in range(2):
        deactivate_person(user=tutor, reason="On leave.", by=administrator, now=NOW)
    for _ in range(2):
        reactivate_person(user=tutor, by=administrator, now=NOW)

    assert [verb for _, verb, _ in verbs()] == ["deactivated", "reactivated"]


def test_nobody_deactivates_themselves_or_without_a_reason(administrator, tutor):
    with pytest.raises(PersonRefused, match="your own"):
        deactivate_person(user=administrator, reason="Tired.", by=administrator, now=NOW)
    with pytest.raises(PersonRefused, match="Say why"):
        deactivate_person(user=tutor, reason=" ", by=administrator, now=NOW)


def test_the_last_administrator_is_not_deactivated(administrator):
    """Not even by somebody who was one when the page was opened."""
    late = AdministratorFactory()
    assert late.is_administrator
    RoleGrant.objects.filter(user=late).update(withdrawn_at=timezone.now())
    with pytest.raises(RoleRefused):
        deactivate_person(user=administrator, reason="Out.", by=late, now=NOW)


# ---- putting right, and signing out ------------------------------------------------------------


def test_details_are_put_right_and_the_old_link_ends(administrator):
    nia = person(administrator)
    invitation = invite_user(user=nia, by=administrator, now=NOW)
    correct_person(
        user=nia,
        version=fingerprint(details_of(nia)),
        email="Nia.Comer@practice.example",
        given_name="Nia",
        family_name="Comer",
        by=administrator,
        now=NOW,
    )

    invitation.refresh_from_db()
    assert User.objects.get(pk=nia.pk).email == "nia.comer@practice.example"
    assert invitation.ended_at == NOW
    assert AuditEvent.objects.get(verb="corrected").after == {"fields": ["email"]}


def test_details_that_were_right_are_not_written_down(administrator, tutor):
    correct_person(
        user=tutor,
        version=fingerprint(details_of(tutor)),
        email=tutor.email,
        given_name=tutor.given_name,
        family_name=tutor.family_name,
        by=administrator,
        now=NOW,
    )

    assert AuditEvent.objects.count() == 0


def test_nobody_is_given_an_address_of_somebody_else(administrator, tutor):
    with pytest.raises(PersonExists):
        correct_person(
            user=tutor,
            version=fingerprint(details_of(tutor)),
            email=administrator.email,
            given_name="Tess",
            family_name="Turner",
            by=administrator,
            now=NOW,
        )


def test_somebody_is_signed_out_everywhere(administrator, tutor):
    here, there = Client(), Client()
    sign_in(here, tutor.email)
    sign_in(there, tutor.email)
    end_sessions(user=tutor, by=administrator, now=NOW)

    assert {here.get("/profile/").status_code, there.get("/profile/").status_code} == {302}
    assert sign_in(here, tutor.email).status_code == 302


def test_a_lost_second_factor_is_removed_and_its_owner_told(administrator, tutor):
    with_app(tutor)
    remove_second_factor(user=tutor, reason="Called back.", by=administrator, now=NOW)

    assert Authenticator.objects.count() == 0
    assert verbs() == [("Ada Admin", "removed the second factor", "Called back.")]
    assert Job.objects.get().payload["event"] == "factor_removed"


def test_a_second_factor_is_removed_for_a_reason_from_somebody_else_who_has_one(
    administrator, tutor
):
    for whom, reason, words in (
        (administrator, "Lost.", "your own"),
        (tutor, " ", "how you made sure"),
        (tutor, "Lost.", "has no second factor"),
    ):
        with pytest.raises(PersonRefused, match=words):
            remove_second_factor(user=whom, reason=reason, by=administrator, now=NOW)


def test_keys_are_switched_for_oneself(tutor):
    set_key_shortcuts(user=tutor, is_on=False, now=NOW)
    set_key_shortcuts(user=tutor, is_on=False, now=NOW)

    assert not User.objects.get(pk=tutor.pk).has_key_shortcuts
    assert AuditEvent.objects.get().after == {"is_on": False}
