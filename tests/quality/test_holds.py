"""What quality assurance holds: a disagreement, until what stands is agreed with (R19, R20)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.actions.correcting import Correction, correct_decision
from assessments.choices import Outcome
from assessments.models import CriterionDecision
from quality.actions.sampling import Opinion, Vacsr, answer_action, conclude_sample, settle_action
from quality.choices import View
from quality.errors import SampleRefused
from quality.holds import unsettled_disagreements
from quality.models import QualityAction
from quality.snapshot import digest_of, snapshot_of
from tests.assessments.marking import mark_and_release
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty

NOW = timezone.now() - timedelta(days=10)
LATER = NOW + timedelta(days=1)
DAY = (timezone.now() + timedelta(days=30)).date()
ALL_SEEN = Vacsr(
    is_valid=True, is_authentic=True, is_current=True, is_sufficient=True, is_reliable=True
)


@pytest.fixture
def referred(assurer):
    """Criterion 1.2 is not met yet; the assurer answers for the diploma."""
    version = SpecificationVersionFactory(units=1, criteria=2)
    submission = SubmissionFactory(enrolment=EnrolmentFactory(version=version))
    mark_and_release(submission, "met", "not", now=NOW, resubmit_by=DAY)
    on_duty(version.qualification, assurer=assurer)
    return submission


def sampled(submission, *views, by):
    """A look at a submission, with a view of each criterion in order."""
    opinions = {
        position: Opinion(view, "" if view == View.AGREE else "The cost is not shown.")
        for position, view in enumerate(views, 1)
    }
    return conclude_sample(
        submission=submission,
        opinions=opinions,
        vacsr=ALL_SEEN,
        due_on=DAY,
        seen=digest_of(snapshot_of(submission)),
        by=by,
        now=timezone.now(),
    )


def corrected(submission, outcome):
    """The tutor decides criterion 1.2 anew."""
    correct_decision(
        decision=CriterionDecision.objects.current().get(
            submission=submission, criterion__position=2
        ),
        correction=Correction(
            outcome=outcome,
            feedback=f"It is {outcome.label.lower()}.",
            resubmit_by=DAY if outcome == Outcome.NOT_YET_MET else None,
            reason="Quality assurance disagreed.",
        ),
        by=submission.enrolment.tutor,
        now=timezone.now(),
    )


def is_held(submission):
    return unsettled_disagreements(submission.enrolment).exists()


def settled(action, by):
    answer_action(action=action, answer="Done.", by=action.judgement.assessor, now=timezone.now())
    return settle_action(action=action, by=by, now=timezone.now())


def test_agreeing_with_an_older_attempt_settles_nothing(referred, assurer):
    second = SubmissionFactory(enrolment=referred.enrolment, attempt=2)
    mark_and_release(second, "met", now=LATER)
    sampled(second, View.AGREE, View.DISAGREE, by=assurer)

    sampled(referred, View.AGREE, View.AGREE, by=assurer)

    assert is_held(second)
    with pytest.raises(SampleRefused, match="Sample what was decided anew first"):
        settled(QualityAction.objects.get(), assurer)


def test_control_agreeing_with_the_newer_attempt_settles_it(referred, assurer):
    sampled(referred, View.AGREE, View.DISAGREE, by=assurer)
    second = SubmissionFactory(enrolment=referred.enrolment, attempt=2)
    mark_and_release(second, "met", now=LATER)
    assert is_held(second)

    sampled(second, View.AGREE, View.AGREE, by=assurer)

    assert not is_held(second)
    assert settled(QualityAction.objects.get(), assurer).settled_at is not None


def test_a_decision_taken_back_after_it_was_agreed_with_is_disputed_again(referred, assurer):
    corrected(referred, Outcome.MET)
    sampled(referred, View.AGREE, View.DISAGREE, by=assurer)
    corrected(referred, Outcome.NOT_YET_MET)
    sampled(referred, View.ACTION, View.AGREE, by=assurer)
    assert not is_held(referred)
    for action in QualityAction.objects.all():
        settled(action, assurer)

    corrected(referred, Outcome.MET)

    assert is_held(referred)
    sampled(referred, View.AGREE, View.AGREE, by=assurer)
    assert not is_held(referred)
