"""The trail of an enrolment, a unit and a person, as staff read it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.actions.people import correct_person, details_of
from assessments.actions.attempts import allow_attempt
from assessments.actions.correcting import Correction, correct_decision
from courses.choices import Regime
from enrolments.actions.answering import answer_tutorial
from enrolments.actions.lifecycle import reassign_tutor, record_registration
from enrolments.choices import AttendanceResponse
from enrolments.models import Attendance
from ledger import audit
from ledger.versions import fingerprint
from tests.assessments.marking import LATER, NOW, RESUBMIT_BY, finish, mark_and_release
from tests.assessments.portfolio import add, submit
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory, TutorialFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def version(db):
    return SpecificationVersionFactory(
        units=2, criteria=2, maximum=Decimal(50), regime=Regime.MARKS, qualification__level=7
    )


@pytest.fixture
def enrolment(version, tutor, candidate_user):
    return EnrolmentFactory(version=version, tutor=tutor, candidate__user=candidate_user)


@pytest.fixture
def neighbour(version, other_tutor, enrolment):
    """Another candidate of the same cohort, with another tutor."""
    return EnrolmentFactory(
        version=version, tutor=other_tutor, cohort=enrolment.cohort,
        candidate__user__given_name="Nadia", candidate__user__family_name="Neighbour",
    )  # fmt: skip


def address(name, enrolment, unit=None, query=""):
    words = [enrolment.reference, unit.code] if unit else [enrolment.reference]
    return reverse(f"reports:{name}", args=words) + query


@pytest.fixture
def story(enrolment, tutor, administrator, candidate_user):
    """Referred, sent again, passed, and then a mark corrected: at minutes that are known."""
    unit = enrolment.version.units.get(position=1)
    add(enrolment, unit, name="Access review.pdf")
    first = submit(enrolment, unit)
    mark_and_release(first, "20", "30", now=NOW)
    add(enrolment, unit, name="Appendix.txt", content=b"What was missing.", now=NOW)
    second = submit(enrolment, unit, now=NOW + timedelta(days=1))
    mark_and_release(second, "25", now=NOW + timedelta(days=2, minutes=7))
    correct_decision(
        decision=second.decisions.get(criterion__position=1),
        correction=Correction(
            mark=Decimal("40.5"), feedback="Seen again.", reason="The appendix was overlooked."
        ),
        by=tutor,
        now=NOW + timedelta(days=3),
    )
    return unit


def test_the_unit_page_says_why_somebody_passed(story, enrolment, tutor_client):
    page = tutor_client.get(address("unit_trail", enrolment, story))

    text = " ".join(page.text.split())
    assert f"Ruth Okafor passed {story.short_code} on attempt 2." in text
    assert "Pass decided by Tess Turner, 15 May 2026, 15:02" in text
    assert "released by Tess Turner, 14 May 2026, 15:09" in text  # London, in summer
    assert "Ruth Okafor, 4 May 2026, 11:14, text" in text
    assert "Referral, resubmit by 30 Jun 2026: Tess Turner, 12 May 2026, 15:02" in text
    assert "carried over from attempt 1" in text
    assert "25 of 50" in text
    assert "40.5 of 50" in text
    assert "Reason: The appendix was overlooked." in text
    sent = enrolment.submissions.get(attempt=2).files.select_related("file").first()
    assert sent.sha256 in text
    assert sent.file.get_absolute_url() in text
    assert tutor_client.get(sent.file.get_absolute_url()).status_code == 200


def test_a_unit_without_work_says_what_will_be_here(enrolment, tutor_client, story):
    other = enrolment.version.units.get(position=2)

    page = tutor_client.get(address("unit_trail", enrolment, other))

    assert "Nothing is decided and told" in page.text
    assert "Not submitted yet" in page.text
    assert "The appendix was overlooked" not in page.text


def test_marking_that_is_not_finished_is_no_decision(enrolment, tutor_client):
    submission = submit_with_a_file(enrolment)
    finish(submission, "45", "40")

    page = tutor_client.get(address("unit_trail", enrolment, submission.unit))

    assert "Nothing is decided and told" in page.text
    assert "45 of 50" in page.text


def submit_with_a_file(enrolment):
    unit = enrolment.version.units.get(position=1)
    add(enrolment, unit)
    return submit(enrolment, unit)


def test_the_enrolment_page_tells_all_that_happened(
    story, enrolment, administrator, administrator_client, other_tutor
):
    record_registration(
        enrolment=enrolment, number="AB123", registered_on=NOW.date(), by=administrator, now=LATER
    )
    reassign_tutor(
        enrolment=enrolment, tutor=other_tutor, reason="Holiday.", by=administrator, now=LATER
    )

    page = administrator_client.get(address("enrolment_trail", enrolment))

    text = " ".join(page.text.split())
    assert "Ada Admin" in text
    assert "Reason: Holiday." in text
    assert "Tess Turner <span" in text
    assert "to </span> AB123" in text
    assert "12 May 2026, 15:02" in text
    verbs = {event.verb for event, *_ in page.context["lines"]}
    assert {"added", "submitted", "released", "corrected"} <= verbs
    assert "{" not in "".join(str(c.new) for _, made, _ in page.context["lines"] for c in made)


def test_days_and_verbs_narrow_the_list(story, enrolment, administrator_client):
    def verbs(query):
        page = administrator_client.get(address("enrolment_trail", enrolment, query=query))
        return [event.verb for event, *_ in page.context["lines"]]

    assert verbs("?from=2026-05-14&to=2026-05-14") == [
        "released", "finished marking", "started marking",
    ]  # fmt: skip
    assert verbs("?verb=submitted") == ["submitted", "submitted"]
    assert verbs("?verb=submitted&to=2026-05-04") == ["submitted"]
    assert verbs("?verb=no-such-verb") == []
    everything = verbs("")
    assert verbs("?from=yesterday&to=0001-01-01&verb=%00&page=x") == everything


def test_a_day_begins_at_midnight_in_london(enrolment, administrator, administrator_client):
    at = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    audit.record(administrator, "did", enrolment, at=at)

    for day, number in (("2026-06-01", 0), ("2026-06-02", 1)):
        query = f"?from={day}&to={day}"
        page = administrator_client.get(address("enrolment_trail", enrolment, query=query))
        assert page.context["page"].paginator.count == number


def test_what_another_attender_answered_is_not_on_ones_trail(
    enrolment, neighbour, tutor, tutor_client, administrator_client
):
    shared = TutorialFactory(tutor=tutor, enrolments=[enrolment, neighbour])
    audit.record(tutor, "recorded", shared, at=NOW)
    audit.record(tutor, "recorded", TutorialFactory(enrolments=[neighbour]), at=NOW)
    for attended in Attendance.objects.filter(tutorial=shared):
        answer_tutorial(
            attendance=attended,
            response=AttendanceResponse.CONFIRMED,
            note="",
            revisions=0,
            by=attended.enrolment.candidate.user,
            now=LATER,
        )
    old = audit.record(neighbour.candidate.user, "confirmed", shared, at=NOW)
    assert old.subject == ""  # as those from before subjects were kept

    mine = tutor_client.get(address("enrolment_trail", enrolment))
    theirs = administrator_client.get(address("enrolment_trail", neighbour))

    assert [(e.actor_name, e.verb) for e, *_ in mine.context["lines"]] == [
        ("Ruth Okafor", "confirmed"),
        ("Tess Turner", "recorded"),
    ]
    assert "Neighbour" not in mine.text
    assert [e.verb for e, *_ in theirs.context["lines"]] == ["confirmed", "recorded", "recorded"]


def test_the_person_page_tells_what_somebody_did(
    story, tutor, administrator, administrator_client, tutor_client
):
    correct_person(
        user=tutor, version=fingerprint(details_of(tutor)), given_name="Tessa",
        family_name="Turner", email=tutor.email, by=administrator, now=LATER,
    )  # fmt: skip
    url = reverse("reports:person_trail", args=[tutor.pk])

    page = administrator_client.get(url)

    events = [event for event, *_ in page.context["lines"]]
    assert {event.actor_id for event in events} == {tutor.pk}
    assert "released" in {event.verb for event in events}
    assert "Tessa Turner did" in page.text
    assert "Ruth Okafor</a>" in page.text
    assert tutor_client.get(url).status_code == 403


def test_nobody_reads_the_trail_of_their_own_diploma(enrolment, administrator_client):
    own = EnrolmentFactory(
        version=enrolment.version,
        candidate__user=administrator_client.get("/account/").wsgi_request.user,
    )

    assert administrator_client.get(address("enrolment_trail", own)).status_code == 404


def test_the_pages_are_found_from_where_one_is(story, enrolment, tutor_client, candidate_client):
    submission = enrolment.submissions.get(attempt=2)
    unit_trail = address("unit_trail", enrolment, story)

    assert (
        address("enrolment_trail", enrolment) in tutor_client.get(enrolment.get_absolute_url()).text
    )
    for page in (
        submission.get_absolute_url(),
        reverse("assessments:submission_result", args=[submission.reference]),
        address("enrolment_trail", enrolment),
    ):
        assert unit_trail in tutor_client.get(page).text
    assert unit_trail not in candidate_client.get(submission.get_absolute_url()).text


def test_a_person_is_found_from_their_page(tutor, administrator_client):
    page = administrator_client.get(tutor.get_absolute_url())

    assert reverse("reports:person_trail", args=[tutor.pk]) in page.text


@pytest.mark.parametrize("size", [1, 3])
def test_the_trails_take_as_many_queries_for_three_as_for_one(
    size, enrolment, tutor, administrator, administrator_client, django_assert_num_queries
):
    unit = enrolment.version.units.get(position=1)
    add(enrolment, unit)
    for number in range(size):
        if number == 2:
            allow_attempt(enrolment=enrolment, unit=unit, reason="Ill.", by=administrator, now=NOW)
        add(enrolment, unit, name="Notes.txt", content=f"Attempt {number}".encode())
        submission = submit(enrolment, unit)
        mark_and_release(submission, "20", "20", resubmit_by=RESUBMIT_BY)
        TutorialFactory(enrolments=[enrolment])
    person = reverse("reports:person_trail", args=[tutor.pk])
    pages = {
        address("enrolment_trail", enrolment): 10,
        address("unit_trail", enrolment, unit): 14,
        person: 8,
    }

    for url, queries in pages.items():
        administrator_client.get(url)
        with django_assert_num_queries(queries):
            administrator_client.get(url)


def test_a_long_trail_has_pages(enrolment, administrator, administrator_client):
    for number in range(51):
        audit.record(administrator, f"did {number}", enrolment, at=NOW + timedelta(hours=number))

    first = administrator_client.get(address("enrolment_trail", enrolment))
    second = administrator_client.get(address("enrolment_trail", enrolment, query="?page=2"))

    assert "51 things happened" in first.text
    assert len(first.context["lines"]) == 50
    assert [event.verb for event, *_ in second.context["lines"]] == ["did 0"]
