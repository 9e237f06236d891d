"""Pages of statements and of their verification, for each who may and may not."""

import re

import pytest
from django.db import connection
from django.urls import reverse

from awards.actions import withdraw_statement
from awards.codes import new_code
from awards.models import StatementOfResults
from awards.views.verification import GUESSES
from ledger import audit, jobs
from ledger.models import AuditEvent
from ledger.protection import fix, loosen
from tests.assessments.marking import LATER
from tests.awards.conftest import pass_units
from tests.awards.test_actions import issue
from tests.conftest import client_of
from tests.factories.accounts import CandidateUserFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def statement(complete, administrator, settings, tmp_path):
    settings.STATEMENTS_ROOT = tmp_path
    issued = issue(complete, administrator)
    jobs.run_due()
    issued.refresh_from_db()
    return issued


def verify_url(statement):
    return reverse("awards:statement_verify", args=[statement.code])


def test_an_administrator_issues_in_two_clicks(complete, administrator_client):
    url = reverse("awards:statement_issue", args=[complete.reference])
    page = administrator_client.get(url)
    assert StatementOfResults.objects.count() == 0

    response = administrator_client.post(url, {"replacing": ""})
    again = administrator_client.post(url, {"replacing": ""})

    statement = StatementOfResults.objects.get()
    assert page.status_code == 200
    assert response.url == again.url == statement.get_absolute_url()


def test_an_incomplete_candidate_is_refused_with_the_reason(enrolment, administrator_client):
    pass_units(enrolment, leaving_out=1)
    url = reverse("awards:statement_issue", args=[enrolment.reference])

    response = administrator_client.post(url, {"replacing": ""})

    assert response.status_code == 409
    assert StatementOfResults.objects.count() == 0


def test_the_holder_reads_and_downloads_and_a_stranger_finds_nothing(
    statement, candidate_client, tutor_client
):
    stranger = client_of(CandidateUserFactory())
    detail = statement.get_absolute_url()
    paper = reverse("awards:statement_pdf", args=[statement.reference])

    assert candidate_client.get(detail).status_code == 200
    assert candidate_client.get(paper)["Content-Type"] == "application/pdf"
    assert "PMA-000001" in candidate_client.get(reverse("awards:my_statements")).content.decode()
    for url in (detail, paper):
        response = stranger.get(url)
        assert response.status_code == 404
        assert "Okafor" not in response.content.decode()
        assert tutor_client.get(url).status_code == 403
    assert "PMA-000001" not in stranger.get(reverse("awards:my_statements")).content.decode()


def test_anybody_verifies_without_the_name_being_shown(client, statement):
    response = client.get(verify_url(statement))

    page = response.content.decode()
    assert response.status_code == 200
    assert "This statement is valid." in page
    assert "Okafor" not in page
    assert "Ruth" not in page
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("typed", ["Okafor", " okafor ", "OKAFOR"])
def test_the_name_shows_to_who_knows_the_surname(client, statement, typed):
    response = client.post(verify_url(statement), {"surname": typed})

    assert "Ruth Okafor" in response.content.decode()


def test_a_wrong_surname_shows_nothing(client, statement):
    response = client.post(verify_url(statement), {"surname": "Smith"})

    assert response.status_code == 422
    assert "Okafor" not in response.content.decode()


def test_a_replaced_and_a_withdrawn_statement_say_so(client, complete, statement, administrator):
    second = issue(complete, administrator, replacing=statement)
    assert "has been replaced" in client.get(verify_url(statement)).content.decode()

    withdraw_statement(statement=second, reason="Wrong name.", by=administrator, now=LATER)
    page = client.get(verify_url(second)).content.decode()
    assert "is withdrawn" in page
    assert "Wrong name" not in page
    assert ">Pass<" not in page


def test_a_statement_is_not_valid_from_the_moment_completion_ends(client, complete, statement):
    type(complete).objects.update(status="active", completed_at=None)

    assert "is withdrawn" in client.get(verify_url(statement)).content.decode()


def test_unknown_codes_answer_alike(client, statement):
    answers = {
        client.get(reverse("awards:statement_verify", args=[code])).content
        for code in ("x", statement.code[:-1], new_code(), "%00", "a" * 500)
    }

    assert len(answers) == 1


