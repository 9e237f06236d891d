from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrolments.actions.cohorts import record_of
from enrolments.models import Cohort
from ledger.versions import fingerprint
from tests.factories.courses import QualificationFactory
from tests.factories.enrolments import CohortFactory, EnrolmentFactory

LIST, CREATE = reverse("enrolments:cohort_list"), reverse("enrolments:cohort_create")
DAY = date(2026, 3, 3)


def day(weeks):
    return timezone.localdate() + timedelta(weeks=weeks)


def running(**fields):
    return CohortFactory(starts_on=day(-4), ends_on=day(40), **fields)


def edit(cohort):
    return reverse("enrolments:cohort_edit", args=[cohort.reference])


def listed(response):
    return list(response.context["page"].object_list)


# ---- the list ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("who, queries", [("administrator", 5), ("tutor", 5)])
def test_cohort_list_query_count(request, tutor, who, queries, size, django_assert_num_queries):
    for _ in range(size):
        cohort = running()
        EnrolmentFactory(cohort=cohort, version=cohort.qualification.versions.get(), tutor=tutor)
    client = request.getfixturevalue(f"{who}_client")
    with django_assert_num_queries(queries):
        response = client.get(LIST)
    assert len(listed(response)) == size


def test_an_administrator_sees_all_with_counts_and_places(administrator_client):
    cohort, empty = running(capacity=3), running()
    version = cohort.qualification.versions.get()
    for fields in (
        {},
        {"status": "on_break"},
        {"status": "completed", "completed_at": timezone.now()},
        {"status": "withdrawn", "withdrawn_on": DAY},
        {"status": "withdrawn", "withdrawn_on": DAY},
    ):
        EnrolmentFactory(cohort=cohort, version=version, **fields)
    response = administrator_client.get(LIST)
    assert set(listed(response)) == {cohort, empty}
    row = next(c for c in listed(response) if c == cohort)
    assert (row.live, row.completed, row.withdrawn, row.taken) == (2, 1, 2, 3)
    page = response.content.decode()
    assert "3 of 3 taken" in page
    assert reverse("reports:cohort_report", args=[cohort.reference]) in page


def test_a_tutor_sees_own_cohorts_and_counts_own_candidates(tutor_client, tutor, other_tutor):
    mine, other = running(name="Mine"), running(name="Canary cohort")
    version = mine.qualification.versions.get()
    EnrolmentFactory(cohort=mine, version=version, tutor=tutor)
    EnrolmentFactory.create_batch(2, cohort=mine, version=version, tutor=other_tutor)
    EnrolmentFactory(cohort=other, version=other.qualification.versions.get(), tutor=other_tutor)
    response = tutor_client.get(LIST)
    assert [(cohort, cohort.live) for cohort in listed(response)] == [(mine, 1)]
    assert b"Canary" not in response.content
    assert b"New cohort" not in response.content


def test_a_former_tutor_sees_the_cohort_no_longer(tutor_client, tutor, other_tutor):
    cohort = running()
    enrolment = EnrolmentFactory(
        cohort=cohort, version=cohort.qualification.versions.get(), tutor=tutor
    )
    assert listed(tutor_client.get(LIST)) == [cohort]
    enrolment.tutor = other_tutor
    enrolment.save()
    assert listed(tutor_client.get(LIST)) == []


def test_ended_cohorts_have_their_own_list(administrator_client):
    current, ended = running(), CohortFactory(starts_on=day(-60), ends_on=day(-1))
    assert listed(administrator_client.get(LIST)) == [current]
    assert listed(administrator_client.get(LIST, {"show": "ended"})) == [ended]


@pytest.mark.parametrize(
    "sort, order", [("start", "BA"), ("-start", "AB"), ("name", "AB"), ("-end", "BA"), ("x", "BA")]
)
def test_sorting(administrator_client, sort, order):
    CohortFactory(name="A", starts_on=day(-1), ends_on=day(30))
    CohortFactory(name="B", starts_on=day(-2), ends_on=day(50))
    names = [cohort.name for cohort in listed(administrator_client.get(LIST, {"sort": sort}))]
    assert "".join(names) == order


