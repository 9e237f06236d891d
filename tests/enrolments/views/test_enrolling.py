from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User
from enrolments.choices import EntryDecision, EntryRequirement
from enrolments.models import Candidate, Enquiry, Enrolment
from enrolments.plan import default_end
from tests.factories.accounts import TutorFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import (
    CandidateFactory,
    CohortFactory,
    EnquiryFactory,
    EnrolmentFactory,
)

pytestmark = pytest.mark.once

URL = reverse("enrolments:enquiry_enrol")
RESULT = reverse("enrolments:enquiry_enrolled")


def soon(weeks=4):
    return timezone.localdate() + timedelta(weeks=weeks)


@pytest.fixture
def cohort(db):
    return CohortFactory(starts_on=soon(), ends_on=soon(60), capacity=25)


@pytest.fixture
def cohort_7(db):
    return CohortFactory(
        version__qualification__level=7, starts_on=soon(), ends_on=soon(60), capacity=25
    )


def enquiries(cohort, number=1):
    return [
        EnquiryFactory(qualification=cohort.qualification, family_name=f"Person {n:02}")
        for n in range(number)
    ]


def ticked(people):
    return [str(enquiry.reference) for enquiry in people]


def entry(enquiry, requirement, decision, words=""):
    name = f"entry-{enquiry.pk}-{requirement}"
    return {name: decision, f"{name}_words": words}


def shown(enquiry):
    """The two required entries of one person, met."""
    return entry(enquiry, "maths", "met", "GCSE grade 5") | entry(
        enquiry, "english", "met", "GCSE grade 6"
    )


# ---- the confirm page ----------------------------------------------------------------------------


def test_it_begins_with_the_next_cohort_and_the_tutor_with_fewest(administrator_client, cohort):
    version = cohort.qualification.versions.get()
    busy = TutorFactory(family_name="Busy")
    EnrolmentFactory(cohort=cohort, version=version, tutor=busy)
    idle = TutorFactory(family_name="Idle")
    CohortFactory(qualification=cohort.qualification, starts_on=soon(30), ends_on=soon(90))
    CohortFactory(qualification=cohort.qualification, starts_on=soon(-60), ends_on=soon(2))
    response = administrator_client.get(URL, {"e": ticked(enquiries(cohort))})
    form = response.context["form"]
    assert (form["cohort"].value(), form["tutor"].value()) == (cohort.pk, idle.pk)
    page = response.content.decode()
    assert "1 of 25 places taken" in page
    assert "Tess Busy: 1 candidate<" in page
    assert "Tess Idle: 0 candidates<" in page


def test_nothing_is_chosen_for_people_of_several_diplomas(administrator_client, cohort, cohort_7):
    TutorFactory()
    for people in (
        [*enquiries(cohort), *enquiries(cohort_7)],
        [*enquiries(cohort), EnquiryFactory()],
        [EnquiryFactory()],
    ):
        response = administrator_client.get(URL, {"e": ticked(people)})
        form = response.context["form"]
        assert (form["cohort"].value(), form["tutor"].value()) == (None, None)
        assert "Choose the cohort with care" in response.content.decode()


def test_a_tutor_who_is_not_here_yet_is_said_to_be_and_comes_last(administrator_client, cohort):
    here = TutorFactory(family_name="Zeal")
    EnrolmentFactory(cohort=cohort, version=cohort.qualification.versions.get(), tutor=here)
    invited = TutorFactory(family_name="Absent")
    invited.set_unusable_password()
    invited.save()
    response = administrator_client.get(URL, {"e": ticked(enquiries(cohort))})
    form = response.context["form"]
    assert form["tutor"].value() == here.pk
    assert list(form.fields["tutor"].queryset) == [here, invited]
    assert "Tess Absent: 0 candidates; invited, not yet here" in response.content.decode()


def test_who_is_unsure_is_enrolled_only_with_a_tick(post, administrator_client, cohort):
    (person,), unsure, sure = enquiries(cohort), EnquiryFactory(), EnquiryFactory()
    assert post(cohort, [unsure]).status_code == 422
    assert not Enrolment.objects.exists()
    response = post(cohort, [person, unsure, sure], sure=ticked([sure]))
    assert response.status_code == 302
    enrolled = {enrolment.candidate.user.email for enrolment in Enrolment.objects.all()}
    assert enrolled == {person.email, sure.email}
    page = administrator_client.get(RESULT).content.decode()
    assert "2 of 3 enrolled" in page
    assert "Not sure yet which diploma" in page


def test_full_and_ended_cohorts_are_not_suggested(administrator_client, cohort):
    version = cohort.qualification.versions.get()
    full = CohortFactory(
        qualification=cohort.qualification, starts_on=soon(1), ends_on=soon(50), capacity=1
    )
    EnrolmentFactory(cohort=full, version=version)
    ended = CohortFactory(qualification=cohort.qualification, starts_on=soon(-60), ends_on=soon(-1))
    form = administrator_client.get(URL, {"e": ticked(enquiries(cohort))}).context["form"]
    assert form["cohort"].value() == cohort.pk
    assert set(form.fields["cohort"].queryset) == {cohort, full}
    assert ended not in form.fields["cohort"].queryset


