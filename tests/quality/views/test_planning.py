"""From what was judged to an accepted plan, and the changes made to it by hand."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from ledger.models import AuditEvent
from quality.actions.planning import add_cell, propose_plan, quarter
from quality.choices import Origin, Why
from quality.errors import PlanRefused
from quality.models import PlannedSample, SamplePlan
from tests.assessments.countersigning import answer, provisional
from tests.assessments.marking import finish, mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import TutorFactory, qualify
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import CohortFactory, EnrolmentFactory
from tests.quality.conftest import on_duty

pytestmark = pytest.mark.once

PROPOSE = reverse("quality:plan_propose")
NOW = timezone.now() - timedelta(days=10)


def judged(version, *, tutor=None, user=None, unit=0, words=("met", "not")):
    """A candidate whose work at one unit was judged ten days ago."""
    people = {"candidate__user": user} if user else {}
    enrolment = EnrolmentFactory(
        version=version,
        cohort=CohortFactory(version=version),
        tutor=tutor or TutorFactory(),
        **people,
    )
    submission = SubmissionFactory(enrolment=enrolment, unit=version.units.all()[unit])
    mark_and_release(submission, *words, now=NOW, resubmit_by=NOW.date() + timedelta(days=60))
    return submission


def proposed(client, version):
    response = client.post(PROPOSE, {"qualification": version.qualification.pk}, follow=True)
    assert response.status_code == 200
    return SamplePlan.objects.get(), response


@pytest.fixture
def version(db, assurer):
    made = SpecificationVersionFactory()
    on_duty(made.qualification, assurer=assurer)
    return made


def test_two_clicks_from_the_desk_to_an_accepted_plan(assurer, assurer_client, version):
    submission = judged(version)

    plan, response = proposed(assurer_client, version)

    page = response.content.decode()
    cell = plan.cells.get()
    assert (cell.enrolment, cell.unit) == (submission.enrolment, submission.unit)
    assert cell.assessor == submission.enrolment.tutor
    assert Why.FIRST_DECISIONS in cell.reasons
    assert "Among the first decisions of a new assessor" in page
    assert "1 sample of 1 candidate, proposed." in page
    assert "Everything the policy asks for is covered." in page
    assert plan.accepted_at is None

    accept = reverse("quality:plan_accept", args=[plan.reference])
    assert accept in page
    assurer_client.post(accept)
    assurer_client.post(accept)

    plan.refresh_from_db()
    assert plan.accepted_at is not None
    assert AuditEvent.objects.filter(verb="accepted").count() == 1
    assert str(plan.get_absolute_url()) in assurer_client.get("/quality/").content.decode()


def test_the_same_seed_and_work_give_the_same_plan(assurer, version):
    for _ in range(4):
        judged(version, tutor=TutorFactory())
    now = timezone.now()

    first = propose_plan(qualification=version.qualification, seed=5, by=assurer, now=now)
    cells = set(first.cells.values_list("enrolment", "unit"))
    second = propose_plan(qualification=version.qualification, seed=5, by=assurer, now=now)

    assert set(second.cells.values_list("enrolment", "unit")) == cells
    assert list(SamplePlan.objects.all()) == [second]  # a proposal nobody accepted gives way


def test_nobody_is_proposed_what_they_judged_or_handed_in(assurer, assurer_client, version):
    own = judged(version, tutor=assurer_as_tutor(assurer))
    studied = judged(version, user=assurer)
    other = judged(version)

    plan, response = proposed(assurer_client, version)

    assert [cell.enrolment for cell in plan.cells.all()] == [other.enrolment]
    page = response.content.decode()
    assert "first decision" in page
    assert "What this plan cannot give" in page
    offered = {choice for choice, _ in response.context["add_form"].fields["cell"].choices}
    for mine in (own, studied):
        assert f"{mine.enrolment_id}:{mine.unit.code}" not in offered
        with pytest.raises(PlanRefused):
            add_cell(
                plan=plan,
                enrolment=mine.enrolment,
                unit=mine.unit,
                reason="I would like to.",
                by=assurer,
                now=timezone.now(),
            )


def assurer_as_tutor(assurer):
    """The assurer also teaches, and is qualified for it."""
    qualify(assurer)
    assurer.role_grants.create(role="tutor", granted_at=NOW)
    assurer.__dict__.pop("role_names", None)
    return assurer


def test_nobody_is_proposed_what_they_countersigned(assurer, assurer_client, version):
    mine, other = (provisional(enrolment__version=version, now=NOW) for _ in range(2))
    answer(mine, assurer_as_tutor(assurer), now=timezone.now())
    plan, _ = proposed(assurer_client, version)
    assert not plan.cells.exists()  # one is theirs, the other is not final yet
    answer(other, TutorFactory(), now=timezone.now())

    plan, response = proposed(assurer_client, version)

    cell = plan.cells.get()
    assert cell.enrolment == other.enrolment
    assert cell.countersigner == other.results.get().countersignature.by
    offered = {choice for choice, _ in response.context["add_form"].fields["cell"].choices}
    assert f"{mine.enrolment_id}:{mine.unit.code}" not in offered
    cell.pk, cell.unit, cell.countersigner = None, version.units.all()[1], assurer
    with pytest.raises(IntegrityError, match="not_of_own_countersigning"), transaction.atomic():
        cell.save()


@pytest.mark.parametrize("same", ["assessor", "candidate"])
def test_control_the_database_itself_refuses_a_cell_of_ones_own(assurer, version, same):
    submission = judged(version)
    plan = propose_plan(qualification=version.qualification, seed=1, by=assurer, now=timezone.now())
    cell = plan.cells.get()
    cell.pk, cell.unit = None, version.units.all()[1]
    people = {"assessor": submission.enrolment.tutor, "candidate": cell.candidate}

    with pytest.raises(IntegrityError, match="planned_sample_is_not_of_own"), transaction.atomic():
        PlannedSample.objects.create(
            plan=plan,
            enrolment=cell.enrolment,
            unit=cell.unit,
            stage=cell.stage,
            origin=Origin.PROPOSED,
            assurer=assurer,
            **(people | {same: assurer}),
        )


def test_changes_by_hand_need_a_reason_and_stay_on_record(assurer_client, version):
    judged(version)
    plan, _ = proposed(assurer_client, version)
    cell = plan.cells.get()
    remove = reverse("quality:cell_remove", args=[plan.reference, cell.pk])

    refused = assurer_client.post(remove, {"reason": " "})
    assert refused.status_code == 422
    assert "Say why it is not to be sampled." in refused.content.decode()
    page = assurer_client.post(remove, {"reason": "Visited last week."}, follow=True)

    cell.refresh_from_db()
    assert cell.removed_reason == "Visited last week."
    assert "Taken out" in page.content.decode()
    assert "lights ask for more" in page.content.decode()

    add = reverse("quality:cell_add", args=[plan.reference])
    choice = f"{cell.enrolment_id}:{cell.unit.code}"
    assert assurer_client.post(add, {"cell": choice, "reason": ""}).status_code == 422
    assert assurer_client.post(add, {"cell": "1:nothing", "reason": "x"}).status_code == 422
    assurer_client.post(add, {"cell": choice, "reason": "After all."})

    cell.refresh_from_db()
    assert (cell.origin, cell.removed_at) == (Origin.ADDED, None)
    assert list(
        AuditEvent.objects.filter(verb__in=["added to", "removed from"]).values_list(
            "reason", flat=True
        )
    ) == ["Visited last week.", "After all."]


def test_a_plan_is_changed_by_whoever_made_it(assurer, assurer_client, version):
    judged(version)
    plan, _ = proposed(assurer_client, version)
    other = on_duty(version.qualification, assurer=None)
    client = client_of(other)

    page = client.get(plan.get_absolute_url()).content.decode()
    assert "Accept the plan" not in page
    assert client.post(reverse("quality:plan_accept", args=[plan.reference])).status_code == 404
    with pytest.raises(PermissionDenied):
        propose_plan(
            qualification=EnrolmentFactory().qualification, seed=1, by=other, now=timezone.now()
        )


def test_without_anything_judged_there_is_no_plan_and_the_page_says_so(assurer_client, version):
    response = assurer_client.post(PROPOSE, {"qualification": version.qualification.pk})

    assert response.status_code == 422
    assert "was judged in this cycle yet." in response.content.decode()
    other = EnrolmentFactory().qualification
    assert assurer_client.post(PROPOSE, {"qualification": other.pk}).status_code == 422
    assert not SamplePlan.objects.exists()


def test_what_was_judged_before_the_cycle_is_not_asked_for(assurer_client, version):
    submission = judged(version)
    long_ago = timezone.now() - timedelta(days=400)
    type(submission).objects.filter(pk=submission.pk).update(marked_at=long_ago)

    assert (
        assurer_client.post(PROPOSE, {"qualification": version.qualification.pk}).status_code == 422
    )


@pytest.mark.parametrize("size", [1, 3])
def test_plan_query_count(assurer_client, version, size, django_assert_num_queries):
    for _ in range(size):
        judged(version)
    plan, _ = proposed(assurer_client, version)
    with django_assert_num_queries(18):
        response = assurer_client.get(plan.get_absolute_url())
    assert len(response.context["page"].rows) == size


def test_work_that_is_marked_and_not_released_counts_as_judged(assurer_client, version):
    enrolment = EnrolmentFactory(version=version, cohort=CohortFactory(version=version))
    finish(SubmissionFactory(enrolment=enrolment), "met", "met", now=NOW)

    plan, _ = proposed(assurer_client, version)

    assert plan.cells.get().enrolment == enrolment


def test_quarters_are_those_of_the_calendar():
    day = timezone.localdate().replace(year=2026, month=11, day=22)

    assert [str(one) for one in quarter(day)] == ["2026-10-01", "2026-12-31"]
