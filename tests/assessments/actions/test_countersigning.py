"""What somebody not yet qualified decides is provisional until another agrees (R16)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from assessments import permissions
from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.releasing import release
from assessments.actions.reopening import reopen_marking
from assessments.choices import Countersigned, Outcome, SubmissionStage, UnitState
from assessments.errors import CountersigningRefused, MarkingRefused
from assessments.models import Countersignature, CriterionDecision, Submission, UnitProgress
from assessments.rebuilding import faults
from enrolments.actions.lifecycle import withdraw_enrolment
from enrolments.actions.staff_records import approve_for_unit, end_approval
from ledger.audit import trail
from ledger.models import Job
from tests.assessments.countersigning import answer, learner, provisional
from tests.assessments.marking import LATER, NOW, draft, finish, mark_and_release
from tests.factories.accounts import (
    AdministratorFactory,
    CandidateUserFactory,
    IQAFactory,
    TutorFactory,
    qualify,
)
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import QualificationFactory, SpecificationVersionFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)
NOT_QUALIFIED = {
    "nothing recorded": {},
    "worked towards": {"on": None, "since": TODAY - timedelta(days=60)},
    "awarded the day after": {"on": TODAY + timedelta(days=1), "since": date(2026, 1, 5)},
    "an award of quality assurance": {"on": date(2020, 1, 6), "award": "v1"},
}


def grade_shown(submission):
    row = UnitProgress.objects.filter(enrolment=submission.enrolment, unit=submission.unit).first()
    return row.state if row else None


@pytest.mark.parametrize("held", NOT_QUALIFIED.values(), ids=NOT_QUALIFIED)
def test_what_somebody_not_qualified_that_day_decides_is_provisional(held):
    tutor = learner()
    if held:
        qualify(tutor, **held)
    work = provisional(tutor)

    assert work.results.get().is_provisional
    with pytest.raises(MarkingRefused, match="countersigns"):
        release(submission=work, by=tutor, now=LATER)
    work.refresh_from_db()
    assert (work.stage, work.released_at) == (SubmissionStage.MARKED, None)
    assert grade_shown(work) != UnitState.PASSED
    assert not Job.objects.filter(kind="result_mail").exists()


def test_qualified_on_the_day_it_is_final():
    tutor = learner()
    qualify(tutor, on=TODAY)
    work = SubmissionFactory(enrolment__tutor=tutor)

    assert not mark_and_release(work, "met", "met").is_provisional
    assert grade_shown(work) == UnitState.PASSED


def test_a_certificate_that_comes_later_leaves_the_result_as_it_was():
    work = provisional()
    qualify(work.enrolment.tutor)

    with pytest.raises(MarkingRefused):
        release(submission=work, by=work.enrolment.tutor, now=LATER)


def test_agreed_it_is_released_and_passes(tutor):
    work = provisional()

    answer(work, tutor)

    assert trail(work).first().verb == "countersigned"
    assert not Submission.objects.awaiting_countersigning().exists()
    release(submission=work, by=work.enrolment.tutor, now=LATER)
    assert grade_shown(work) == UnitState.PASSED


def test_handed_back_its_marking_is_open_and_the_next_result_waits_again(tutor):
    work = provisional()

    answer(work, tutor, agrees=False, reason="Look at the cost once more.")

    work.refresh_from_db()
    assert (work.stage, work.marked_at) == (SubmissionStage.MARKING, None)
    assert trail(work).first().reason == "Look at the cost once more."
    finish(work, "not", "met", now=LATER)
    assert [row.pk for row in Submission.objects.awaiting_countersigning()] == [work.pk]
    answer(work, tutor)
    assert work.results.count() == Countersignature.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_handing_back_says_why(tutor, reason):
    work = provisional()
    with pytest.raises(CountersigningRefused) as refusal:
        answer(work, tutor, agrees=False, reason=reason)
    assert refusal.value.field == "reason"
    assert not Countersignature.objects.exists()


def test_a_word_on_what_is_marked_again_is_refused(tutor):
    work = provisional()
    reopen_marking(submission=work, by=work.enrolment.tutor, now=LATER)
    with pytest.raises(CountersigningRefused, match="marked again"):
        answer(work, tutor)
    finish(work, "not", "met", now=LATER)
    with pytest.raises(CountersigningRefused, match="marked again"):
        answer(work, tutor, seen=1)
    assert not Countersignature.objects.exists()


def test_the_same_word_twice_is_kept_once_and_another_is_refused(tutor, other_tutor):
    work = provisional()
    assert answer(work, tutor) == answer(work, tutor)
    with pytest.raises(CountersigningRefused, match="Tess Turner has answered"):
        answer(work, other_tutor)
    with pytest.raises(CountersigningRefused):
        answer(work, tutor, agrees=False, reason="After all not.")
    assert Countersignature.objects.get().by == tutor


def strangers():
    lapsed = learner()
    qualify(lapsed, on=None, since=TODAY - timedelta(days=700))
    elsewhere = TutorFactory()
    approve_for_unit(
        person=elsewhere,
        qualification=QualificationFactory(),
        unit_code="",
        starts_on=TODAY,
        by=None,
        now=NOW,
    )
    assurer, administrator, candidate = IQAFactory(), AdministratorFactory(), CandidateUserFactory()
    for person in (assurer, administrator, candidate):
        qualify(person)
    inactive = TutorFactory(is_active=False)
    return {
        "not qualified": learner(),
        "past the time": lapsed,
        "approved for another diploma": elsewhere,
        "assurer": assurer,
        "administrator": administrator,
        "candidate": candidate,
        "inactive": inactive,
    }


def test_nobody_but_a_qualified_assessor_countersigns(tutor):
    work = provisional()
    people = strangers()
    for who, person in people.items():
        with pytest.raises(PermissionDenied):
            answer(work, person)
        assert not Submission.objects.to_countersign(person, today=TODAY).exists(), who
    assert Submission.objects.to_countersign(tutor, today=TODAY).get() == work
    answer(work, tutor)  # the control: the same word of somebody who may


def test_nobody_countersigns_what_they_judged_or_handed_in(tutor):
    own = provisional()
    qualify(own.enrolment.tutor)  # since
    studied = provisional(enrolment__candidate__user=tutor)
    for work, person in ((own, own.enrolment.tutor), (studied, tutor)):
        with pytest.raises(PermissionDenied):
            answer(work, person)
        assert work not in Submission.objects.to_countersign(person, today=TODAY)


@pytest.mark.parametrize("own", ["assessor", "candidate"])
def test_control_the_database_itself_refuses_a_word_on_ones_own(own):
    work = provisional()
    people = {"assessor": work.enrolment.tutor, "candidate": work.enrolment.candidate.user}
    fields = {"result": work.results.get(), "answer": Countersigned.AGREED, "at": NOW, **people}
    with (
        pytest.raises(IntegrityError, match="countersignature_is_not_of_own"),
        transaction.atomic(),
    ):
        Countersignature.objects.create(**fields, by=people[own])
    Countersignature.objects.create(**fields, by=TutorFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        Countersignature.objects.create(**fields, by=TutorFactory())
    with pytest.raises(DatabaseError), transaction.atomic():
        Countersignature.objects.update(reason="Otherwise.")
    with pytest.raises(DatabaseError), transaction.atomic():
        work.results.update(is_provisional=False)


def test_of_people_who_left_nothing_waits(tutor):
    work = provisional()
    withdraw_enrolment(
        enrolment=work.enrolment,
        withdrawn_on=TODAY,
        reason="Moved away.",
        by=AdministratorFactory(),
        now=LATER,
    )
    assert not Submission.objects.to_countersign(tutor, today=TODAY).exists()
    with pytest.raises(PermissionDenied):
        answer(work, tutor)


def test_control_without_the_check_it_would_be_released_and_found(monkeypatch):
    work = provisional()
    monkeypatch.setattr(permissions, "is_provisional", lambda submission: False)
    release(submission=work, by=work.enrolment.tutor, now=LATER)
    assert any("released, but provisional" in fault for fault in faults([work.enrolment]))


def test_past_the_time_for_qualifying_nothing_is_decided():
    tutor = learner()
    qualify(tutor, on=None, since=date(2024, 11, 11))
    work = SubmissionFactory(enrolment__tutor=tutor)
    draft(work, "met", "met")  # typing goes on
    with pytest.raises(MarkingRefused, match="ended on 11 May 2026"):
        finish(work, "met", "met")
    assert not work.results.exists()
    assert not CriterionDecision.objects.exists()
    qualify(tutor, on=date(2020, 1, 1), award="a1")
    assert not finish(work, "met", "met").is_provisional


def test_the_last_day_of_the_time_is_a_day_of_it():
    tutor = learner()
    qualify(tutor, on=None, since=date(2024, 11, 12))
    assert finish(SubmissionFactory(enrolment__tutor=tutor), "met", "met").is_provisional


def test_of_whom_approvals_are_kept_judges_nothing_else(tutor):
    version = SpecificationVersionFactory(units=2)
    first, second = version.units.all()
    approval = approve_for_unit(
        person=tutor,
        qualification=version.qualification,
        unit_code=first.code,
        starts_on=TODAY,
        by=None,
        now=NOW,
    )
    mine = SubmissionFactory(enrolment__version=version, enrolment__tutor=tutor, unit=first)
    other = SubmissionFactory(enrolment=mine.enrolment, unit=second)

    finish(mine, "met", "met")
    with pytest.raises(MarkingRefused, match="not approved"):
        finish(other, "met", "met")
    approve_for_unit(
        person=tutor,
        qualification=version.qualification,
        unit_code="",
        starts_on=TODAY,
        by=None,
        now=NOW,
    )
    finish(other, "met", "met")
    end_approval(approval=approval, by=AdministratorFactory(), now=NOW)


def test_what_was_told_is_corrected_by_a_qualified_assessor(tutor):
    work = SubmissionFactory(enrolment__tutor=tutor)
    mark_and_release(work, "met", "met")
    tutor.staff_qualifications.all().delete()
    correction = Correction(
        outcome=Outcome.NOT_YET_MET,
        feedback="The cost is missing.",
        resubmit_by=date(2026, 9, 1),
        reason="Overlooked.",
    )
    fields = {"decision": CriterionDecision.objects.first(), "correction": correction}
    with pytest.raises(MarkingRefused, match="qualified assessor only"):
        correct_decision(**fields, by=tutor, now=LATER)
    assert grade_shown(work) == UnitState.PASSED
    qualify(tutor)
    correct_decision(**fields, by=tutor, now=LATER)
    assert grade_shown(work) == UnitState.REFERRED


def test_a_colleague_may_have_judged_what_carries_over(tutor):
    first = SubmissionFactory(enrolment__tutor=tutor)
    mark_and_release(first, "met", "not")
    first.enrolment.tutor = learner()
    first.enrolment.save()
    again = SubmissionFactory(enrolment=first.enrolment, unit=first.unit, attempt=2)
    finish(again, "met", now=LATER)

    assert Submission.objects.to_countersign(tutor, today=TODAY).get() == again
