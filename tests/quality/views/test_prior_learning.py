"""Every decision of prior learning is in the plan, says so, and stays in it (R23)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Submission
from quality.actions.planning import propose_plan, remove_cell
from quality.choices import Why
from quality.errors import PlanRefused
from quality.models import PlannedSample, SamplingPolicy
from tests.assessments.marking import mark_and_release
from tests.assessments.prior_learning import passed
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def work(assurer, tutor, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    version = SpecificationVersionFactory(units=2, criteria=1)
    on_duty(version.qualification, assurer=assurer)
    return passed(EnrolmentFactory(version=version, tutor=tutor))


def planned(work, by, *, seed=7):
    plan = propose_plan(
        qualification=work.enrolment.qualification, seed=seed, by=by, now=timezone.now()
    )
    return plan.cells.filter(enrolment=work.enrolment, unit=work.unit).first()


def test_it_is_proposed_with_its_reason_and_cannot_be_taken_out(work, assurer, assurer_client):
    cell = planned(work, assurer)
    assert Why.PRIOR_LEARNING in cell.reasons
    assert "Prior learning" in assurer_client.get(cell.plan.get_absolute_url()).text

    with pytest.raises(PlanRefused, match="always sampled"):
        remove_cell(cell=cell, reason="Seen enough.", by=assurer, now=timezone.now())

    assert PlannedSample.objects.get(pk=cell.pk).removed_at is None
    bench = assurer_client.get(reverse("quality:sample_bench", args=[work.reference]))
    assert "prior learning" in bench.text


def test_what_was_decided_before_the_cycle_is_still_owed(work, assurer):
    policy = SamplingPolicy.objects.in_force()
    long_ago = timezone.now() - timedelta(days=31 * policy.cycle_months + 60)
    ordinary = SubmissionFactory(
        enrolment=EnrolmentFactory(version=work.enrolment.version, tutor=work.enrolment.tutor)
    )
    mark_and_release(ordinary, "met")
    both = Submission.objects.filter(pk__in=[work.pk, ordinary.pk])
    both.update(submitted_at=long_ago - timedelta(days=1), marked_at=long_ago, released_at=long_ago)

    cell = planned(work, assurer)

    assert cell is not None
    assert not cell.plan.cells.filter(enrolment=ordinary.enrolment).exists()