@pytest.mark.parametrize(
    "typed",
    [str, str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", " ")],
)
def test_a_code_is_found_however_it_is_typed(client, statement, typed):
    start = reverse("awards:statement_verify_start")

    assert client.post(start, {"code": typed(statement.code)}).url == verify_url(statement)
    address = reverse("awards:statement_verify", args=[typed(statement.code)])
    assert statement.shown_number in client.get(address).content.decode()


def test_a_code_of_the_older_kind_still_holds_as_it_is_written(client, statement):
    older = "aQ-9_xYlI0O1bR7cZkT2mN4pS5v"
    loosen(connection, "awards_statementofresults")  # what was issued never changes
    type(statement).objects.update(code=older)
    fix(connection, "awards_statementofresults")

    answers = [
        client.get(reverse("awards:statement_verify", args=[code])).status_code
        for code in (older, older.lower(), older.replace("-", ""))
    ]

    assert answers == [200, 404, 404]


def test_no_code_has_letters_that_are_taken_for_others():
    codes = [new_code() for _ in range(100)]

    assert len(set(codes)) == 100
    assert not set("".join(codes)) & set("01ILOU")
    assert all(re.fullmatch(r"(\w{4}-){6}\w{4}", code) for code in codes)


def test_while_the_paper_is_made_the_page_asks_again(
    complete, administrator, administrator_client, settings, tmp_path
):
    settings.STATEMENTS_ROOT = tmp_path
    address = issue(complete, administrator).get_absolute_url()
    page = administrator_client.get(address).content.decode()
    assert "data-making" in page
    assert "js/making.js" in page

    jobs.run_due()
    assert "making" not in administrator_client.get(address).content.decode()


def test_guessing_is_stopped_and_right_codes_do_not_count(client, statement):
    unknown = reverse("awards:statement_verify", args=["guess"])
    for _ in range(GUESSES.times + 5):
        assert client.get(verify_url(statement)).status_code == 200

    answers = [client.get(unknown).status_code for _ in range(GUESSES.times + 1)]

    assert answers == [404] * GUESSES.times + [429]
    assert int(client.get(unknown)["Retry-After"]) > 0


def test_a_pasted_address_finds_its_code(client, statement):
    response = client.post(
        reverse("awards:statement_verify_start"),
        {"code": f"https://training.pma.example/verify/{statement.code}/"},
    )

    assert response.url == verify_url(statement)


def as_before(statement):
    """As papers were made before they were signed."""
    StatementOfResults.objects.filter(pk=statement.pk).update(signed_by="", signed_until=None)


def test_a_visitor_can_compare_a_file_and_learns_no_more_than_before(client, statement):
    page = client.get(verify_url(statement)).content.decode()

    assert f'data-sha256="{statement.pdf_sha256}"' in page
    assert "sha256sum" in page
    assert "js/compare.js" in page
    assert "Okafor" not in page


def test_of_a_replaced_statement_the_page_of_the_new_one_knows_the_file(
    client, complete, statement, administrator
):
    second = issue(complete, administrator, replacing=statement)
    jobs.run_due()
    second.refresh_from_db()

    new, old = (client.get(verify_url(one)).content.decode() for one in (second, statement))

    assert f'data-earlier="{statement.pdf_sha256}"' in new
    assert 'data-earlier=""' in old
    assert second.pdf_sha256 not in old
    assert "a newer statement has replaced it" in old


def test_that_an_earlier_one_was_withdrawn_is_not_told(client, complete, statement, administrator):
    withdraw_statement(statement=statement, reason="Wrong name.", by=administrator, now=LATER)
    second = issue(complete, administrator)
    jobs.run_due()

    assert statement.pdf_sha256 not in client.get(verify_url(second)).content.decode()
    assert "but the statement is withdrawn" in client.get(verify_url(statement)).content.decode()


def test_the_hash_of_an_unsigned_paper_is_told_to_who_knows_the_surname(client, statement):
    """It is drawn from facts alone: who has its hash could try names until one fits."""
    as_before(statement)

    asked = client.get(verify_url(statement)).content.decode()
    wrong = client.post(verify_url(statement), {"surname": "Smith"}).content.decode()
    right = client.post(verify_url(statement), {"surname": "Okafor"}).content.decode()

    assert statement.pdf_sha256 not in asked + wrong
    assert "This statement is valid." in asked
    assert f'data-sha256="{statement.pdf_sha256}"' in right


def test_before_the_paper_is_made_there_is_nothing_to_compare(client, complete, administrator):
    issued = issue(complete, administrator)

    page = client.get(verify_url(issued)).content.decode()

    assert "This statement is valid." in page
    assert "data-compare" not in page


def test_the_statements_page_says_whether_and_by_whom_it_is_signed(statement, candidate_client):
    signed = candidate_client.get(statement.get_absolute_url()).content.decode()
    as_before(statement)
    before = candidate_client.get(statement.get_absolute_url()).content.decode()

    assert "By Demonstration only, not a real centre&#x27;s signature, PMA Training" in signed
    assert "until 1 Jan 2040" in signed
    assert "made before the centre signed its statements" in before


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    size, version, tutor, administrator_client, django_assert_num_queries
):
    for _ in range(size):
        pass_units(EnrolmentFactory(version=version, tutor=tutor))
    url = reverse("awards:statement_list")
    administrator_client.get(url)

    with django_assert_num_queries(13):
        page = administrator_client.get(url)

    assert len(page.context["page"].object_list) == size


