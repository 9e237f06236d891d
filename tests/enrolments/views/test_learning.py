"""Induction, skills scan, project and pace on screen, by role."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import LearningOutcome
from enrolments.choices import EnrolmentStatus, SelfRating
from enrolments.models import (
    Enrolment,
    InductionRecord,
    PaceChange,
    Project,
    SkillsScanEntry,
)
from ledger.versions import fingerprint
from tests.conftest import client_of
from tests.factories.courses import SpecificationVersionFactory, import_level_7
from tests.factories.enrolments import CandidateFactory, EnrolmentFactory

pytestmark = pytest.mark.once

CANARY = "Quetzalcoatl"
TODAY = timezone.localdate()


def enrol(tutor, candidate_user, **values):
    return EnrolmentFactory(
        tutor=tutor,
        candidate=CandidateFactory(user=candidate_user),
        starts_on=TODAY - timedelta(days=60),
        planned_end_on=TODAY + timedelta(days=300),
        **values,
    )


@pytest.fixture
def enrolment(tutor, candidate_user):
    return enrol(tutor, candidate_user)


def url(name, enrolment):
    return reverse(f"enrolments:{name}", args=[enrolment.reference])


@pytest.mark.parametrize("name", ["induction_record", "skills_scan", "pace_change", "project_edit"])
def test_strangers_find_nothing(name, tutor, candidate_user, other_tutor_client):
    enrolment = enrol(tutor, candidate_user, version=import_level_7())
    stranger = client_of(EnrolmentFactory().candidate.user)

    for method in ("get", "post"):
        page = getattr(other_tutor_client, method)(url(name, enrolment))
        assert (page.status_code, str(candidate_user) in page.content.decode()) == (404, False)
        expected = 403 if name == "pace_change" else 404
        assert getattr(stranger, method)(url(name, enrolment)).status_code == expected


# Induction -----------------------------------------------------------------------------------


def test_parts_are_ticked_with_their_day(tutor_client, enrolment):
    before = (TODAY - timedelta(days=5)).isoformat()

    tutor_client.post(
        url("induction_record", enrolment),
        {
            "ethics": "on",
            "ethics_on": before,
            "format": "on",
            "format_on": "",
            "version": fingerprint({}),
        },
    )

    assert {r.item: r.done_on for r in InductionRecord.objects.all()} == {
        "ethics": TODAY - timedelta(days=5),
        "format": TODAY,
    }
    page = tutor_client.get(url("induction_record", enrolment))
    assert "2 of 7 parts done" in page.content.decode()
    late = tutor_client.post(
        url("induction_record", enrolment), {"ethics": "on", "version": fingerprint({})}
    )
    assert late.status_code == 409
    assert "Saved since by somebody else" in late.content.decode()
    assert InductionRecord.objects.count() == 2


def test_a_day_that_cannot_be_is_told_beside_it(tutor_client, enrolment):
    late = (TODAY + timedelta(days=3)).isoformat()

    page = tutor_client.post(
        url("induction_record", enrolment),
        {"ethics": "on", "ethics_on": late, "version": fingerprint({})},
    )

    assert page.status_code == 422
    assert page.context["form"].errors["ethics_on"] == ["This day has not come yet."]
    assert not InductionRecord.objects.exists()


def test_the_candidate_reads_it_and_does_not_write(candidate_client, enrolment, tutor):
    InductionRecord.objects.create(
        enrolment=enrolment, item="ethics", done_on=TODAY, recorded_by=tutor
    )

    page = candidate_client.get(url("induction_record", enrolment))

    assert "Medical ethics in a GP practice" in page.content.decode()
    assert "Still to come" in page.content.decode()
    assert candidate_client.post(url("induction_record", enrolment), {}).status_code == 403
    assert InductionRecord.objects.count() == 1


# Skills scan ---------------------------------------------------------------------------------


@pytest.fixture
def outcomes(enrolment):
    rows = LearningOutcome.objects.filter(unit__version=enrolment.version)
    return list(rows.order_by("unit__position", "number"))


def scan(client, enrolment, version="", autosave=False, **answers):
    headers = {"X-Requested-With": "autosave"} if autosave else {}
    page_version = version or client.get(url("skills_scan", enrolment)).context["version"]
    return client.post(
        url("skills_scan", enrolment), {"version": page_version, **answers}, headers=headers
    )


def test_both_columns_are_saved_by_their_owner(candidate_client, tutor_client, enrolment, outcomes):
    key = outcomes[0].pk

    scan(candidate_client, enrolment, **{f"rating_{key}": "evidence", f"prior_{key}": "Level 3"})
    scan(tutor_client, enrolment, **{f"rating_{key}": "evidence", f"prior_{key}": CANARY})

    entry = SkillsScanEntry.objects.get()
    assert (entry.own_rating, entry.tutor_rating, entry.prior_learning) == (
        SelfRating.EVIDENCE,
        SelfRating.EVIDENCE,
        "Level 3",
    )
    for client in (candidate_client, tutor_client):
        page = client.get(url("skills_scan", enrolment))
        assert page.context["creditable"] == 1
        assert "Could be credited" in page.content.decode()


def test_it_saves_itself(candidate_client, enrolment, outcomes):
    key = outcomes[0].pk

    first = scan(candidate_client, enrolment, autosave=True, **{f"rating_{key}": "some"}).json()
    second = scan(
        candidate_client,
        enrolment,
        version=first["version"],
        autosave=True,
        **{f"rating_{key}": "confident"},
    )

    assert set(first) == {"version", "saved_at"}
    assert second.status_code == 200
    assert SkillsScanEntry.objects.get().own_rating == "confident"


def test_a_stale_window_is_answered_with_both(candidate_client, enrolment, outcomes):
    key = outcomes[0].pk
    old = candidate_client.get(url("skills_scan", enrolment)).context["version"]
    scan(candidate_client, enrolment, **{f"rating_{key}": "some"})

    saving = scan(candidate_client, enrolment, old, autosave=True, **{f"rating_{key}": "new"})
    page = scan(candidate_client, enrolment, old, **{f"rating_{key}": "new"})

    said = saving.json()
    assert (saving.status_code, page.status_code) == (409, 409)
    assert said["theirs"][f"rating_{key}"] == "some"
    assert said["yours"][f"rating_{key}"] == "new"
    html = page.content.decode()
    assert "Saved: Some experience" in html
    assert '<option value="new" selected>' in html
    assert SkillsScanEntry.objects.get().own_rating == "some"
    again = scan(candidate_client, enrolment, page.context["version"], **{f"rating_{key}": "new"})
    assert again.status_code == 302
    assert SkillsScanEntry.objects.get().own_rating == "new"


def test_what_is_not_offered_or_too_long_is_told_and_kept(candidate_client, enrolment, outcomes):
    key = outcomes[0].pk
    long = {f"prior_{key}": "x" * 301}

    page = scan(candidate_client, enrolment, **long)
    saving = scan(candidate_client, enrolment, autosave=True, **{f"rating_{key}": "splendid"})

    assert (page.status_code, saving.status_code) == (422, 422)
    assert "x" * 301 in page.content.decode()
    assert saving.json() == {"message": "Choose one of the answers offered."}
    assert not SkillsScanEntry.objects.exists()


def test_marks_that_nobody_types_are_taken_out(candidate_client, enrolment, outcomes):
    key = outcomes[0].pk

    scan(candidate_client, enrolment, **{f"prior_{key}": "Level\x00 3\u202e award"})

    assert SkillsScanEntry.objects.get().prior_learning == "Level 3 award"


def test_administrators_read_and_do_not_write(administrator_client, enrolment, outcomes):
    assert administrator_client.get(url("skills_scan", enrolment)).status_code == 200
    assert administrator_client.post(url("skills_scan", enrolment), {}).status_code == 403


def test_after_the_end_the_scan_is_read_only(candidate_client, enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status=EnrolmentStatus.WITHDRAWN, withdrawn_on=TODAY
    )

    assert "<select" not in candidate_client.get(url("skills_scan", enrolment)).content.decode()
    assert candidate_client.post(url("skills_scan", enrolment), {}).status_code == 403


@pytest.mark.parametrize("units", [1, 3])
def test_skills_scan_query_count(
    candidate_client, candidate_user, tutor, units, django_assert_num_queries
):
    enrolment = enrol(tutor, candidate_user, version=SpecificationVersionFactory(units=units))

    with django_assert_num_queries(7):
        page = candidate_client.get(url("skills_scan", enrolment))

    assert len(page.context["units"]) == units


# Project -------------------------------------------------------------------------------------


@pytest.fixture
def seven(tutor, candidate_user):
    return enrol(tutor, candidate_user, version=import_level_7())


def project(**changes):
    said = {
        "title": "Shared phone hub",
        "sponsor": "Dr Evans",
        "objective": "Every call answered within a minute.",
        "version": "",
        "milestones-TOTAL_FORMS": "2",
        "milestones-INITIAL_FORMS": "0",
        "milestones-0-text": "Go live",
        "milestones-0-due_on": (TODAY + timedelta(days=60)).isoformat(),
        "milestones-0-done_on": "",
        "milestones-1-text": "Draft",
        "milestones-1-due_on": (TODAY + timedelta(days=20)).isoformat(),
        "milestones-1-done_on": TODAY.isoformat(),
    }
    return said | changes


def test_a_project_is_kept_with_its_milestones_in_order(candidate_client, seven):
    page = candidate_client.post(url("project_edit", seven), project())

    assert page.status_code == 302
    kept = Project.objects.get()
    assert (kept.title, kept.sponsor) == ("Shared phone hub", "Dr Evans")
    assert [(m.text, m.done_on) for m in kept.milestones.all()] == [
        ("Draft", TODAY),
        ("Go live", None),
    ]
    shown = candidate_client.get(url("project_edit", seven))
    assert [row["text"].value() for row in shown.context["rows"]] == ["Draft", "Go live", None]


def test_the_tutor_and_the_candidate_do_not_overwrite_each_other(
    candidate_client, tutor_client, seven
):
    candidate_client.post(url("project_edit", seven), project())

    page = tutor_client.post(url("project_edit", seven), project(title="Another title"))
    html = page.content.decode()
    again = tutor_client.post(
        url("project_edit", seven),
        project(title="Another title", version=page.context["form"]["version"].value()),
    )

    assert page.status_code == 409
    assert "Shared phone hub" in html
    assert "Another title" in html
    assert again.status_code == 302
    assert Project.objects.get().title == "Another title"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Give the project a title"),
        ({"title": "x" * 201}, "200 characters or fewer"),
        ({"milestones-0-due_on": ""}, "Say by when"),
        ({"milestones-0-due_on": "soon"}, "Write a date"),
        (
            {"milestones-1-done_on": (TODAY + timedelta(days=2)).isoformat()},
            "done on a day that has come",
        ),
    ],
)
def test_bad_input_is_told_and_kept(candidate_client, seven, changes, words):
    page = candidate_client.post(url("project_edit", seven), project(**changes))

    assert page.status_code == 422
    assert words in page.content.decode()
    assert page.context["form"]["objective"].value() == "Every call answered within a minute."
    assert not Project.objects.exists()


def test_another_milestone_needs_no_script(candidate_client, seven):
    page = candidate_client.post(url("project_edit", seven), project(title="", add_row="1"))

    assert page.status_code == 200
    assert len(page.context["rows"].forms) == 3
    assert "error-summary" not in page.content.decode()
    assert not Project.objects.exists()


def test_administrators_read_the_project(administrator_client, candidate_client, seven):
    candidate_client.post(url("project_edit", seven), project())

    page = administrator_client.get(url("project_edit", seven))

    assert "Shared phone hub" in page.content.decode()
    assert "<textarea" not in page.content.decode()
    assert administrator_client.post(url("project_edit", seven), project()).status_code == 403


def test_level_5_has_no_project(candidate_client, enrolment):
    assert candidate_client.get(url("project_edit", enrolment)).status_code == 404


# Pace ----------------------------------------------------------------------------------------


def pace(**changes):
    ends = (TODAY + timedelta(days=400)).isoformat()
    return {"weekly": "7.5", "ends": ends, "reason": "Parental leave"} | changes


def test_the_tutor_changes_the_pace(tutor_client, enrolment):
    page = tutor_client.post(url("pace_change", enrolment), pace(), follow=True)

    enrolment.refresh_from_db()
    assert enrolment.weekly_minutes == 450
    assert enrolment.planned_end_on == TODAY + timedelta(days=400)
    assert "Parental leave" in page.content.decode()
    assert enrolment.unit_targets.count() == 2


def test_the_new_days_are_shown_before_anything_is_saved(administrator_client, enrolment):
    page = administrator_client.post(url("pace_change", enrolment), pace(reason="", look="1"))

    assert page.status_code == 200
    assert page.context["units"][-1][2] == TODAY + timedelta(days=400)
    assert not PaceChange.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weekly": ""}, "weekly"),
        ({"weekly": "0.1"}, "weekly"),
        ({"weekly": "1e99"}, "weekly"),
        ({"weekly": "NaN"}, "weekly"),
        ({"weekly": "six"}, "weekly"),
        ({"ends": ""}, "ends"),
        ({"ends": TODAY.isoformat()}, "ends"),
        ({"ends": "9999-12-31"}, "ends"),
        ({"ends": "0001-01-01"}, "ends"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
    ],
)
def test_what_makes_no_plan_is_told_and_kept(tutor_client, enrolment, changes, field):
    page = tutor_client.post(url("pace_change", enrolment), pace(**changes))

    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert page.context["form"]["weekly"].value() == pace(**changes)["weekly"]
    assert not PaceChange.objects.exists()


@pytest.mark.parametrize("ends", ["9999-12-31", "0001-01-01", ""])
def test_looking_at_impossible_days_does_no_harm(tutor_client, enrolment, ends):
    page = tutor_client.post(url("pace_change", enrolment), pace(ends=ends, look="1"))

    assert page.status_code == 422
    assert not page.context["has_new_days"]


def test_candidates_leave_the_plan_alone(candidate_client, enrolment):
    assert candidate_client.get(url("pace_change", enrolment)).status_code == 403
    assert candidate_client.post(url("pace_change", enrolment), pace()).status_code == 403
    assert not PaceChange.objects.exists()


def test_an_ended_enrolment_keeps_its_plan(tutor_client, enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(
        status=EnrolmentStatus.WITHDRAWN, withdrawn_on=TODAY
    )

    assert tutor_client.get(url("pace_change", enrolment)).status_code == 200
    assert tutor_client.post(url("pace_change", enrolment), pace()).status_code == 403
    assert not PaceChange.objects.exists()
