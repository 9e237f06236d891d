"""The tutor's desk: what each row says, filters in the address, and whose it is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.choices import SubmissionStage, UnitState
from assessments.models import Submission, UnitProgress
from enrolments.choices import ActivityKind, AttendanceResponse, EnrolmentStatus
from enrolments.models import Enrolment
from tests.conftest import client_of
from tests.factories.courses import SpecificationVersionFactory, import_level_7
from tests.factories.enrolments import CohortFactory, EnrolmentFactory, TutorialFactory

DESK = reverse("assessments:caseload")
CANARY = "Quetzalcoatl"


@pytest.fixture
def version(db):
    return SpecificationVersionFactory(units=4)


@pytest.fixture
def enrol(tutor, version):
    today = timezone.localdate()

    def make(**values):
        usual = {
            "tutor": tutor,
            "version": version,
            "starts_on": today - timedelta(days=10),
            "planned_end_on": today + timedelta(days=355),
        }
        return EnrolmentFactory(**(usual | values))

    return make


def submit(enrolment, days_ago=3, due_in=7, stage=SubmissionStage.SUBMITTED, place=0):
    now = timezone.now()
    return Submission.objects.create(
        enrolment=enrolment,
        unit=enrolment.version.units.all()[place],
        attempt=1,
        stage=stage,
        submitted_at=now - timedelta(days=days_ago),
        due_back_on=timezone.localdate() + timedelta(days=due_in),
        released_at=now if stage == SubmissionStage.RELEASED else None,
    )


def meet(enrolment, days_ago=1, **values):
    starts_at = timezone.now() - timedelta(days=days_ago)
    return TutorialFactory(
        tutor=enrolment.tutor, starts_at=starts_at, enrolments=[enrolment], **values
    )


def passed(enrolment, number):
    for unit in enrolment.version.units.all()[:number]:
        UnitProgress.objects.create(
            enrolment=enrolment,
            unit=unit,
            state=UnitState.PASSED,
            since=timezone.now(),
            criteria_total=2,
            criteria_met=2,
            passed_at=timezone.now(),
        )


def lines(client, **query):
    return list(client.get(DESK, query).context["page"])


# What a row says -----------------------------------------------------------------------------


def test_a_row_says_contact_minutes_work_units_and_pace(tutor_client, enrol):
    enrolment = enrol()
    held = meet(enrolment, minutes=50)
    meet(enrolment, days_ago=4, minutes=30, kind=ActivityKind.COACHING)
    oldest = submit(enrolment, days_ago=5)
    submit(enrolment, days_ago=2, place=1)
    submit(enrolment, days_ago=9, stage=SubmissionStage.RELEASED, place=2)
    passed(enrolment, 2)

    (line,) = lines(tutor_client)

    assert (line.one_to_one_minutes, line.promised_minutes) == (50, 420)
    assert line.last_contact_at == held.starts_at
    assert (line.oldest, len(line.waiting)) == (oldest, 2)
    assert (line.units_passed, line.units_total) == (2, 4)
    assert line.pace == "24 weeks ahead"
    html = tutor_client.get(DESK).content.decode()
    for words in ("50 min of 7 h", "2 of 4", "24 weeks ahead", "and 1 more", "+ Tutorial"):
        assert words in html
    assert reverse("enrolments:tutorial_record", args=[enrolment.reference]) in html


def test_level_7_shows_a_dash_where_nothing_is_promised(tutor_client, tutor):
    EnrolmentFactory(tutor=tutor, version=import_level_7())

    html = tutor_client.get(DESK).content.decode()

    assert "No one-to-one time is promised" in html
    assert "of 7 h" not in html


def test_logging_moves_the_meter_at_once(tutor_client, enrol):
    enrolment = enrol()
    yesterday = timezone.localdate() - timedelta(days=1)
    tutor_client.post(
        reverse("enrolments:tutorial_record", args=[enrolment.reference]),
        {
            "minutes": "45",
            "on_day": yesterday.isoformat(),
            "start": "10:00",
            "kind": "one_to_one",
            "mode": "video",
            "note": "",
        },
    )

    (line,) = lines(tutor_client)

    assert line.one_to_one_minutes == 45


def test_a_query_is_flagged_until_it_is_answered(tutor_client, enrol):
    enrolment = enrol()
    tutorial = meet(enrolment)
    tutorial.attendances.update(response=AttendanceResponse.QUERIED, responded_at=timezone.now())

    page = tutor_client.get(DESK)

    (line,) = page.context["page"]
    assert line.queried == (tutorial,)
    assert tutorial.get_absolute_url() in page.content.decode()
    tutorial.cancelled_at, tutorial.cancelled_reason = timezone.now(), "Twice"
    tutorial.save()
    assert lines(tutor_client)[0].queried == ()


def test_those_who_need_attention_come_first(tutor_client, enrol):
    calm = enrol()
    silent = enrol(starts_on=timezone.localdate() - timedelta(days=90))
    late = enrol()
    submit(late, due_in=-10)
    away = enrol(
        starts_on=timezone.localdate() - timedelta(days=90), status=EnrolmentStatus.ON_BREAK
    )

    page = tutor_client.get(DESK)

    assert [line.enrolment for line in page.context["page"]][:2] == [late, silent]
    assert {line.enrolment for line in page.context["page"]} == {calm, silent, late, away}
    assert page.context["attention"] == 2
    assert "2 of 4 candidates need attention." in page.content.decode()


def test_those_who_left_or_finished_are_gone(tutor_client, enrol):
    enrol(status=EnrolmentStatus.WITHDRAWN, withdrawn_on=timezone.localdate())
    enrol(status=EnrolmentStatus.COMPLETED, completed_at=timezone.now())

    page = tutor_client.get(DESK)

    assert list(page.context["page"]) == []
    assert "You have no candidates at present." in page.content.decode()


# Filters and order in the address ------------------------------------------------------------


@pytest.fixture
def three(enrol):
    """One late, one silent, one with nothing to ask."""
    late = enrol(candidate__user__family_name="Late")
    submit(late, due_in=-10)
    silent = enrol(
        candidate__user__family_name="Silent",
        starts_on=timezone.localdate() - timedelta(days=80),
    )
    calm = enrol(candidate__user__family_name="Calm")
    meet(calm, minutes=60)
    return late, silent, calm


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("", ["Late", "Silent", "Calm"]),
        ("late", ["Late"]),
        ("waiting", ["Late"]),
        ("silent", ["Silent"]),
        ("behind", []),
        ("queried", []),
        ("nonsense", ["Late", "Silent", "Calm"]),
    ],
)
def test_figures_lead_to_the_people_behind_them(tutor_client, three, show, names):
    page = tutor_client.get(DESK, {"show": show})

    shown = [line.enrolment.candidate.user.family_name for line in page.context["page"]]
    assert shown == names
    figures = {f.url: f.number for f in page.context["figures"]}
    if show in ("late", "silent", "behind"):
        current = next(f for f in page.context["figures"] if f.is_current)
        assert current.number == len(names)
        assert "show" not in current.url
    assert sum(figures.values()) == 3  # late, waiting and silent
    labels = [figure.label for figure in page.context["figures"]]
    assert labels[1] == "with work to mark or release, 1 submission"
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", "Calm"),
        ("-name", "Silent"),
        ("-minutes", "Calm"),
        ("waiting", "Late"),
        ("x", "Late"),
    ],
)
def test_columns_sort(tutor_client, three, sort, first):
    assert lines(tutor_client, sort=sort)[0].enrolment.candidate.user.family_name == first


@pytest.mark.parametrize("sort", ["contact", "-contact", "units", "-units", "pace", "-pace"])
def test_every_column_sorts_without_fault(tutor_client, three, sort):
    assert len(lines(tutor_client, sort=sort)) == 3


def test_one_cohort_at_a_time(tutor_client, enrol, version, three):
    other = enrol(cohort=CohortFactory(version=version, reference="autumn"))

    page = tutor_client.get(DESK, {"cohort": "autumn", "show": "", "sort": "name"})

    assert [line.enrolment for line in page.context["page"]] == [other]
    assert page.context["total"] == 1
    assert all("cohort=autumn" in figure.url for figure in page.context["figures"])
    nobody = tutor_client.get(DESK, {"cohort": "\x00"})
    assert (nobody.status_code, nobody.context["total"]) == (200, 0)


@pytest.mark.parametrize("size", [1, 3])
def test_caseload_query_count(tutor_client, enrol, size, django_assert_num_queries):
    for _ in range(size):
        enrolment = enrol()
        submit(enrolment)
        tutorial = meet(enrolment)
        tutorial.attendances.update(
            response=AttendanceResponse.QUERIED, responded_at=timezone.now()
        )

    with django_assert_num_queries(6):
        page = tutor_client.get(DESK)

    assert len(page.context["page"]) == size


# Whose it is ---------------------------------------------------------------------------------


def test_a_tutor_sees_their_own_caseload_only(tutor_client, enrol, other_tutor):
    enrol()
    enrol(tutor=other_tutor, candidate__user__family_name=CANARY)

    page = tutor_client.get(DESK, {"tutor": other_tutor.pk})

    assert len(page.context["page"]) == 1
    assert CANARY not in page.content.decode()


def test_whom_a_tutor_handed_over_they_see_no_longer(tutor_client, enrol, other_tutor):
    enrolment = enrol(candidate__user__family_name=CANARY)
    Enrolment.objects.filter(pk=enrolment.pk).update(tutor=other_tutor)

    assert CANARY not in tutor_client.get(DESK).content.decode()


def test_an_administrator_names_a_tutor_and_logs_nothing(administrator_client, enrol, tutor):
    enrol(candidate__user__family_name=CANARY)

    choice = administrator_client.get(DESK)
    page = administrator_client.get(DESK, {"tutor": tutor.pk})

    assert [(t, t.caseload_size) for t in choice.context["tutors"]] == [(tutor, 1)]
    assert CANARY in page.content.decode()
    assert "+ Tutorial" not in page.content.decode()


@pytest.mark.parametrize("named", ["0", "x", "-1", "9" * 30])
def test_a_tutor_who_is_not_there_is_not_found(administrator_client, enrol, named):
    enrol()

    assert administrator_client.get(DESK, {"tutor": named}).status_code == 404


def test_an_administrator_before_anybody_is_enrolled(administrator_client):
    assert "Tutors are listed here" in administrator_client.get(DESK).content.decode()


def test_candidates_have_no_desk(enrol, client):
    own = client_of(enrol().candidate.user)

    assert own.get(DESK).status_code == 403
    assert client.get(DESK).status_code == 302
