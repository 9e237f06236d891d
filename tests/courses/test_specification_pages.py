"""Specifications as staff read them."""

import re

import pytest
from django.urls import reverse

from courses.models import SpecificationVersion
from tests.courses.test_actions import import_text
from tests.factories.courses import (
    SpecificationVersionFactory,
    import_level_5,
    import_level_7,
    shipped_text,
)

pytestmark = pytest.mark.django_db

LIST = "/specifications/"
DETAIL = "/specifications/8617/1/"


@pytest.mark.parametrize("address", [LIST, DETAIL])
def test_tutors_and_administrators_read_specifications(
    tutor_client, administrator_client, candidate_client, client, address
):
    import_level_7()
    assert tutor_client.get(address).status_code == 200
    assert administrator_client.get(address).status_code == 200
    assert candidate_client.get(address).status_code == 403
    assert client.get(address)["Location"].startswith(reverse("account_login"))
    assert tutor_client.post(address).status_code == 405


@pytest.mark.parametrize(
    "address",
    ["8617/2/", "8617/0/", "8420-01/1/", "8617/99999999999999999999/", "x/1/"],
)
def test_a_version_that_does_not_exist_is_not_found(tutor_client, address):
    import_level_7()
    assert tutor_client.get(f"{LIST}{address}").status_code == 404


def test_a_specification_shows_units_outcomes_criteria_marks_and_descriptors(tutor_client):
    version = import_level_7()
    html = tutor_client.get(version.get_absolute_url()).content.decode()
    for unit in version.units.prefetch_related("outcomes", "criteria"):
        assert f"{unit.code} {unit.title}" in html
        for outcome in unit.outcomes.all():
            assert f"Outcome {outcome.number}: {outcome.text}" in html
        for criterion in unit.criteria.all():
            assert f"<strong>{criterion.number}</strong> {criterion.text}" in html
            assert f"{criterion.maximum:.0f} marks" in html
    assert "A change is stated rather than argued" in html
    assert "Good pass, in feedback only" in html


def test_level_5_shows_no_marks_and_no_descriptors(tutor_client):
    html = tutor_client.get(import_level_5().get_absolute_url()).content.decode()
    assert "met or not yet met" in html
    assert not re.search(r"\d marks\b|descriptors|Good pass", html)


def test_provisional_wording_is_marked_until_the_handbook_is_imported(tutor_client):
    """D2: staff see the mark wherever criteria are shown; importing the handbook removes it."""
    provisional = import_level_7()
    page = tutor_client.get(provisional.get_absolute_url()).content.decode()
    assert "<strong>Provisional wording.</strong>" in page
    assert page.count("Provisional wording</span>") == 8
    text = shipped_text("8617").replace("Wording: provisional", "Wording: as published")
    published = import_text(text).version
    page = tutor_client.get(published.get_absolute_url()).content.decode()
    assert "Provisional" not in page
    rows = tutor_client.get(LIST).content.decode()
    assert rows.count("Provisional wording</span>") == 1
    assert rows.count("As published") == 1


def test_the_list_shows_every_version_newest_first(tutor_client):
    import_level_7()
    import_text(shipped_text("8617").replace("Optimise", "Use"))
    response = tutor_client.get(LIST)
    shown = [(v.number, v.is_current, v.unit_count, v.outcome_count, v.criterion_count)
             for v in response.context["versions"]]  # fmt: skip
    assert shown == [(2, True, 3, 8, 8), (1, False, 3, 8, 8)]
    assert response.content.decode().count("superseded") == 1


def test_an_empty_list_says_what_will_be_here(tutor_client):
    assert "No specification yet" in tutor_client.get(LIST).content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_specification_list_query_count(tutor_client, size, django_assert_num_queries):
    SpecificationVersionFactory.create_batch(size)
    tutor_client.get(LIST)
    with django_assert_num_queries(4):
        response = tutor_client.get(LIST)
    assert len(response.context["versions"]) == size


@pytest.mark.parametrize("size", [1, 3])
def test_specification_detail_query_count(tutor_client, size, django_assert_num_queries):
    version = SpecificationVersionFactory(units=size, criteria=size)
    tutor_client.get(version.get_absolute_url())
    with django_assert_num_queries(8):
        tutor_client.get(version.get_absolute_url())


def test_counts_do_not_multiply():
    SpecificationVersionFactory(units=3, criteria=4)
    version = SpecificationVersion.objects.with_counts().get()
    assert (version.unit_count, version.outcome_count, version.criterion_count) == (3, 3, 12)
