"""Hours on screen: the ledger, logging, taking back, and what counts as guided; by role."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrolments.choices import ActivityKind, EnrolmentStatus
from enrolments.guidance import is_guided
from enrolments.hours import OWN_KINDS, STAFF_KINDS, HoursLedger
from enrolments.models import Enrolment, LearningActivity
from tests.conftest import client_of
from tests.factories.courses import import_level_7
from tests.factories.enrolments import CandidateFactory, EnrolmentFactory, TutorialFactory

pytestmark = pytest.mark.once

MINE = reverse("enrolments:my_hours")
KINDS = reverse("enrolments:learning_kinds")
CANARY = "Quetzalcoatl"


@pytest.fixture
def enrolment(tutor, candidate_user):
    today = timezone.localdate()
    return EnrolmentFactory(
        tutor=tutor,
        candidate=CandidateFactory(user=candidate_user),
        starts_on=today - timedelta(days=60),
        planned_end_on=today + timedelta(days=300),
    )


def url(name, enrolment):
    return reverse(f"enrolments:{name}", args=[enrolment.reference])


def answers(**changes):
    said = {
        "done_on": timezone.localdate().isoformat(),
        "minutes": "45",
        "kind": "reading",
        "unit": "",
        "note": "Chapter 2",
        "form_token": str(uuid.uuid4()),
    }
    return said | changes


def entry(enrolment, by=None, **values):
    fields = {"done_on": timezone.localdate(), "minutes": 30, "kind": "reading"} | values
    return LearningActivity.objects.create(
        enrolment=enrolment,
        is_guided=False,
        logged_by=by or enrolment.candidate.user,
        logged_at=timezone.now(),
        **fields,
    )


# The ledger ----------------------------------------------------------------------------------


def test_without_an_enrolment_it_says_what_will_be_there(candidate_client):
    assert "will be added up here" in candidate_client.get(MINE).content.decode()


def test_an_empty_ledger_is_a_ledger(candidate_client, enrolment):
    page = candidate_client.get(MINE)

    assert page.context["ledger"] == HoursLedger()
    assert page.context["lines"] == []


def test_the_ledger_by_kind_against_what_the_diploma_asks(candidate_client, enrolment, tutor):
    TutorialFactory(tutor=tutor, enrolments=[enrolment])
    entry(enrolment, minutes=95)

    page = candidate_client.get(MINE)

    html = page.content.decode()
    assert page.context["ledger"] == HoursLedger(one_to_one=45, guided=45, total=140)
    assert [line.kind for line in page.context["lines"]] == ["one_to_one", "reading"]
    for words in ("45 min of 7 h", "45 min of 221 h", "2 h 20 of 512 h"):
        assert words in html


def test_level_7_has_hours_for_each_unit_and_no_one_to_one_promise(candidate_client, tutor):
    version = import_level_7()
    user = candidate_client.get(MINE).wsgi_request.user
    enrolment = EnrolmentFactory(
        tutor=tutor, version=version, candidate=CandidateFactory(user=user)
    )
    unit = version.units.first()
    held = TutorialFactory(tutor=tutor, kind=ActivityKind.GROUP, enrolments=[enrolment])
    held.units.set([unit])

    page = candidate_client.get(MINE)

    assert page.context["one_to_one_target"] == 0
    assert next(iter(page.context["units"])) == (unit, 45, 1800)
    assert (page.context["guided_target"], page.context["total_target"]) == (5400, 36000)


def test_a_second_diploma_is_the_one_shown_and_the_first_a_link_away(
    candidate_client, enrolment, candidate_user
):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status=EnrolmentStatus.COMPLETED, completed_at=timezone.now()
    )
    current = EnrolmentFactory(candidate=enrolment.candidate)

    page = candidate_client.get(MINE)

    assert page.context["enrolment"] == current
    assert page.context["others"] == [enrolment]


@pytest.mark.parametrize("size", [1, 3])
def test_my_hours_query_count(candidate_client, enrolment, tutor, size, django_assert_num_queries):
    for place in range(size):
        held = TutorialFactory(
            tutor=tutor,
            starts_at=timezone.now() - timedelta(days=place + 1),
            enrolments=[enrolment],
        )
        held.units.set(enrolment.version.units.all())
        entry(enrolment, unit=enrolment.version.units.first())

    with django_assert_num_queries(12):
        page = candidate_client.get(MINE)

    assert len(page.context["page"]) == size


def test_who_sees_the_hours_of_an_enrolment(
    candidate_client, tutor_client, administrator_client, other_tutor_client, enrolment
):
    entry(enrolment, note=CANARY)

    for client in (candidate_client, tutor_client, administrator_client):
        assert CANARY in client.get(url("hours_detail", enrolment)).content.decode()
    for client in (other_tutor_client, client_of(EnrolmentFactory().candidate.user)):
        page = client.get(url("hours_detail", enrolment))
        assert (page.status_code, CANARY in page.content.decode()) == (404, False)
    assert tutor_client.get(MINE).status_code == 403


def test_kinds_offered_depend_on_who_logs(
    candidate_client, tutor_client, administrator_client, enrolment
):
    def offered(client):
        form = client.get(url("hours_detail", enrolment)).context["form"]
        return [value for value, _ in form.fields["kind"].choices] if form else None

    assert offered(candidate_client) == list(OWN_KINDS)
    assert offered(tutor_client) == [*OWN_KINDS, *STAFF_KINDS]
    assert offered(administrator_client) is None


# Logging -------------------------------------------------------------------------------------


def test_time_is_logged_and_counts(candidate_client, enrolment):
    unit = enrolment.version.units.first()

    page = candidate_client.post(url("activity_log", enrolment), answers(unit=unit.pk), follow=True)

    activity = LearningActivity.objects.get()
    assert (activity.minutes, activity.kind, activity.unit, activity.note) == (
        45,
        "reading",
        unit,
        "Chapter 2",
    )
    assert [str(m) for m in page.context["messages"]] == ["Logged: Guided reading, 45 min."]
    assert page.context["ledger"].total == 45


def test_a_double_click_logs_once(candidate_client, enrolment):
    said = answers()
    for _ in range(2):
        candidate_client.post(url("activity_log", enrolment), said)

    assert LearningActivity.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"minutes": ""}, "minutes", "how many minutes"),
        ({"minutes": "0"}, "minutes", "at least a minute"),
        ({"minutes": "1441"}, "minutes", "1,440 minutes"),
        ({"minutes": "1.5"}, "minutes", "whole minutes"),
        ({"done_on": ""}, "done_on", "on which day"),
        ({"done_on": "9999-12-31"}, "done_on", "Give a date from"),
        ({"done_on": "0001-01-01"}, "done_on", "Give a date from"),
        ({"done_on": "2001-01-01"}, "done_on", "before the diploma began"),
        (
            {"done_on": (timezone.localdate() + timedelta(days=1)).isoformat()},
            "done_on",
            "not come yet",
        ),
        ({"kind": "one_to_one"}, "kind", "Select a valid choice"),
        ({"kind": "feedback"}, "kind", "Select a valid choice"),
        ({"unit": "999999999"}, "unit", "Select a valid choice"),
        ({"note": "x" * 301}, "note", "300 characters or fewer"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_kept(
    candidate_client, enrolment, changes, field, words
):
    said = answers(**changes)

    page = candidate_client.post(url("activity_log", enrolment), said)

    form = page.context["form"]
    assert page.status_code == 422
    assert words in " ".join(form.errors[field])
    for name in ("done_on", "minutes", "note"):
        assert form[name].value() == said[name]
    assert not LearningActivity.objects.exists()


def test_others_log_nothing(other_tutor_client, administrator_client, enrolment):
    stranger = client_of(EnrolmentFactory().candidate.user)

    assert other_tutor_client.post(url("activity_log", enrolment), answers()).status_code == 404
    assert stranger.post(url("activity_log", enrolment), answers()).status_code == 404
    assert administrator_client.post(url("activity_log", enrolment), answers()).status_code == 403
    assert not LearningActivity.objects.exists()


def test_after_withdrawal_there_is_no_form(candidate_client, enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status=EnrolmentStatus.WITHDRAWN, withdrawn_on=timezone.localdate()
    )

    assert candidate_client.get(MINE).context["form"] is None
    assert candidate_client.post(url("activity_log", enrolment), answers()).status_code == 403


def test_the_address_of_the_form_shows_the_hours(candidate_client, enrolment):
    assert candidate_client.get(url("activity_log", enrolment)).status_code == 200


# Taking back ---------------------------------------------------------------------------------


def test_an_entry_is_removed_and_put_back(candidate_client, enrolment):
    activity = entry(enrolment)

    page = candidate_client.post(
        url("activity_remove", enrolment), {"activity": activity.pk}, follow=True
    )
    total = page.context["ledger"].total
    assert "Put it back" in page.content.decode()
    page = candidate_client.post(
        url("activity_restore", enrolment), {"activity": activity.pk}, follow=True
    )

    assert (total, page.context["ledger"].total) == (0, 30)
    assert page.context["removed"] is None


def test_what_was_removed_long_ago_is_not_offered(candidate_client, enrolment):
    entry(enrolment, removed_at=timezone.now() - timedelta(minutes=11))

    assert candidate_client.get(MINE).context["removed"] is None


def test_nobody_removes_what_another_logged(tutor_client, candidate_client, enrolment, tutor):
    own, tutors = entry(enrolment), entry(enrolment, by=tutor)
    stranger = client_of(EnrolmentFactory().candidate.user)

    for name in ("activity_remove", "activity_restore"):
        address = url(name, enrolment)
        assert tutor_client.post(address, {"activity": own.pk}).status_code == 404
        assert candidate_client.post(address, {"activity": tutors.pk}).status_code == 404
        assert stranger.post(address, {"activity": own.pk}).status_code == 404
    assert not LearningActivity.objects.filter(removed_at__isnull=False).exists()


@pytest.mark.parametrize("named", ["", "x", "-1", "9" * 30])
def test_an_entry_that_is_not_there_is_not_found(candidate_client, enrolment, named):
    address = url("activity_remove", enrolment)

    assert candidate_client.post(address, {"activity": named}).status_code == 404


def test_an_entry_that_no_longer_fits_its_day_stays_removed(candidate_client, enrolment):
    activity = entry(enrolment, minutes=100, removed_at=timezone.now())
    entry(enrolment, minutes=1400)

    page = candidate_client.post(url("activity_restore", enrolment), {"activity": activity.pk})

    assert page.status_code == 409
    assert not page.context["form"].is_bound
    assert "a day has 24 hours" in page.content.decode()
    activity.refresh_from_db()
    assert activity.removed_at is not None


# What counts as guided -----------------------------------------------------------------------


def test_an_administrator_sets_what_is_guided(administrator_client):
    page = administrator_client.post(KINDS, {"guided": ["group", "e_learning"]}, follow=True)

    assert page.status_code == 200
    assert [is_guided(kind) for kind in ("one_to_one", "group", "e_learning", "webinar")] == [
        True,
        True,
        True,
        False,
    ]
    assert set(page.context["form"].initial["guided"]) == {"one_to_one", "group", "e_learning"}


@pytest.mark.parametrize("guided", [["one_to_one"], ["sermon"], ["\x00"]])
def test_what_is_not_offered_is_refused(administrator_client, guided):
    page = administrator_client.post(KINDS, {"guided": guided})

    assert page.status_code == 422
    assert is_guided("group")


def test_nobody_else_sets_it(tutor_client, candidate_client):
    for client in (tutor_client, candidate_client):
        assert client.get(KINDS).status_code == 403
        assert client.post(KINDS, {"guided": []}).status_code == 403
    assert is_guided("group")