def test_level_5_asks_for_no_entry_check(administrator_client, cohort):
    response = administrator_client.get(URL, {"e": ticked(enquiries(cohort))})
    assert response.context["checks"] == []


def test_level_7_asks_for_one_each(administrator_client, cohort_7):
    people = [*enquiries(cohort_7, 2), EnquiryFactory(family_name="Unsure")]
    response = administrator_client.get(URL, {"e": ticked(people)})
    assert [check.enquiry for check in response.context["checks"]] == people
    assert "Substantial study skills" in response.content.decode()


def test_somebody_known_is_said_to_be(administrator_client, cohort):
    people = enquiries(cohort, 2)
    CandidateFactory(user__email=people[1].email)
    response = administrator_client.get(URL, {"e": ticked(people)})
    assert response.context["known"] == [people[1].pk]


@pytest.mark.parametrize("size", [1, 3])
def test_enquiry_enrol_query_count(administrator_client, cohort, size, django_assert_num_queries):
    people = enquiries(cohort, size)
    for _ in range(size):
        CohortFactory(qualification=cohort.qualification, starts_on=soon(9), ends_on=soon(90))
        TutorFactory()
    with django_assert_num_queries(9):
        response = administrator_client.get(URL, {"e": ticked(people)})
    assert len(response.context["enquiries"]) == size


@pytest.mark.parametrize(
    "query",
    ["", "?e=", "?e=x&e=%00", "?e=00000000-0000-0000-0000-000000000000", "?e=" + "x" * 9000],
)
def test_nobody_chosen(administrator_client, query):
    response = administrator_client.get(f"{URL}{query}")
    assert response.status_code == 200
    assert "Nobody is chosen" in response.content.decode()


# ---- enrolling -----------------------------------------------------------------------------------


@pytest.fixture
def post(administrator_client, tutor):
    def act(cohort, people, /, **changes):
        sent = {"e": ticked(people), "cohort": cohort.pk, "tutor": tutor.pk}
        return administrator_client.post(URL, sent | changes)

    return act


@pytest.mark.parametrize("number", [1, 20])
def test_one_or_twenty_in_one_go(post, administrator_client, cohort, tutor, number):
    people = enquiries(cohort, number)
    response = post(cohort, people)
    assert (response.status_code, response.url) == (302, RESULT)
    assert cohort.enrolments.filter(tutor=tutor).count() == number
    page = administrator_client.get(RESULT).content.decode()
    assert f"{number} of {number} enrolled" in page
    assert page.count(">Enrolled<") == number
    assert Invitation.objects.count() == number


def test_dates_left_empty_follow_the_cohort_and_the_longest_typical_time(post, cohort):
    post(cohort, enquiries(cohort))
    enrolment = Enrolment.objects.get()
    assert enrolment.starts_on == cohort.starts_on
    assert enrolment.planned_end_on == default_end(cohort.starts_on, months=12)


def test_dates_given_are_kept(post, cohort):
    post(
        cohort,
        enquiries(cohort),
        starts_on=soon(5).isoformat(),
        planned_end_on=soon(45).isoformat(),
    )
    enrolment = Enrolment.objects.get()
    assert (enrolment.starts_on, enrolment.planned_end_on) == (soon(5), soon(45))


def test_each_row_says_what_became_of_it(post, administrator_client, cohort):
    new, there, other = enquiries(cohort, 3)
    EnrolmentFactory(
        candidate__user__email=there.email, version=cohort.qualification.versions.get()
    )
    other.qualification = SpecificationVersionFactory(qualification__level=7).qualification
    other.save()
    post(cohort, [new, there, other])
    response = administrator_client.get(RESULT)
    assert [
        (line.enquiry, line.is_new, bool(line.enrolment)) for line in response.context["lines"]
    ] == [(new, True, True), (there, False, True), (other, False, False)]
    page = response.content.decode()
    assert "1 of 3 enrolled" in page
    assert "is already enrolled on Level 5" in page
    assert "asked for Level 7" in page


def test_places_run_out_in_the_middle(post, administrator_client, cohort):
    cohort.capacity = 2
    cohort.save()
    post(cohort, enquiries(cohort, 3))
    assert cohort.enrolments.count() == 2
    assert "all 2 places are taken" in administrator_client.get(RESULT).content.decode()


def test_pressing_twice_enrols_once_and_says_so(post, administrator_client, cohort):
    people = enquiries(cohort)
    post(cohort, people)
    post(cohort, people)
    assert Enrolment.objects.count() == 1
    page = administrator_client.get(RESULT).content.decode()
    assert "Already enrolled" in page


