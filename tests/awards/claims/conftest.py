"""Candidates whose certificate can be claimed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.actions.correcting import Correction, correct_decision
from assessments.models import CriterionDecision
from awards.actions.claiming import claim_certificates
from courses.choices import Regime
from enrolments.choices import EntryDecision, EntryRequirement, Strength
from enrolments.models import EntryCheck
from quality.actions.sampling import Opinion, Vacsr, conclude_sample
from quality.choices import View
from quality.snapshot import digest_of, snapshot_of
from tests.factories.courses import SpecificationVersionFactory

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def make_ready(enrolment, number):
    """Registered and entered: what passing alone does not bring."""
    enrolment.registration_number = number
    enrolment.registered_on = TODAY - timedelta(days=400)
    enrolment.save()
    for requirement in (EntryRequirement.LEVEL_2_MATHS, EntryRequirement.LEVEL_2_ENGLISH):
        EntryCheck.objects.create(
            enrolment=enrolment,
            requirement=requirement,
            strength=Strength.REQUIRED,
            decision=EntryDecision.MET,
            evidence="Certificate seen",
            decided_at=NOW,
        )
    return enrolment


@pytest.fixture
def version(db):
    """Level 7, of two marked units, with no one-to-one time promised."""
    return SpecificationVersionFactory(
        units=2,
        criteria=2,
        maximum=Decimal(50),
        regime=Regime.MARKS,
        one_to_one_minutes=0,
        qualification__level=7,
    )


@pytest.fixture
def ready(complete):
    return make_ready(complete, "ABC1234")


def claim(enrolments, by, *, signed_off_by="E. Quayle, 3 Nov", waivers=None):
    return claim_certificates(
        enrolments=enrolments,
        signed_off_by=signed_off_by,
        waivers=waivers or {},
        by=by,
        now=NOW,
    )


def sample(submission, view, *, by):
    """An assurer looks at a submission and thinks the same of every decision."""
    opinions = {
        decision.criterion.position: Opinion(view, "" if view == View.AGREE else "Look again.")
        for decision in CriterionDecision.objects.current().filter(submission=submission)
    }
    conclude_sample(
        submission=submission,
        opinions=opinions,
        vacsr=Vacsr(
            is_valid=True, is_authentic=True, is_current=True, is_sufficient=True, is_reliable=True
        ),
        due_on=TODAY + timedelta(days=7),
        seen=digest_of(snapshot_of(submission)),
        by=by,
        now=NOW,
    )


def correct(submission):
    """The tutor gives the first criterion another mark that is still a pass."""
    decision = CriterionDecision.objects.current().filter(submission=submission).first()
    correct_decision(
        decision=decision,
        correction=Correction(mark=Decimal("30"), feedback="Less.", reason="Looked again."),
        by=submission.enrolment.tutor,
        now=timezone.now(),
    )
