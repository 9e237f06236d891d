"""A candidate's home, through HTTP: where they stand, and nothing that is not told yet."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.choices import UnitState
from assessments.models import UnitProgress
from courses.choices import Regime
from enrolments.choices import AttendanceResponse, EnrolmentStatus, InductionItem
from enrolments.models import TutorialAction, UnitTarget
from tests.assessments.marking import finish, mark_and_release
from tests.assessments.portfolio import add, submit, without_tokens
from tests.conftest import client_of
from tests.factories.courses import SpecificationVersionFactory, import_level_5
from tests.factories.enrolments import EnrolmentFactory, TutorialFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("root")]
HOME = reverse("assessments:progress")


@pytest.fixture
def enrolment(tutor, candidate_user):
    return EnrolmentFactory(
        version=SpecificationVersionFactory(units=3, criteria=2),
        tutor=tutor,
        candidate__user=candidate_user,
    )


def unit(enrolment, position):
    return enrolment.version.units.get(position=position)


def address(enrolment):
    return reverse("assessments:enrolment_progress", args=[enrolment.reference])


def test_somebody_who_is_not_enrolled_is_told_what_will_be_here(candidate_client):
    page = candidate_client.get(HOME)

    assert page.status_code == 200
    assert "You are not enrolled on a diploma yet." in page.text
    assert reverse("courses:contact") in page.text


def test_a_new_candidate_is_sent_to_the_induction_and_then_to_the_first_unit(
    candidate_client, enrolment
):
    page = candidate_client.get(HOME)

    assert "Your induction comes first." in page.text
    assert reverse("enrolments:induction_record", args=[enrolment.reference]) in page.text

    enrolment.induction_records.create(
        item=InductionItem.values[0], done_on=timezone.localdate(), recorded_by=enrolment.tutor
    )
    first = unit(enrolment, 1)
    UnitTarget.objects.create(
        enrolment=enrolment, unit=first, target_on=timezone.localdate() + timedelta(days=9)
    )
    page = candidate_client.get(HOME)

    assert f"Next comes {first.short_code} {first.title}." in page.text
    assert reverse("assessments:unit_detail", args=[enrolment.reference, first.code]) in page.text
    assert "0 of 3 units" in page.text
    assert "0 of 6 criteria" in page.text
    assert "0 min of 7 h" in page.text


def test_the_home_counts_what_is_released(candidate_client, enrolment):
    add(enrolment, unit(enrolment, 1))
    mark_and_release(submit(enrolment, unit(enrolment, 1)), "met", "met")
    add(enrolment, unit(enrolment, 2))
    mark_and_release(submit(enrolment, unit(enrolment, 2)), "met", "not")
    TutorialFactory(tutor=enrolment.tutor, enrolments=[enrolment], minutes=45)
    overview = candidate_client.get(HOME).context["overview"]

    assert (overview.units_passed, overview.criteria_met, overview.criteria) == (1, 3, 6)
    assert overview.enrolment.one_to_one_minutes == 45
    assert overview.step.label == f"Open {unit(enrolment, 2).short_code}"
    assert [decision.outcome for decision in overview.feedback] == ["not_yet_met", "met", "met"]


def test_what_is_marked_and_not_released_is_nowhere_on_the_page(candidate_client, enrolment):
    add(enrolment, unit(enrolment, 1))
    submission = submit(enrolment, unit(enrolment, 1))
    finish(submission, "met", "not")
    shown = candidate_client.get(HOME)

    assert "Say more about the cost." not in shown.text
    assert shown.context["overview"].criteria_met == 0
    states = [line.state for line in shown.context["overview"].lines]
    assert states == [UnitState.SUBMITTED, UnitState.NOT_STARTED, UnitState.NOT_STARTED]


def test_the_control_released_feedback_is_on_the_page(candidate_client, enrolment):
    add(enrolment, unit(enrolment, 1))
    mark_and_release(submit(enrolment, unit(enrolment, 1)), "met", "not")

    assert "Say more about the cost." in candidate_client.get(HOME).text


def test_what_waits_names_for_whom_and_since_when(candidate_client, enrolment):
    add(enrolment, unit(enrolment, 1))
    submit(enrolment, unit(enrolment, 1))
    overview = candidate_client.get(HOME).context["overview"]

    assert [(w.what, w.state) for w in overview.for_others] == [
        (f"{unit(enrolment, 1).short_code} Unit 1", UnitState.SUBMITTED)
    ]
    assert overview.for_others[0].is_late
    assert overview.our_time.startswith("One unit has waited")


def test_actions_and_tutorials_wait_for_the_candidate(candidate_client, enrolment):
    held = timezone.now() - timedelta(days=3)
    tutorial = TutorialFactory(tutor=enrolment.tutor, enrolments=[enrolment], starts_at=held)
    today = timezone.localdate()
    for owner, text in (("candidate", "Draw up the rota"), ("tutor", "Send the template")):
        TutorialAction.objects.create(
            tutorial=tutorial, enrolment=enrolment, text=text, due_on=today, owner=owner
        )
    overview = candidate_client.get(HOME).context["overview"]

    assert overview.step.sentence == "You agreed to: Draw up the rota."
    assert [w.what[:23] for w in overview.for_candidate] == ["Confirm the tutorial of"]
    assert [w.what for w in overview.for_others] == ["Send the template"]


@pytest.mark.parametrize(
    ("days", "response", "is_asked"),
    [(3, "none", True), (31, "none", False), (3, "confirmed", False)],
)
def test_old_and_answered_tutorials_are_not_asked_about(
    candidate_client, enrolment, days, response, is_asked
):
    tutorial = TutorialFactory(
        tutor=enrolment.tutor,
        enrolments=[enrolment],
        starts_at=timezone.now() - timedelta(days=days),
    )
    if response != "none":
        tutorial.attendances.update(
            response=AttendanceResponse.CONFIRMED, responded_at=timezone.now()
        )
    overview = candidate_client.get(HOME).context["overview"]

    assert (overview.step.label == "Look at the record") == is_asked
    assert (overview.step_url == tutorial.get_absolute_url()) == is_asked
    assert overview.for_candidate == []


def test_level_7_has_no_one_to_one_meter(candidate_client, candidate_user):
    version = SpecificationVersionFactory(
        regime=Regime.MARKS, one_to_one_minutes=0, qualification__level=7, credits=60
    )
    EnrolmentFactory(version=version, candidate__user=candidate_user)
    page = candidate_client.get(HOME)

    assert "One-to-one tutorials" not in page.text
    assert "Guided learning" in page.text


def test_two_diplomas_have_a_switcher(candidate_client, candidate_user, enrolment):
    other = EnrolmentFactory(
        version=SpecificationVersionFactory(qualification__level=7),
        candidate=enrolment.candidate,
        starts_on=enrolment.starts_on - timedelta(days=400),
    )
    home = candidate_client.get(HOME)
    second = candidate_client.get(address(other))

    assert home.context["enrolment"] == enrolment
    assert second.context["enrolment"] == other
    for page in (home, second):
        assert address(other) in page.text
        assert address(enrolment) in page.text


def test_the_diploma_that_goes_on_comes_before_a_newer_one_that_ended(candidate_client, enrolment):
    EnrolmentFactory(
        version=SpecificationVersionFactory(),
        candidate=enrolment.candidate,
        starts_on=enrolment.starts_on + timedelta(days=30),
        status=EnrolmentStatus.WITHDRAWN,
        withdrawn_on=enrolment.starts_on + timedelta(days=40),
    )

    assert candidate_client.get(HOME).context["enrolment"] == enrolment


def test_a_withdrawn_candidate_may_still_read(candidate_client, enrolment):
    enrolment.status = EnrolmentStatus.WITHDRAWN
    enrolment.withdrawn_on = enrolment.starts_on + timedelta(days=30)
    enrolment.save()
    page = candidate_client.get(HOME)

    assert "This enrolment ended on 2 Apr 2026." in page.text
    assert reverse("assessments:unit_list") in page.text


def test_completion_opens_the_statement_and_fellowship(candidate_client, enrolment):
    enrolment.status = EnrolmentStatus.COMPLETED
    enrolment.completed_at = timezone.now()
    enrolment.save()
    qualification = enrolment.qualification
    for level, opens in ((5, False), (7, True)):
        type(qualification).objects.filter(pk=qualification.pk).update(level=level)
        page = candidate_client.get(HOME)
        assert "Your diploma is complete: every unit is passed." in page.text
        assert reverse("awards:my_statements") in page.text
        assert ("ILM Fellowship" in page.text) == opens


def test_staff_read_the_same_page(tutor_client, administrator_client, enrolment):
    add(enrolment, unit(enrolment, 1))
    mark_and_release(submit(enrolment, unit(enrolment, 1)), "met", "not")
    for client in (tutor_client, administrator_client):
        page = client.get(address(enrolment))
        assert page.status_code == 200
        assert "What Ruth sees first" in page.text
        assert "1 of 6 criteria" in page.text
        assert "Log your study time" not in page.text


def test_staff_get_no_button_to_a_candidates_own_lists(tutor_client, enrolment):
    enrolment.status = EnrolmentStatus.COMPLETED
    enrolment.completed_at = timezone.now()
    enrolment.save()
    page = tutor_client.get(address(enrolment))

    assert "Your diploma is complete: every unit is passed." in page.text
    assert page.context["overview"].step_url == ""
    assert reverse("awards:my_statements") not in page.text


def test_nobody_elses_progress_is_shown(enrolment, other_tutor_client):
    stranger = client_of(EnrolmentFactory().candidate.user)
    missing = reverse(
        "assessments:enrolment_progress", args=["00000000-0000-4000-8000-000000000000"]
    )
    for client in (stranger, other_tutor_client):
        denied, absent = client.get(address(enrolment)), client.get(missing)
        assert denied.status_code == absent.status_code == 404
        assert without_tokens(denied) == without_tokens(absent)
        assert "Okafor" not in denied.text


@pytest.mark.parametrize("who", ["tutor_client", "administrator_client"])
def test_the_home_is_for_candidates(request, who):
    assert request.getfixturevalue(who).get(HOME).status_code == 403


def test_looking_changes_nothing(candidate_client, enrolment):
    add(enrolment, unit(enrolment, 1))
    before = list(UnitProgress.objects.values())
    candidate_client.get(HOME)

    assert list(UnitProgress.objects.values()) == before
    assert candidate_client.post(HOME).status_code == 405


@pytest.mark.parametrize("size", [1, 3])
def test_the_home_asks_eleven_questions_whatever_it_shows(
    candidate_client, enrolment, size, django_assert_num_queries
):
    for position in range(1, size + 1):
        add(enrolment, unit(enrolment, position), name=f"{position}.pdf")
        submit(enrolment, unit(enrolment, position))
        TutorialFactory(
            tutor=enrolment.tutor,
            enrolments=[enrolment],
            starts_at=timezone.now() - timedelta(days=position),
        )
    with django_assert_num_queries(11):
        page = candidate_client.get(HOME)

    assert len(page.context["overview"].for_others) == size


def test_the_home_of_the_whole_diploma_asks_no_more(
    candidate_client, candidate_user, tutor, django_assert_num_queries
):
    EnrolmentFactory(version=import_level_5(), candidate__user=candidate_user, tutor=tutor)
    with django_assert_num_queries(11):
        page = candidate_client.get(HOME)

    assert len(page.context["overview"].lines) == 17
    assert page.context["overview"].criteria == 37


def test_a_used_up_unit_waits_for_the_centre(candidate_client, enrolment, settings):
    settings.ATTEMPTS_PER_UNIT = 1
    add(enrolment, unit(enrolment, 1))
    mark_and_release(submit(enrolment, unit(enrolment, 1)), "met", "not")
    overview = candidate_client.get(HOME).context["overview"]

    assert overview.step.label == f"Start {unit(enrolment, 2).short_code}"
    assert [w.what for w in overview.for_others] == [
        f"{unit(enrolment, 1).short_code} Unit 1: the centre decides on another attempt"
    ]
    page = candidate_client.get(HOME).text
    assert "the next step is yours" not in page
    assert "or the centre</h3>" in page
    listed = candidate_client.get(reverse("assessments:unit_list")).text
    assert "attempts used, the centre decides on another" in listed
