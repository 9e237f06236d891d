"""Prior learning: a whole unit, every criterion mapped, judged without marks (R23)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.narratives import save_narrative
from assessments.actions.prior_learning import end_prior_learning
from assessments.actions.releasing import release
from assessments.actions.submitting import withdraw_submission
from assessments.choices import Outcome, UnitState
from assessments.drafts import Entry
from assessments.errors import MarkingRefused, PriorLearningRefused, SubmissionRefused
from assessments.models import CriterionDecision, EvidenceClaim, Submission, UnitProgress
from courses.choices import Regime
from enrolments.models import PriorLearning
from ledger.models import AuditEvent
from tests.assessments.marking import LATER, NOW, RESUBMIT_BY, save_draft
from tests.assessments.portfolio import add, first_unit, submit
from tests.assessments.prior_learning import SEEN, finish, passed, propose, sent
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(tutor, candidate_user):
    """Level 7, two units of two criteria with marks."""
    version = SpecificationVersionFactory(
        units=2, criteria=2, maximum=Decimal(20), regime=Regime.MARKS, qualification__level=7
    )
    return EnrolmentFactory(version=version, tutor=tutor, candidate__user=candidate_user)


def end(enrolment, *, reason="The evidence is too old.", by=None):
    return end_prior_learning(
        enrolment=enrolment,
        unit=first_unit(enrolment),
        reason=reason,
        by=by or enrolment.tutor,
        now=NOW,
    )


def test_todays_tutor_alone_proposes_it_once_and_says_what_is_in_sight(enrolment, other_tutor):
    for who in (other_tutor, enrolment.candidate.user):
        with pytest.raises(PermissionDenied):
            propose(enrolment, by=who)
    with pytest.raises(PriorLearningRefused, match="earlier learning"):
        propose(enrolment, reason=" ")
    assert not PriorLearning.objects.exists()

    first, again = propose(enrolment), propose(enrolment, reason="Something else.")

    assert first == again == PriorLearning.objects.get()
    assert first.reason == SEEN
    assert AuditEvent.objects.filter(verb="proposed").count() == 1


def test_the_database_holds_one_of_a_unit(enrolment):
    """The control: without the action the constraint still refuses."""
    first = propose(enrolment)
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_what_was_proposed_stays_on_record(enrolment):
    mine = PriorLearning.objects.filter(pk=propose(enrolment).pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        mine.update(reason="Something else.")
    with pytest.raises(DatabaseError), transaction.atomic():
        mine.delete()
    assert mine.get().reason == SEEN


@pytest.mark.once
def test_the_way_is_chosen_before_the_first_attempt_and_stays(enrolment):
    unit = first_unit(enrolment)
    propose(enrolment)
    with pytest.raises(PriorLearningRefused, match="assessed otherwise"):
        end(enrolment, reason=" ")
    end(enrolment)
    assert end(enrolment) is None
    propose(enrolment)
    add(enrolment)
    work = submit(enrolment)
    with pytest.raises(PriorLearningRefused, match="has been submitted"):
        end(enrolment)
    withdraw_submission(submission=work, by=enrolment.candidate.user, now=NOW)
    end(enrolment)
    ordinary = submit(enrolment)
    assert (work.is_prior_learning, ordinary.is_prior_learning) == (True, False)
    with pytest.raises(PriorLearningRefused, match="has been submitted"):
        propose(enrolment)
    assert not enrolment.prior_learning.filter(unit=unit, ended_at=None).exists()


@pytest.mark.once
def test_what_is_not_whole_is_refused_with_the_criteria_missing(enrolment):
    unit = first_unit(enrolment)
    first, second = unit.criteria.order_by("position")
    propose(enrolment)
    save_narrative(
        enrolment=enrolment,
        unit=unit,
        text="I did it all.",
        version=0,
        by=enrolment.candidate.user,
        now=NOW,
    )
    with pytest.raises(SubmissionRefused, match=f"Map evidence to {first.number}, {second.number}"):
        submit(enrolment)
    add(enrolment)
    EvidenceClaim.objects.filter(criterion=second).delete()
    with pytest.raises(SubmissionRefused, match=f"Map evidence to {second.number} first"):
        submit(enrolment)
    assert not Submission.objects.exists()
    end(enrolment)  # the control: like any other unit, the same may be sent
    assert submit(enrolment).attempt == 1


def test_it_takes_no_mark_and_passes_on_confirmed_evidence_only(enrolment):
    work = sent(enrolment)
    assert "handed in for another award, I say so" in work.declaration.text
    assert work.declaration.text_version == "2026-11-prior"
    criterion = work.unit.criteria.first()
    with pytest.raises(MarkingRefused, match="takes no mark"):
        save_draft(
            submission=work,
            criterion=criterion,
            entry=Entry(mark=Decimal(20)),
            version=0,
            by=enrolment.tutor,
            now=NOW,
        )
    with pytest.raises(MarkingRefused, match="valid, authentic, current"):
        finish(work, "met", "met", is_current=False)
    assert not work.results.exists()

    result = finish(work, "met", "met")

    assert (result.grade, result.is_current) == ("pass", True)
    rows = CriterionDecision.objects.filter(submission=work)
    assert set(rows.values_list("outcome", "mark", "maximum")) == {("met", None, None)}


@pytest.mark.once
def test_a_pass_counts_like_any_other_and_is_told_apart(enrolment):
    passed(enrolment)
    row = UnitProgress.objects.get(unit=first_unit(enrolment))
    assert (row.state, row.shown_state) == (UnitState.PASSED, "prior_learning")
    passed(enrolment, enrolment.version.units.get(position=2))
    enrolment.refresh_from_db()
    assert enrolment.status == "completed"


def correct(work, outcome, was, *, feedback="Seen now."):
    """The tutor decides the first criterion that is `was` otherwise."""
    rows = CriterionDecision.objects.current().filter(submission=work, outcome=was)
    correction = Correction(
        outcome=outcome, feedback=feedback, reason="Overlooked.", resubmit_by=RESUBMIT_BY
    )
    return correct_decision(
        decision=rows.order_by("criterion__position")[0],
        correction=correction,
        by=work.enrolment.tutor,
        now=LATER,
    )


@pytest.mark.once
@pytest.mark.parametrize("is_ticked", [False, True])
def test_a_referral_is_answered_by_another_attempt_and_by_no_correction(enrolment, is_ticked):
    work = sent(enrolment)
    result = finish(work, "met", "not", is_current=is_ticked)
    assert (result.grade, result.is_current) == ("referred", False)
    release(submission=work, by=enrolment.tutor, now=LATER)
    with pytest.raises(MarkingRefused, match="by another attempt"):
        correct(work, Outcome.MET, "not_yet_met")
    with pytest.raises(SubmissionRefused, match="Nothing is new"):
        submit(enrolment, now=LATER)
    add(enrolment, name="Minutes.txt", content=b"What was decided.", now=LATER)
    again = submit(enrolment, now=LATER)
    assert (again.attempt, again.is_prior_learning) == (2, True)
    assert finish(again, "met", now=LATER).grade == "pass"


@pytest.mark.once
def test_a_pass_corrected_to_a_referral_is_not_corrected_back(enrolment):
    work = passed(enrolment)
    told = correct(work, Outcome.MET, "met", feedback="Said better.")
    assert (told.grade, told.is_current) == ("pass", True)  # it stays the pass it was
    told = correct(work, Outcome.NOT_YET_MET, "met")
    assert (told.grade, told.is_current) == ("referred", False)
    with pytest.raises(MarkingRefused, match="by another attempt"):
        correct(work, Outcome.MET, "not_yet_met")


@pytest.mark.once
def test_a_tick_kept_with_an_older_referral_counts_for_nothing(enrolment):
    work = sent(enrolment)
    first = finish(work, "met", "not")
    first.pk, first.sequence, first.is_current, first.reason = None, 2, True, "As it was kept."
    first.save(force_insert=True)
    release(submission=work, by=enrolment.tutor, now=LATER)
    with pytest.raises(MarkingRefused, match="by another attempt"):
        correct(work, Outcome.MET, "not_yet_met")


@pytest.mark.once
def test_a_correction_of_a_pass_takes_no_mark_either(enrolment):
    work = passed(enrolment)
    decision = CriterionDecision.objects.current().filter(submission=work).first()
    wrong = {"feedback": "Too old.", "reason": "Looked again.", "resubmit_by": RESUBMIT_BY}
    with pytest.raises(MarkingRefused, match="Decide whether"):
        correct_decision(
            decision=decision,
            correction=Correction(mark=Decimal(5), **wrong),
            by=enrolment.tutor,
            now=LATER,
        )
    correct_decision(
        decision=decision,
        correction=Correction(outcome=Outcome.NOT_YET_MET, **wrong),
        by=enrolment.tutor,
        now=LATER,
    )
    row = UnitProgress.objects.get(unit=first_unit(enrolment))
    assert (row.state, row.shown_state) == (UnitState.REFERRED, UnitState.REFERRED)
