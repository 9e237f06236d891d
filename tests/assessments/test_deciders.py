"""Whoever had a hand in a decision has none in what is done about it afterwards (R11, R15, R20)."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from assessments.actions.attempts import refuse_unless_allowed
from assessments.actions.cases import decide_case, open_case
from assessments.actions.marking import finish_marking
from assessments.actions.reopening import reopen_marking
from assessments.choices import CaseKind, CaseOutcome
from assessments.errors import AttemptRefused
from assessments.permissions import can_assure, can_judge_anew, can_review
from enrolments.models import Enrolment
from tests.assessments.countersigning import answer, provisional
from tests.assessments.marking import LATER, NOW, finish, mark_and_release
from tests.factories.accounts import IQAFactory, TutorFactory
from tests.factories.assessments import SubmissionFactory
from tests.quality.conftest import on_duty

pytestmark = pytest.mark.django_db


def taught_by(submission, tutor):
    submission.enrolment.tutor = tutor
    submission.enrolment.save()


def carried(person):
    """Judged in the first attempt, and carried over to one that somebody else judged."""
    first = SubmissionFactory(enrolment__tutor=person)
    mark_and_release(first, "met", "not")
    taught_by(first, TutorFactory())
    second = SubmissionFactory(enrolment=first.enrolment, unit=first.unit, attempt=2)
    mark_and_release(second, "met", now=LATER)
    return second


def finished(person):
    """Every criterion judged by the tutor before and after: a result between is of another."""
    work = SubmissionFactory()
    before = work.enrolment.tutor
    finish(work, "met", "met")
    for tutor in (person, before):
        taught_by(work, tutor)
        reopen_marking(submission=work, by=tutor, now=NOW)
        finish_marking(submission=work, resubmit_by=None, by=tutor, now=NOW)
    return work


def countersigned(person):
    work = provisional()
    answer(work, person)
    return work


@pytest.fixture
def person():
    return TutorFactory(roles=["tutor", "iqa", "administrator"])


@pytest.fixture(params=[carried, finished, countersigned])
def work(request, person):
    """Decided with a hand of this person in it."""
    made = request.param(person)
    made.refresh_from_db()
    return made


def test_they_neither_review_nor_judge_it_anew(work, person):
    work.stage = "released"

    assert not can_review(person, work)
    assert not can_judge_anew(person, work)
    other = IQAFactory()
    assert can_review(other, work)  # the control
    assert can_judge_anew(other, work)


def test_they_do_not_assure_it(work, person):
    other = IQAFactory()
    for assurer in (person, other):
        on_duty(work.enrolment.qualification, assurer=assurer)

    assert not can_assure(person, work, today=NOW.date())
    assert can_assure(other, work, today=NOW.date())  # the control


def test_they_decide_no_case_about_it(work, person, administrator):
    case = open_case(
        submission=work,
        kind=CaseKind.PLAGIARISM,
        suspicion="Two pages are those of a textbook.",
        form_token=uuid4(),
        by=work.enrolment.tutor,
        now=LATER,
    )

    def decided(by):
        said = "They are quoted."
        return decide_case(case=case, outcome=CaseOutcome.UNFOUNDED, finding=said, by=by, now=LATER)

    with pytest.raises(PermissionDenied):
        decided(person)
    assert decided(administrator).decided_by == administrator  # the control


def test_they_allow_no_further_attempt(work, person, administrator):
    held = Enrolment.objects.get(pk=work.enrolment_id)

    with pytest.raises(AttemptRefused, match="who has not assessed"):
        refuse_unless_allowed(held, work.unit, person)
    refuse_unless_allowed(held, work.unit, administrator)  # the control
