"""The mark sheet, by HTTP."""

import pytest
from django.urls import reverse

from tests.assessments.marking import draft, finish, mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import IQAFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory

pytestmark = pytest.mark.once


def sheet_of(client, submission):
    return client.get(reverse("assessments:submission_sheet", args=[submission.reference]))


def test_a_released_sheet_has_all_its_parts(candidate_client, marked_submission, settings):
    settings.CENTRE_NUMBER = "012345"
    enrolment = marked_submission.enrolment
    enrolment.registration_number = "ABC1234"
    enrolment.save()
    mark_and_release(marked_submission, "15.5", "9")
    answer = sheet_of(candidate_client, marked_submission)
    page = " ".join(answer.text.split())

    for said in (
        "012345", "PMA Training", "ABC1234", "Ruth Okafor", "This is my own work.",
        "Use for standardisation: not refused.", "Learning outcome 1:", "about 5</b>",
        "from 10</b>", "about 15</b>", "Say more about the cost.", "<b>15.5</b> of 20",
        "Band, as feedback only: good pass", "Band, as feedback only: referral",
        "24.5 of 40, 61.3 %", "<b>Referral</b>, resubmit by 30 Jun 2026", "Tess Turner",
        "Internal quality assurer", "data-print",
    ):  # fmt: skip
        assert said in page, said
    assert sum(section.maximum for section in answer.context["sheet"].sections) == 40


def test_a_sheet_without_marks_is_pass_or_referral(tutor_client, decided_submission):
    finish(decided_submission, "met", "not", "met")
    page = sheet_of(tutor_client, decided_submission).text

    assert "No marks: each criterion is a pass or a referral" in page
    assert "Good pass" not in page
    assert "Band" not in page


def test_what_is_not_told_is_on_nobodys_sheet_but_the_tutors(
    tutor_client, candidate_client, administrator_client, marked_submission
):
    draft(marked_submission, "13.5", feedback="Not told yet.")

    assert sheet_of(candidate_client, marked_submission).status_code == 404
    own, others = (
        sheet_of(client, marked_submission).text for client in (tutor_client, administrator_client)
    )
    assert ("Not told yet." in own, "13.5" in own, "Not finished" in own) == (True, True, True)
    assert ("Not told yet." in others, "13.5" in others) == (False, False)
    finish(marked_submission, "13.5", "10")
    assert sheet_of(candidate_client, marked_submission).status_code == 404


def test_strangers_find_no_sheet(other_tutor_client, marked_submission):
    mark_and_release(marked_submission, "15", "10")

    assert sheet_of(other_tutor_client, marked_submission).status_code == 404
    assert sheet_of(client_of(IQAFactory()), marked_submission).status_code == 404


def test_what_carries_over_is_on_the_sheet_of_the_next_attempt(tutor_client, decided_submission):
    mark_and_release(decided_submission, "met", "not", "met")
    again = SubmissionFactory(
        enrolment=decided_submission.enrolment, unit=decided_submission.unit, attempt=2
    )
    rows = [
        row
        for section in sheet_of(tutor_client, again).context["sheet"].sections
        for row in section.rows
    ]

    assert [row.outcome for row in rows] == ["met", None, "met"]


@pytest.mark.parametrize("size", [1, 3])
def test_sheet_query_count(tutor_client, tutor, size, django_assert_num_queries):
    version = SpecificationVersionFactory(units=1, criteria=size)
    submission = SubmissionFactory(enrolment__version=version, enrolment__tutor=tutor)
    mark_and_release(submission, *["met"] * size)
    with django_assert_num_queries(7):
        answer = sheet_of(tutor_client, submission)

    assert sum(len(section.rows) for section in answer.context["sheet"].sections) == size
