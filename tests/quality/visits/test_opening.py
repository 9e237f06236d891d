"""Opening a visit: whom it lets in, what it reads, and what cannot be."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import grant_role
from accounts.errors import RoleRefused
from accounts.models import User
from accounts.roles import Role
from enrolments.models import EQAVisit
from ledger import jobs
from ledger.models import AuditEvent, Job
from quality.actions.visiting import Part, Visitor, close_visit, open_visit
from quality.errors import VisitRefused
from tests.conftest import client_of
from tests.factories.accounts import EQAFactory, IQAFactory, UserFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.visits.conftest import CLOSES, DAY, OPENS, a_visit

once = pytest.mark.once
LIST = reverse("quality:visit_list")


def opening(qualification):
    return reverse("quality:visit_create", args=[qualification.slug])


def answers(**changed):
    """A form filled in for somebody new, for today and all of a diploma."""
    return {
        "scope": "all",
        "email": "edda@awarding.example",
        "given_name": "Edda",
        "family_name": "East",
        "kind": "on_site",
        "opens_on": "2026-05-20",
        "closes_on": "2026-05-21",
        "closes_time": "17:00:00",
    } | changed


@once
def test_three_clicks_open_a_visit_to_somebody_new(administrator_client, enrolment, mailoutbox):
    menu = administrator_client.get(LIST).content.decode()
    assert f'href="{opening(enrolment.qualification)}"' in menu
    assert "Whose work is read" in (
        administrator_client.get(opening(enrolment.qualification)).content.decode()
    )

    answer = administrator_client.post(opening(enrolment.qualification), answers())

    visit = EQAVisit.objects.get()
    assert answer.headers["Location"] == visit.get_absolute_url()
    assert visit.covers_all
    assert visit.closes_at.isoformat() == "2026-05-21T16:00:00+00:00"
    assert visit.assurer.role_names == {Role.EQA}
    assert not visit.assurer.has_usable_password()
    jobs.run_due()
    assert sorted(mail.subject for mail in mailoutbox) == [
        "Your account at PMA Training",
        "Your visit to PMA Training",
    ]
    assert AuditEvent.objects.filter(verb="opened", thing_type="enrolments.eqavisit").count() == 1


@once
def test_a_second_click_opens_nothing_more(administrator_client, enrolment):
    for _ in range(2):
        administrator_client.post(opening(enrolment.qualification), answers())

    assert EQAVisit.objects.count() == 1
    assert User.objects.holding(Role.EQA).count() == 1
    assert Job.objects.filter(kind="visit_mail").count() == 1


@once
@pytest.mark.parametrize(
    "changed, field, said",
    [
        ({"closes_on": "2026-05-19"}, "closes_on", "Give a date from 20 May 2026"),
        (
            {"opens_on": "2026-05-22"},
            "closes_on",
            "A visit closes after it opens: choose a later day.",
        ),
        (
            {"closes_on": "2026-05-20", "closes_time": "09:00"},
            "closes_time",
            "That moment has passed: the visit would be over.",
        ),
        ({"closes_time": "25:61"}, "closes_time", "Write a time like 17:00 or 17:00:00."),
        ({"scope": "cohorts"}, "cohorts", "Choose at least one cohort."),
        ({"scope": "candidates"}, "candidates", "Choose at least one candidate."),
        ({"scope": "candidates", "candidates": "999999"}, "candidates", "of this diploma"),
        ({"scope": "candidates", "candidates": str(2**63)}, "candidates", "of this diploma"),
        ({"email": "edda"}, "email", "Write an address like"),
        ({"given_name": ""}, "email", "Nobody has that address yet: give their name too."),
    ],
)
def test_what_cannot_be_is_refused_beside_the_field(
    administrator_client, enrolment, changed, field, said
):
    answer = administrator_client.post(opening(enrolment.qualification), answers(**changed))

    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors[field])
    assert not EQAVisit.objects.exists()
    assert not User.objects.holding(Role.EQA).exists()
    if changed.get("given_name") != "":
        assert 'value="Edda"' in answer.content.decode()


@once
def test_somebody_of_the_centre_is_not_let_in_as_an_outsider(administrator_client, enrolment):
    IQAFactory(email="iris@pma.example")

    answer = administrator_client.post(
        opening(enrolment.qualification), answers(email="iris@pma.example")
    )

    assert answer.status_code == 422
    assert "has no other role" in str(answer.context["form"].errors["email"])


@pytest.mark.parametrize("role", [Role.TUTOR, Role.IQA, Role.ADMINISTRATOR, Role.CANDIDATE])
def test_the_role_goes_with_no_other(db, role):
    for first, second in ((role, Role.EQA), (Role.EQA, role)):
        person = UserFactory(roles=[first])
        with pytest.raises(RoleRefused):
            grant_role(user=person, role=second, by=None, now=DAY)
        assert User.objects.get(pk=person.pk).role_names == {first}


def test_only_administrators_open_a_visit(eqa, enrolment, tutor):
    for person in (eqa, tutor):
        with pytest.raises(PermissionDenied):
            a_visit(EQAFactory(), enrolment.qualification, by=person)
    assert not EQAVisit.objects.exists()


def test_the_action_asks_again_what_the_form_has_asked(eqa, enrolment):
    with pytest.raises(VisitRefused, match="closes after it opens"):
        a_visit(eqa, enrolment.qualification, opens_at=CLOSES, closes_at=OPENS)
    with pytest.raises(VisitRefused, match="of this qualification"):
        a_visit(eqa, enrolment.qualification, part=Part(enrolments=[EnrolmentFactory()]))
    assert not EQAVisit.objects.exists()


def test_the_database_asks_once_more(visit):
    with pytest.raises(IntegrityError), transaction.atomic():
        EQAVisit.objects.filter(pk=visit.pk).update(closes_at=visit.opens_at)


@once
def test_who_came_before_is_not_invited_again(eqa, enrolment):
    a_visit(eqa, enrolment.qualification)

    assert not eqa.invitations.exists()


@once
def test_whoever_has_not_joined_yet_is_invited_once(administrator, enrolment):
    for hours in (1, 2):
        open_visit(
            qualification=enrolment.qualification,
            part=Part(),
            visitor=Visitor(email="new@awarding.example", given_name="Nia"),
            kind="remote",
            opens_at=OPENS + timedelta(hours=hours),
            closes_at=CLOSES + timedelta(days=1),
            by=administrator,
            now=DAY,
        )

    assert User.objects.get(email="new@awarding.example").invitations.count() == 1


@once
def test_closed_before_its_time_it_shows_nothing(eqa, eqa_client, visit, administrator):
    close_visit(visit=visit, by=administrator, now=DAY)
    close_visit(visit=visit, by=administrator, now=DAY + timedelta(minutes=1))

    visit.refresh_from_db()
    assert visit.ended_at == DAY
    assert "The visit closed on 20 May 2026, 11:00." in (
        eqa_client.get(visit.get_absolute_url()).content.decode()
    )
    with pytest.raises(PermissionDenied):
        close_visit(visit=visit, by=eqa, now=DAY)


@once
def test_a_visitor_starts_at_their_visits(eqa_client, visit):
    assert eqa_client.get("/").headers["Location"] == LIST
    page = eqa_client.get(LIST).content.decode()

    assert visit.get_absolute_url() in page
    assert "Open a visit" not in page


@once
def test_without_a_visit_the_list_says_how_one_comes(eqa_client, administrator_client):
    assert "Nothing to read yet" in eqa_client.get(LIST).content.decode()
    assert "No visit yet." in administrator_client.get(LIST).content.decode()


@once
@pytest.mark.parametrize("size", [1, 3])
def test_list_query_count(administrator, enrolment, size, django_assert_num_queries):
    for _ in range(size):
        a_visit(EQAFactory(), enrolment.qualification)
    client = client_of(administrator)
    with django_assert_num_queries(6):
        response = client.get(LIST)
    assert len(response.context["lines"]) == size


@once
@pytest.mark.parametrize("size", [1, 3])
def test_openings_query_count(
    administrator_client, eqa_client, visit, size, django_assert_num_queries
):
    for _ in range(size):
        eqa_client.get(visit.get_absolute_url())
    address = reverse("quality:visit_openings", args=[visit.reference])
    with django_assert_num_queries(6):
        response = administrator_client.get(address)
    assert len(response.context["page"].object_list) == size
