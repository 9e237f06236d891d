"""Before the registration and after its end nothing is decided (R7, R8)."""

from datetime import date

import pytest

from assessments.actions import marking
from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.releasing import release
from assessments.choices import Countersigned, Outcome, SubmissionStage
from assessments.deciding import Right, right_to_decide
from assessments.errors import CountersigningRefused, MarkingRefused
from assessments.models import Countersignature, CriterionDecision
from tests.assessments.countersigning import answer, provisional
from tests.assessments.marking import LATER, draft, finish, mark_and_release
from tests.factories.accounts import TutorFactory
from tests.factories.assessments import SubmissionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# What is decided here is decided on 12 May 2026.
LAST_DAY, DAY_BEFORE = date(2023, 5, 12), date(2023, 5, 11)


NOT_YET = "is not registered with the awarding organisation yet. An administrator"
NEXT_DAY = date(2026, 5, 13)


def registered(work, day, number="ABC1234"):
    work.enrolment.registration_number = number
    work.enrolment.registered_on = day
    work.enrolment.save()


@pytest.mark.parametrize(
    ("day", "number"), [(None, ""), (LAST_DAY, ""), (None, "ABC1234"), (NEXT_DAY, "ABC1234")]
)
def test_before_the_registration_nothing_is_decided(day, number):
    work = SubmissionFactory()
    registered(work, day, number)
    draft(work, "met", "met")  # typing goes on
    with pytest.raises(MarkingRefused, match=NOT_YET):
        finish(work, "met", "met")
    assert not work.results.exists()
    assert not work.decisions.exists()
    assert work.drafts.count() == 2
    registered(work, date(2026, 5, 12))
    assert finish(work, "met", "met").grade == "pass"


def test_control_without_the_check_it_would_be_decided(monkeypatch):
    def anybody_may(user, submission, *, on):
        return Right(right_to_decide(user, submission, on=on).competence)

    monkeypatch.setattr(marking, "right_to_decide", anybody_may)
    work = SubmissionFactory()
    registered(work, None, "")
    assert finish(work, "met", "met").grade == "pass"


def test_what_was_marked_before_is_not_released_either():
    work = SubmissionFactory()
    finish(work, "met", "met")
    registered(work, None, "")
    with pytest.raises(MarkingRefused, match=NOT_YET):
        release(submission=work, by=work.enrolment.tutor, now=LATER)
    work.refresh_from_db()
    assert work.stage == "marked"
    registered(work, LAST_DAY)
    assert release(submission=work, by=work.enrolment.tutor, now=LATER).stage == "released"


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


@pytest.mark.parametrize(
    ("day", "why"), [(None, NOT_YET), (DAY_BEFORE, "ended on 11 May 2026")], ids=["none", "over"]
)
def test_without_a_registration_that_holds_nothing_is_agreed_to(day, why):
    work, colleague = provisional(), TutorFactory()
    registered(work, day, "ABC1234" if day else "")
    with pytest.raises(CountersigningRefused, match=why):
        answer(work, colleague)
    assert not Countersignature.objects.exists()
    registered(work, LAST_DAY)  # the control: the last day is a day of it
    assert answer(work, colleague).answer == Countersigned.AGREED


def test_what_is_not_agreed_to_may_be_handed_back_without_one():
    work = provisional()
    registered(work, DAY_BEFORE)
    answer(work, TutorFactory(), agrees=False, reason="Look again.")
    work.refresh_from_db()
    assert work.stage == SubmissionStage.MARKING
