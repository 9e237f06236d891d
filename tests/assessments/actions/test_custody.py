"""What was taken away supports nothing and does not come back; corrections ask as marking does."""

import pytest

from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.custody import give_back, quarantine_file
from assessments.choices import FileAccess, Outcome
from assessments.errors import MarkingRefused, MarkingUnfinished
from assessments.models import CriterionDecision, EvidenceFile
from assessments.storage import path_of
from ledger.audit import trail
from ledger.models import Job
from tests.assessments.marking import NOW, finish, mark_and_release
from tests.assessments.portfolio import add, first_unit
from tests.factories.accounts import AdministratorFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root")]


def taken_away(file, by, reason="It shows a name."):
    quarantine_file(file=file, reason=reason, by=by, now=NOW)


def corrected(submission):
    """The tutor finds the last criterion met after all."""
    rows = CriterionDecision.objects.current().filter(submission=submission)
    return correct_decision(
        decision=rows.order_by("criterion__position").last(),
        correction=Correction(outcome=Outcome.MET, feedback="It is there.", reason="Page 4."),
        by=submission.enrolment.tutor,
        now=NOW,
    )


@pytest.fixture
def referred(decided_submission):
    mark_and_release(decided_submission, "met", "met", "not")
    return decided_submission


def test_what_was_taken_away_supports_no_decision(decided_submission, tutor):
    taken_away(EvidenceFile.objects.get(), tutor)

    with pytest.raises(MarkingUnfinished, match="no evidence"):
        finish(decided_submission, "met", "met", "met")

    assert not CriterionDecision.objects.exists()


def test_control_what_was_given_back_does(decided_submission, tutor):
    taken_away(EvidenceFile.objects.get(), tutor)
    give_back(
        file=EvidenceFile.objects.get(), reason="It is made up.", by=AdministratorFactory(), now=NOW
    )

    finish(decided_submission, "met", "met", "met")

    assert CriterionDecision.objects.filter(outcome=Outcome.MET).count() == 3


def test_nothing_becomes_met_by_what_was_taken_away(referred, tutor):
    taken_away(EvidenceFile.objects.get(), tutor)

    with pytest.raises(MarkingRefused, match="has no evidence in any attempt so far"):
        corrected(referred)


def test_a_correction_waits_for_the_scanner(referred):
    EvidenceFile.objects.update(access=FileAccess.CHECKING)

    with pytest.raises(MarkingRefused, match="still being checked for viruses"):
        corrected(referred)


def test_a_correction_rests_on_the_file_that_was_received(referred):
    path_of(EvidenceFile.objects.get().stored_name).write_bytes(b"something else")

    with pytest.raises(MarkingRefused, match="is not the file that was received"):
        corrected(referred)


def test_control_the_same_correction_is_kept(referred):
    corrected(referred)

    assert CriterionDecision.objects.filter(sequence=2, outcome=Outcome.MET).exists()


def test_what_was_taken_away_and_comes_again_is_taken_away_at_once(enrolment, tutor):
    taken_away(add(enrolment).files.get(), tutor)

    again = add(enrolment, name="The same.pdf").files.get()

    assert again.access == FileAccess.QUARANTINED
    row = again.quarantines.get()
    assert (row.reason, row.by, row.is_taken_away) == ("It shows a name.", tutor, True)
    assert Job.objects.filter(kind="quarantine_mail").count() == 2
    (event,) = trail(again)
    assert (event.verb, event.actor) == ("took away", None)


def test_control_other_content_other_people_and_what_was_given_back_stay_open(enrolment, tutor):
    file = add(enrolment).files.get()
    taken_away(file, tutor)
    other = EnrolmentFactory(version=enrolment.version)

    assert add(enrolment, name="Other.txt", content=b"Other words.\n").files.get().is_open
    assert add(other, first_unit(other)).files.get().is_open
    give_back(file=file, reason="It is made up.", by=AdministratorFactory(), now=NOW)
    assert add(enrolment, name="The same.pdf").files.get().is_open