@pytest.mark.parametrize("who", ["administrator_client", "tutor_client"])
@pytest.mark.parametrize("query", ["", "show=ended", "show=%00&sort=%00&page=%00"])
def test_an_empty_list_teaches(request, who, query):
    response = request.getfixturevalue(who).get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert b'class="empty"' in response.content


# ---- making and changing -------------------------------------------------------------------------


def answers(qualification, /, **changes):
    sent = {
        "qualification": qualification.pk,
        "name": "Spring 2027",
        "starts_on": day(10).isoformat(),
        "ends_on": day(62).isoformat(),
        "capacity": "12",
        "reference": "",
    }
    return sent | changes


def test_making_a_cohort(administrator_client):
    level_5 = QualificationFactory()
    response = administrator_client.post(CREATE, answers(level_5), follow=True)
    cohort = Cohort.objects.get()
    assert (cohort.name, cohort.capacity, cohort.reference) == (
        "Spring 2027",
        12,
        f"l5-{day(10):%Y-%m}",
    )
    assert listed(response) == [cohort]


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"qualification": ""}, "qualification"),
        ({"qualification": "\x00"}, "qualification"),
        ({"name": ""}, "name"),
        ({"name": "x" * 1_000_000}, "name"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
        ({"ends_on": ""}, "ends_on"),
        ({"ends_on": day(10).isoformat()}, "ends_on"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "1e9"}, "capacity"),
        ({"capacity": "9" * 400}, "capacity"),
        ({"reference": "a b"}, "reference"),
        ({"reference": "été"}, "reference"),
        ({"reference": "new"}, "reference"),
        ({"reference": "taken"}, "reference"),
        ({"reference": "x" * 51}, "reference"),
    ],
)
def test_a_slip_is_named_and_everything_stays(administrator_client, changes, field):
    level_5 = QualificationFactory()
    CohortFactory(reference="taken")
    response = administrator_client.post(CREATE, answers(level_5, **changes))
    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (422, [field])
    assert form[field].value() == changes[field]
    assert Cohort.objects.count() == 1


def test_changing_a_cohort_keeps_its_reference_and_diploma(administrator_client):
    cohort = running(reference="spring")
    other = QualificationFactory()
    assert administrator_client.get(edit(cohort)).context["form"]["name"].value() == "Spring 2026"
    seen = {"version": fingerprint(record_of(cohort))}
    sent = answers(other, reference="autumn", name="Autumn") | seen
    assert administrator_client.post(edit(cohort), sent).status_code == 302
    changed = Cohort.objects.get()
    assert (changed.name, changed.reference, changed.qualification) == (
        "Autumn",
        "spring",
        cohort.qualification,
    )
    late = administrator_client.post(edit(cohort), sent | {"name": "Winter"})
    assert (late.status_code, late.context["stands"]["Name"]) == (409, "Autumn")
    assert late.context["form"]["name"].value() == "Winter"
    assert Cohort.objects.get().name == "Autumn"


def test_fewer_places_than_people_is_refused_beside_the_field(administrator_client):
    cohort = running()
    EnrolmentFactory.create_batch(2, cohort=cohort, version=cohort.qualification.versions.get())
    response = administrator_client.post(edit(cohort), answers(cohort.qualification, capacity="1"))
    assert response.status_code == 422
    assert "2 places are taken" in str(response.context["form"].errors["capacity"])


def test_a_cohort_that_is_not_there(administrator_client):
    assert administrator_client.get(edit(CohortFactory.build(reference="gone"))).status_code == 404


# ---- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who, statuses",
    [
        ("candidate_client", [403] * 5),
        ("client", [302] * 5),
        ("tutor_client", [200, 403, 403, 403, 403]),
    ],
)
def test_who_may(request, db, who, statuses):
    client = request.getfixturevalue(who)
    cohort = running(name="Canary cohort")
    sent = answers(cohort.qualification)
    responses = [
        client.get(LIST),
        client.get(CREATE),
        client.post(CREATE, sent),
        client.get(edit(cohort)),
        client.post(edit(cohort), sent),
    ]
    assert [response.status_code for response in responses] == statuses
    assert not any(b"Canary" in response.content for response in responses)
    cohort.refresh_from_db()
    assert (cohort.name, Cohort.objects.count()) == ("Canary cohort", 1)