def replace_url(statement):
    issue_url = reverse("awards:statement_issue", args=[statement.enrolment.reference])
    return f"{issue_url}?replacing={statement.number}"


def test_replacing_asks_why_and_back_does_not_replace_the_new_one(
    statement, administrator_client, candidate_client
):
    url = replace_url(statement)
    form = {"replacing": str(statement.number), "reason": "The name changed."}
    assert url in administrator_client.get(statement.get_absolute_url()).text
    assert "Replace PMA-000001" in administrator_client.get(url).text
    assert administrator_client.post(url, form | {"reason": " "}).status_code == 422
    assert StatementOfResults.objects.count() == 1

    second = administrator_client.post(url, form).url
    answers = [administrator_client.get(url), administrator_client.post(url, form)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all(second in answer.text and "<form" not in main_of(answer) for answer in answers)
    assert StatementOfResults.objects.count() == 2
    first = administrator_client.get(statement.get_absolute_url()).text
    assert "Ada Admin replaced it by" in first
    assert "The name changed." in first
    assert second in first
    plain = administrator_client.get(url.partition("?")[0])
    assert "Ruth Okafor has a statement: PMA-000002." in plain.text
    assert second in candidate_client.get(statement.get_absolute_url()).text


def main_of(page):
    return page.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("named", ["99", "-1", "x", "2" * 30, "\u0661"])
def test_a_number_that_is_none_of_theirs_replaces_nothing(statement, administrator_client, named):
    url = replace_url(statement).partition("?")[0]
    answer = administrator_client.post(url, {"replacing": named, "reason": "Why not."})

    assert answer.status_code == 409
    assert StatementOfResults.objects.count() == 1


def test_a_withdrawn_statement_stays_in_sight(
    complete, statement, administrator, administrator_client
):
    second = issue(complete, administrator, replacing=statement)
    withdraw_statement(statement=second, reason="Wrong name.", by=administrator, now=LATER)
    listing = reverse("awards:statement_list")

    seen = {
        show: [n for n in ("PMA-000001", "PMA-000002") if n in listed.text]
        for show in ("", "issued", "valid", "replaced", "withdrawn")
        if (listed := administrator_client.get(listing, {"show": show}))
    }
    assert seen == {
        "": [],
        "issued": ["PMA-000001", "PMA-000002"],
        "valid": [],
        "replaced": ["PMA-000001", "PMA-000002"],  # the second as what replaced the first
        "withdrawn": ["PMA-000002"],
    }
    page = administrator_client.get(replace_url(statement).partition("?")[0]).text
    assert "Issue a statement to Ruth Okafor?" in page
    assert second.get_absolute_url() in page
    assert "Wrong name." in page


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_statements_takes_as_many_queries_for_three_as_for_one(
    size, version, tutor, administrator, administrator_client, django_assert_num_queries
):
    for _ in range(size):
        issue(pass_units(EnrolmentFactory(version=version, tutor=tutor)), administrator)
    url = reverse("awards:statement_list") + "?show=issued"
    administrator_client.get(url)

    with django_assert_num_queries(6):
        page = administrator_client.get(url)

    assert len(page.context["statements"].object_list) == size


def test_a_paper_that_staff_take_away_leaves_an_event(
    statement, administrator_client, candidate_client
):
    paper = reverse("awards:statement_pdf", args=[statement.reference])
    candidate_client.get(paper)
    assert not AuditEvent.objects.filter(verb="downloaded").exists()
    administrator_client.get(paper)

    taken = audit.trail(statement).get(verb="downloaded")
    assert (taken.actor_name, taken.after) == ("Ada Admin", {"sha256": statement.pdf_sha256})


def test_withdrawing_by_page_keeps_what_was_typed_and_needs_a_reason(
    statement, administrator_client
):
    url = reverse("awards:statement_withdraw", args=[statement.reference])

    assert administrator_client.post(url, {"reason": " "}).status_code == 422
    response = administrator_client.post(url, {"reason": "Wrong name."})

    statement.refresh_from_db()
    assert response.url == statement.get_absolute_url()
    assert statement.withdrawn_reason == "Wrong name."