def test_level_7_with_its_entry_checks(post, cohort_7):
    (person,) = enquiries(cohort_7)
    response = post(
        cohort_7,
        [person],
        **entry(person, "maths", "met", "GCSE grade 5"),
        **entry(person, "english", "waived", "Degree taught in English"),
        **entry(person, "experience", "not_shown", "Says eight years"),
    )
    assert response.status_code == 302
    checks = {check.requirement: check for check in Enrolment.objects.get().entry_checks.all()}
    assert len(checks) == 7
    assert checks[EntryRequirement.LEVEL_2_MATHS].evidence == "GCSE grade 5"
    assert checks[EntryRequirement.LEVEL_2_ENGLISH].reason == "Degree taught in English"
    experience = checks[EntryRequirement.MANAGEMENT_EXPERIENCE]
    assert (experience.decision, experience.evidence) == (
        EntryDecision.NOT_SHOWN,
        "Says eight years",
    )


def test_who_is_unsure_needs_no_entry_check_for_level_5(post, cohort, cohort_7):
    person = EnquiryFactory()
    assert post(cohort, [person], sure=ticked([person])).status_code == 302
    assert not Enrolment.objects.get().entry_checks.exists()


# ---- slips ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, fault",
    [
        (lambda p: {}, "Level 2 Maths is required: say what was seen, or waive it with a reason."),
        (
            lambda p: entry(p, "maths", "not_shown", "A certificate"),
            "Level 2 Maths: choose whether it is met or waived.",
        ),
        (lambda p: entry(p, "maths", "met"), "Level 2 Maths: say what was seen."),
        (lambda p: entry(p, "maths", "waived", " \x00"), "Level 2 Maths: say why it is waived."),
    ],
    ids=["nothing", "words only", "met by nothing", "waived for nothing"],
)
def test_a_missing_entry_is_named_and_nobody_is_enrolled(post, cohort_7, changes, fault):
    fine, missing = enquiries(cohort_7, 2)
    sent = shown(fine) | entry(missing, "english", "met", "GCSE grade 6") | changes(missing)
    response = post(cohort_7, [fine, missing], **sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert f"{missing.full_name}: {fault}" in page
    assert 'value="GCSE grade 6"' in page
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"cohort": ""}, "cohort"),
        ({"cohort": "\x00"}, "cohort"),
        ({"cohort": "99999999999999999999999"}, "cohort"),
        ({"tutor": "0"}, "tutor"),
        ({"starts_on": "0001-01-01"}, "starts_on"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"planned_end_on": "9999-12-31"}, "planned_end_on"),
        ({"planned_end_on": "soon"}, "planned_end_on"),
        (
            {"starts_on": soon(9).isoformat(), "planned_end_on": soon(9).isoformat()},
            "planned_end_on",
        ),
    ],
)
def test_a_slip_in_the_plan_is_named_and_everything_stays(post, cohort, changes, field):
    people = enquiries(cohort, 2)
    response = post(cohort, people, **changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["enquiries"] == people
    for name, typed in changes.items():
        assert response.context["form"][name].value() == typed
    assert not Enrolment.objects.exists()


def test_a_tutor_who_is_none_is_no_choice(post, cohort, candidate_user):
    response = post(cohort, enquiries(cohort), tutor=candidate_user.pk)
    assert list(response.context["form"].errors) == ["tutor"]


def test_a_cohort_without_a_specification(post, cohort):
    cohort.qualification.versions.update(is_current=False)
    response = post(cohort, enquiries(cohort))
    assert list(response.context["form"].errors) == ["cohort"]


def test_entry_words_of_a_megabyte(post, cohort_7):
    (person,) = enquiries(cohort_7)
    sent = shown(person) | entry(person, "experience", "met", "x" * 1_000_000)
    response = post(cohort_7, [person], **sent)
    assert response.status_code == 422
    assert "Use 300 characters or fewer." in response.content.decode()


def test_the_result_without_anything_done(administrator_client):
    assert "Nothing to show" in administrator_client.get(RESULT).content.decode()


# ---- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["tutor_client", "candidate_client", "client"])
def test_enrolling_is_the_administrators(request, db, cohort, who):
    client = request.getfixturevalue(who)
    people = enquiries(cohort)
    Enquiry.objects.update(family_name="Canarybird")
    sent = {"e": ticked(people), "cohort": cohort.pk, "tutor": TutorFactory().pk}
    before = User.objects.count()
    for response in (
        client.get(URL, {"e": ticked(people)}),
        client.post(URL, sent),
        client.get(RESULT),
    ):
        assert response.status_code == (302 if who == "client" else 403)
        assert b"anarybird" not in response.content
    assert (Candidate.objects.count(), User.objects.count()) == (0, before)


def test_going_back_keeps_who_was_ticked(administrator_client, cohort):
    chosen, _ = enquiries(cohort, 2)
    page = administrator_client.get(URL, {"e": ticked([chosen])}).content.decode()
    back = f"/enquiries/?e={chosen.reference}&amp;"
    assert back in page
    shown = administrator_client.get(back.replace("&amp;", "")).content.decode()
    assert shown.count(" checked") == 1
    boxes = [box for box in shown.split("<input") if "checked" in box]
    assert str(chosen.reference) in boxes[0]
