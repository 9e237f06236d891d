from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrolments.actions.candidates import record_of
from ledger.versions import fingerprint
from tests.factories.accounts import TutorFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import (
    NOT_REGISTERED,
    CandidateFactory,
    CohortFactory,
    EnrolmentFactory,
)

LIST = reverse("enrolments:candidate_list")


def day(weeks):
    return timezone.localdate() + timedelta(weeks=weeks)


def enrol(family_name, **fields):
    wish = {"starts_on": day(-2), "planned_end_on": day(50)} | NOT_REGISTERED | fields
    return EnrolmentFactory(candidate__user__family_name=family_name, **wish)


def names(response):
    return [row.candidate.user.family_name for row, _ in response.context["rows"]]


@pytest.mark.parametrize("size", [1, 3])
def test_candidate_list_query_count(administrator_client, size, django_assert_num_queries):
    for number in range(size):
        enrol(f"Person {number}")
    with django_assert_num_queries(11):
        response = administrator_client.get(LIST)
    assert len(names(response)) == size


@pytest.fixture
def four(db):
    seven = SpecificationVersionFactory(qualification__level=7, qualification__slug="level-7")
    enrol(
        "Ash",
        tutor=TutorFactory(family_name="Turner"),
        starts_on=day(-10),
        cohort__reference="spring",
    )
    enrol("Birch", version=seven, registration_number="ABC1234", registered_on=day(-1))
    enrol("Cedar", status="withdrawn", withdrawn_on=day(-1), starts_on=day(-10))
    enrol("Dogwood", status="on_break", candidate__employer_name="Hill Surgery")


@pytest.mark.parametrize(
    "query, shown",
    [
        ("", ["Ash", "Birch", "Dogwood"]),
        ("status=any", ["Ash", "Birch", "Cedar", "Dogwood"]),
        ("status=withdrawn", ["Cedar"]),
        ("diploma=level-7", ["Birch"]),
        ("cohort=spring", ["Ash"]),
        ("late=on", ["Ash"]),
        ("late=on&status=any", ["Ash"]),
        ("q=hill", ["Dogwood"]),
        ("q=abc1234", ["Birch"]),
        ("q=cam+birch", ["Birch"]),
        ("sort=-name", ["Dogwood", "Birch", "Ash"]),
        ("sort=start", ["Ash", "Birch", "Dogwood"]),
    ],
)
def test_filters_and_sorting(administrator_client, four, query, shown):
    assert names(administrator_client.get(f"{LIST}?{query}")) == shown


def test_filter_by_tutor(administrator_client, four):
    tutor = TutorFactory._meta.model.objects.get(family_name="Turner")
    assert names(administrator_client.get(LIST, {"tutor": tutor.pk})) == ["Ash"]


@pytest.mark.parametrize(
    "query", ["status=x&diploma=%00&cohort=%00&tutor=x&q=%00&page=x&sort=%00", "q=" + "x" * 5000]
)
def test_an_address_that_makes_no_sense_breaks_nothing(administrator_client, four, query):
    assert administrator_client.get(f"{LIST}?{query}").status_code == 200


def test_a_late_registration_is_flagged(administrator_client, four):
    response = administrator_client.get(LIST)
    assert [late for _, late in response.context["rows"]] == [True, False, False]
    assert (response.context["live"], response.context["late"]) == (3, 1)
    assert ">Late<" in response.content.decode()


def test_candidates_whose_tutor_has_left_are_shown(administrator_client, four):
    assert "has left, so" not in administrator_client.get(LIST).content.decode()
    TutorFactory._meta.model.objects.filter(family_name="Turner").update(is_active=False)
    enrol("Elm", status="completed", completed_at=timezone.now(), tutor__is_active=False)
    page = administrator_client.get(LIST).content.decode()
    assert "The tutor of 1 candidate has left" in page
    assert 'href="?untutored=on"' in page
    assert names(administrator_client.get(f"{LIST}?untutored=on")) == ["Ash"]
    assert names(administrator_client.get(f"{LIST}?untutored=on&status=any")) == ["Ash", "Elm"]


@pytest.mark.parametrize("query, words", [("", "No candidates yet"), ("q=x", "No candidate fits")])
def test_an_empty_list_teaches(administrator_client, query, words):
    assert words in administrator_client.get(f"{LIST}?{query}").content.decode()


# ---- the record of one ---------------------------------------------------------------------------


def url(candidate):
    return reverse("enrolments:candidate_edit", args=[candidate.reference])


def answers(**changes):
    sent = {
        "employer_kind": "pcn",
        "employer_name": "Saltway",
        "job_role": "Manager",
        "reports_to": "",
        "phone": "(01632) 960 001",
        "membership_number": "PMA 7",
        "uln": "92763 08686",
    }
    return sent | changes


def test_changing_the_details(administrator_client):
    candidate = CandidateFactory(phone="+447700900123")
    enrolment = EnrolmentFactory(candidate=candidate)
    page = administrator_client.get(url(candidate)).content.decode()
    assert 'value="07700 900123"' in page
    assert enrolment.get_absolute_url() in page
    seen = {"version": fingerprint(record_of(candidate))}
    assert administrator_client.post(url(candidate), answers() | seen).status_code == 302
    late = administrator_client.post(url(candidate), answers(employer_name="Hill") | seen)
    assert (late.status_code, late.context["form"]["employer_name"].value()) == (409, "Hill")
    assert late.context["stands"]["Practice or employer"] == "Saltway"
    candidate.refresh_from_db()
    assert (candidate.employer_kind, candidate.phone.as_e164, candidate.uln) == (
        "pcn",
        "+441632960001",
        "9276308686",
    )


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"uln": "9276308685"}, "uln"),
        ({"uln": "9999999999"}, "uln"),
        ({"uln": "1" * 21}, "uln"),
        ({"phone": "1"}, "phone"),
        ({"employer_name": " "}, "employer_name"),
        ({"employer_kind": "\x00"}, "employer_kind"),
        ({"job_role": "x" * 1_000_000}, "job_role"),
    ],
)
def test_a_slip_is_named_and_everything_stays(administrator_client, changes, field):
    candidate = CandidateFactory()
    response = administrator_client.post(url(candidate), answers(**changes))
    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, [field])
    assert form[field].value() == changes[field]
    candidate.refresh_from_db()
    assert candidate.employer_name == "Riverside Surgery"


def test_the_number_of_somebody_else_is_refused_beside_the_field(administrator_client):
    CandidateFactory(uln="9276308686")
    candidate = CandidateFactory()
    seen = {"version": fingerprint(record_of(candidate))}
    response = administrator_client.post(url(candidate), answers() | seen)
    assert "somebody else" in str(response.context["form"].errors["uln"])


@pytest.mark.parametrize("who", ["tutor_client", "candidate_client", "client"])
def test_candidates_are_the_administrators(request, db, who):
    client = request.getfixturevalue(who)
    candidate = EnrolmentFactory(
        candidate__user__family_name="Canarybird", cohort=CohortFactory()
    ).candidate
    for response in (
        client.get(LIST),
        client.get(url(candidate)),
        client.post(url(candidate), answers()),
    ):
        assert response.status_code == (302 if who == "client" else 403)
        assert b"anarybird" not in response.content
    candidate.refresh_from_db()
    assert candidate.uln == ""


def test_a_candidate_who_is_not_there(administrator_client):
    assert administrator_client.get(url(CandidateFactory.build(user=None))).status_code == 404
