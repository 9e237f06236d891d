"""The pages of claims: who is ready, one page to claim, and the file that leaves."""

import csv
import io

import pytest
from django.urls import reverse

from awards.models import Claim, ClaimLine
from enrolments.models import Enrolment
from ledger.models import AuditEvent
from tests.awards.claims.conftest import TODAY, claim, make_ready
from tests.awards.conftest import pass_units
from tests.factories.enrolments import NOT_REGISTERED, EnrolmentFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]
LIST = reverse("awards:claim_list")
CREATE = reverse("awards:claim_create")
MADE = reverse("awards:claims_made")
QUERIES = 21


def test_the_list_tells_the_ready_from_those_held_up_and_those_still_studying(
    ready, version, administrator_client
):
    held = pass_units(EnrolmentFactory(version=version, cohort=ready.cohort))
    Enrolment.objects.filter(pk=held.pk).update(**NOT_REGISTERED)
    studying = EnrolmentFactory(version=version, cohort=ready.cohort)

    pages = {
        show: administrator_client.get(LIST, {"show": show}) for show in ("", "held", "studying")
    }

    for show, enrolment in (("", ready), ("held", held), ("studying", studying)):
        assert [line.enrolment for line in pages[show].context["lines"]] == [enrolment]
    assert "No registration with the awarding organisation." in pages["held"].text
    assert "To pass:" in pages["studying"].text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    version, administrator_client, number, django_assert_num_queries
):
    for _ in range(number):
        enrolment = EnrolmentFactory(version=version)
        make_ready(pass_units(enrolment), f"ABC{enrolment.pk:04}")
    administrator_client.get(LIST)

    with django_assert_num_queries(QUERIES):
        page = administrator_client.get(LIST)

    assert len(page.context["lines"]) == number


@pytest.mark.parametrize("number", [1, 3])
def test_claims_made_take_as_many_queries_for_one_as_for_three(
    version, administrator, administrator_client, number, django_assert_num_queries
):
    for _ in range(number):
        enrolment = EnrolmentFactory(version=version)
        claim([make_ready(pass_units(enrolment), f"ABC{enrolment.pk:04}")], administrator)
    administrator_client.get(MADE)

    with django_assert_num_queries(5):
        page = administrator_client.get(MADE)

    assert len(page.context["page"]) == number


def test_ticked_people_are_claimed_for_on_one_page_and_once(ready, administrator_client):
    page = administrator_client.get(CREATE, {"e": ready.reference})
    unsigned = administrator_client.post(CREATE, {"e": ready.reference, "signed_off_by": ""})
    assert Claim.objects.count() == 0

    answer = {"e": ready.reference, "signed_off_by": "E. Quayle, 3 Nov"}
    made = administrator_client.post(CREATE, answer)
    again = administrator_client.post(CREATE, answer)

    assert (page.status_code, unsigned.status_code, made.status_code) == (200, 422, 302)
    assert again.status_code == 200
    assert "Nobody is chosen" in again.text
    assert ClaimLine.objects.count() == 1


def test_a_refusal_names_the_person_and_keeps_what_was_typed(ready, version, administrator_client):
    other = EnrolmentFactory(version=version, cohort=ready.cohort)
    answer = {"e": [ready.reference, other.reference], "signed_off_by": "E. Quayle"}

    page = administrator_client.post(CREATE, answer)

    assert page.status_code == 409
    assert f"{other.candidate}: To pass" in page.text
    assert "E. Quayle" in page.text
    assert Claim.objects.count() == 0


def test_words_that_are_no_references_choose_nobody(ready, administrator_client):
    page = administrator_client.get(CREATE, {"e": ["x", "0" * 36, "\x00", str(ready.pk)]})

    assert "Nobody is chosen" in page.text


def test_the_file_has_a_row_for_each_unit_and_one_word_for_a_result(
    ready, administrator, administrator_client
):
    user = ready.candidate.user
    user.family_name = "=Okafor"
    user.save()
    made = claim([ready], administrator)

    answer = administrator_client.post(reverse("awards:claim_export", args=[made.reference]))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[1:7] for row in rows[1:3]] == [
        ["ABC1234", user.given_name, "'=Okafor", made.qualification.code, unit.code, "Pass"]
        for unit in ready.version.units.order_by("position")
    ]
    assert rows[-1][0].startswith(f"{made}: 1 in all, exported by {administrator}")
    assert AuditEvent.objects.filter(verb="exported").count() == 1


def test_a_certificate_is_recorded_and_a_claim_taken_back_from_its_page(
    ready, administrator, administrator_client
):
    line = claim([ready], administrator).lines.get()
    award = reverse("awards:claim_award", args=[line.claim.reference, line.pk])
    back = reverse("awards:claim_take_back", args=[line.claim.reference, line.pk])

    empty = administrator_client.post(award, {"certificate_number": "", "awarded_on": "x"})
    kept = administrator_client.post(award, {"certificate_number": "C1", "awarded_on": TODAY})
    refused = administrator_client.post(back, {"reason": "Wrong name"})
    detail = administrator_client.get(kept.url)
    made = administrator_client.get(MADE)

    assert (empty.status_code, kept.status_code, refused.status_code) == (422, 302, 422)
    assert "the awarding organisation withdraws it" in refused.text
    assert "C1, " in detail.text
    assert "1 of 1" in made.text
