"""After the registration ended nothing is decided (R8)."""

from datetime import date

import pytest

from assessments.actions.correcting import Correction, correct_decision
from assessments.choices import Outcome
from assessments.errors import MarkingRefused
from assessments.models import CriterionDecision
from tests.assessments.marking import LATER, draft, finish, mark_and_release
from tests.factories.assessments import SubmissionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# What is decided here is decided on 12 May 2026.
LAST_DAY, DAY_BEFORE = date(2023, 5, 12), date(2023, 5, 11)


def registered(work, day):
    work.enrolment.registration_number = "ABC1234"
    work.enrolment.registered_on = day
    work.enrolment.save()


def test_after_the_registration_ended_nothing_is_decided():
    work = SubmissionFactory()
    registered(work, DAY_BEFORE)
    draft(work, "met", "met")  # typing goes on
    with pytest.raises(MarkingRefused, match="ended on 11 May 2026"):
        finish(work, "met", "met")
    assert not work.results.exists()
    registered(work, LAST_DAY)  # the control: the last day is a day of it
    assert finish(work, "met", "met").grade == "pass"


def test_nor_is_it_corrected():
    work = SubmissionFactory()
    mark_and_release(work, "met", "met")
    registered(work, DAY_BEFORE)
    correction = Correction(
        outcome=Outcome.NOT_YET_MET,
        feedback="The cost is missing.",
        resubmit_by=date(2026, 9, 1),
        reason="Overlooked.",
    )
    with pytest.raises(MarkingRefused, match="registration"):
        correct_decision(
            decision=CriterionDecision.objects.first(),
            correction=correction,
            by=work.enrolment.tutor,
            now=LATER,
        )
