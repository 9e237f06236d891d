"""What the database itself refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from assessments.choices import Outcome
from assessments.models import CriterionDecision, DraftConflict, Submission, UnitProgress
from tests.factories.courses import UnitFactory
from tests.factories.enrolments import ENROLLED_AT, EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission():
    unit = UnitFactory(criteria__maxima=[Decimal(15), Decimal(20)])
    return Submission.objects.create(
        enrolment=EnrolmentFactory(version=unit.version),
        unit=unit,
        attempt=1,
        submitted_at=ENROLLED_AT,
        due_back_on=date(2026, 3, 16),
    )


def decide(submission, **fields):
    criterion = submission.unit.criteria.first()
    values = {
        "submission": submission,
        "criterion": criterion,
        "assessor": submission.enrolment.tutor,
        "maximum": criterion.maximum,
        "decided_at": ENROLLED_AT,
    }
    return CriterionDecision.objects.create(**values | fields)


@pytest.mark.parametrize(
    ("mark", "outcome", "is_kept"),
    [
        ("7.5", Outcome.MET, True),
        ("7.0", Outcome.NOT_YET_MET, True),
        ("0", Outcome.NOT_YET_MET, True),
        ("15", Outcome.MET, True),
        ("7.0", Outcome.MET, False),
        ("7.5", Outcome.NOT_YET_MET, False),
        ("15.5", Outcome.MET, False),
        ("-0.5", Outcome.NOT_YET_MET, False),
    ],
)
def test_a_decision_agrees_with_its_mark_or_is_not_kept(submission, mark, outcome, is_kept):
    if is_kept:
        decide(submission, mark=Decimal(mark), outcome=outcome)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            decide(submission, mark=Decimal(mark), outcome=outcome)

    assert CriterionDecision.objects.count() == int(is_kept)


def test_decisions_cannot_be_changed_or_deleted(submission):
    decision = decide(submission, mark=Decimal(8), outcome=Outcome.MET)
    rows = CriterionDecision.objects.filter(pk=decision.pk)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(feedback="rewritten")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.delete()

    assert rows.get().feedback == ""


def test_what_met_in_a_conflict_is_never_edited(submission):
    tutor = submission.enrolment.tutor
    met = DraftConflict.objects.create(
        submission=submission,
        criterion=submission.unit.criteria.first(),
        saved_version=1,
        saved_by=tutor,
        saved_at=ENROLLED_AT,
        typed_digest="0" * 12,
        typed_by=tutor,
        met_at=ENROLLED_AT,
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        DraftConflict.objects.filter(pk=met.pk).update(saved_feedback="rewritten")

    assert DraftConflict.objects.get().saved_feedback == ""


def test_a_second_open_submission_for_a_unit_is_refused(submission):
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(
            enrolment=submission.enrolment,
            unit=submission.unit,
            attempt=2,
            submitted_at=ENROLLED_AT,
            due_back_on=date(2026, 3, 16),
        )


def test_there_is_one_progress_row_for_an_enrolment_and_unit(submission):
    row = {
        "enrolment": submission.enrolment,
        "unit": submission.unit,
        "since": ENROLLED_AT,
        "criteria_total": 2,
    }
    UnitProgress.objects.create(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        UnitProgress.objects.create(**row)
