"""Testimony and accounts by candidates, observations by tutors, and what R22 says of testimony."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.evidence import describe_evidence, described_now
from assessments.actions.records import confirm_record
from assessments.actions.versions import add_version
from assessments.choices import EvidenceKind, Outcome
from assessments.claims import Described
from assessments.errors import EvidenceRefused, MarkingRefused, MarkingUnfinished, RecordRefused
from assessments.models import (
    Evidence,
    EvidenceRecord,
    Observation,
    ObservedCriterion,
    ReflectiveAccount,
    UnitResult,
    WitnessTestimony,
)
from assessments.verdicts import TESTIMONY_ALONE, Judged, rests_on_testimony_alone
from ledger.protection import lift
from tests.assessments import corpus
from tests.assessments.marking import finish, mark_and_release
from tests.assessments.portfolio import LATER, NOW, add, claimed, first_unit, submit
from tests.assessments.records import bear_witness, observe, reflect
from tests.factories.accounts import TutorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root")]

MET, NOT = Outcome.MET, Outcome.NOT_YET_MET


def test_a_testimony_names_its_witness_and_is_claimed_for_what_is_open(enrolment):
    record = bear_witness(enrolment, scan="Signed.pdf")

    evidence = record.paper.evidence
    assert (evidence.title, evidence.kind) == ("Testimony of Amina Yusuf", "witness_testimony")
    assert claimed(evidence) == {"1.1": "", "1.2": ""}
    assert record.testimony.candidate_name == str(enrolment.candidate)
    scan = record.attachment.evidence
    assert (scan.kind, claimed(scan)) == ("witness_testimony", {"1.1": "", "1.2": ""})


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"witness_name": ""}, "witness_name"),
        ({"contact": ""}, "contact"),
        ({"account": ""}, "account"),
        ({"is_declared_unrelated": False}, "is_declared_unrelated"),
        ({"signed_on": date(2026, 4, 19)}, "signed_on"),
        ({"signed_on": date(2026, 5, 5)}, "signed_on"),
    ],
)
def test_what_is_no_testimony_is_refused(enrolment, said, field):
    with pytest.raises(RecordRefused) as refusal:
        bear_witness(enrolment, **said)

    assert refusal.value.field == field
    assert not Evidence.objects.exists()


def test_a_witness_is_not_the_candidate(enrolment):
    own = str(enrolment.candidate)
    for said, field in (
        ({"witness_name": f" {own.upper()} "}, "witness_name"),
        ({"contact": enrolment.candidate.user.email.upper()}, "contact"),
    ):
        with pytest.raises(RecordRefused) as refusal:
            bear_witness(enrolment, **said)
        assert refusal.value.field == field


def test_the_tutor_confirms_that_it_is_authentic_and_nobody_else(enrolment):
    record = bear_witness(enrolment)
    for somebody in (enrolment.candidate.user, TutorFactory()):
        with pytest.raises(PermissionDenied):
            confirm_record(record=record, comment="", by=somebody, now=LATER)

    assert confirm_record(
        record=record, comment="Telephoned her.", by=enrolment.tutor, now=LATER
    ).comment


def test_a_unit_does_not_rest_on_testimony_alone(enrolment):
    bear_witness(enrolment, scan="Signed.pdf")
    bear_witness(enrolment, witness_name="Leo Marsh")
    submission = submit(enrolment, now=LATER)

    with pytest.raises(MarkingUnfinished, match="does not rest on that alone"):
        finish(submission, "met", "met", now=LATER)

    assert not UnitResult.objects.exists()
    assert finish(submission, "met", "not", now=LATER).grade == "referred"


def test_with_something_else_for_one_criterion_it_passes(enrolment):
    bear_witness(enrolment)
    observe(enrolment)
    submission = submit(enrolment, now=LATER)

    assert finish(submission, "met", "met", now=LATER).grade == "pass"


def test_a_correction_makes_no_pass_of_testimony_alone(enrolment):
    bear_witness(enrolment)
    submission = submit(enrolment, now=LATER)
    mark_and_release(submission, "met", "not", now=LATER)
    correction = Correction(outcome=MET, feedback="", reason="I misread it.")

    with pytest.raises(MarkingRefused, match="does not rest on that alone"):
        correct_decision(
            decision=submission.decisions.get(outcome=NOT),
            correction=correction,
            by=enrolment.tutor,
            now=LATER,
        )

    assert UnitResult.objects.get().grade == "referred"


@pytest.mark.parametrize(
    ("lines", "is_alone"),
    [
        ([(MET, True, True), (MET, True, True)], True),
        ([(MET, True, True), (MET, False, False)], True),
        ([(MET, True, True), (MET, True, False)], False),
        ([(MET, True, True), (NOT, True, True)], False),
        ([(MET, True, True), (None, True, True)], False),
        ([], False),
    ],
)
def test_what_rests_on_testimony_alone(lines, is_alone):
    judged = [
        Judged(at, f"1.{at}", outcome, has_evidence=has, is_testimony_alone=alone)
        for at, (outcome, has, alone) in enumerate(lines, 1)
    ]

    assert rests_on_testimony_alone(judged) is is_alone
    assert TESTIMONY_ALONE.endswith(".")


@pytest.mark.parametrize("kind", [EvidenceKind.DOCUMENT, EvidenceKind.OBSERVATION])
def test_testimony_and_what_came_with_it_stay_testimony(enrolment, kind):
    record = bear_witness(enrolment, scan="Signed.pdf")
    for evidence in (record.paper.evidence, record.attachment.evidence):
        current = described_now(evidence, [])
        with pytest.raises(EvidenceRefused, match="keeps its kind: Witness testimony"):
            describe_evidence(
                evidence=evidence,
                unit=first_unit(enrolment),
                described=Described(evidence.title, kind, {}),
                version=current.version,
                by=enrolment.candidate.user,
                now=LATER,
            )


def test_an_account_is_changed_by_another_version_and_what_was_sent_stays(enrolment):
    first = reflect(enrolment)
    evidence = first.paper.evidence
    second = reflect(enrolment, evidence=evidence, change="I ask everybody first.")
    submission = submit(enrolment, now=LATER)
    with pytest.raises(EvidenceRefused, match="is with"):
        reflect(enrolment, evidence=evidence, learning="Nothing.", now=LATER)
    mark_and_release(submission, "met", "not", now=LATER)
    third = reflect(enrolment, evidence=evidence, learning="To listen.", now=LATER)

    assert [one.version for one in (first, second, third)] == [1, 2, 3]
    assert (second.reason, third.reason) == ("", "Changed after it was submitted.")
    assert {sent.file for sent in submission.files.all()} == {second.paper}


def test_an_account_that_says_nothing_or_names_somebody_is_refused(enrolment):
    for said, field in (
        ({"situation": ""}, "situation"),
        ({"learning": ""}, "learning"),
        ({"is_anonymised": False}, "is_anonymised"),
        ({"happened_on": date(2026, 5, 5)}, "happened_on"),
    ):
        with pytest.raises(RecordRefused) as refusal:
            reflect(enrolment, **said)
        assert refusal.value.field == field


def test_what_is_written_down_is_not_replaced_by_a_file(enrolment):
    evidence = reflect(enrolment).paper.evidence
    upload = SimpleUploadedFile("Account.pdf", corpus.pdf())
    said = {"unit": first_unit(enrolment), "by": enrolment.candidate.user, "now": LATER}

    with pytest.raises(EvidenceRefused, match="not replaced by a file"):
        add_version(evidence=evidence, upload=upload, **said)


def test_a_file_is_no_record_to_be_changed(enrolment):
    with pytest.raises(RecordRefused, match="not written down here"):
        reflect(enrolment, evidence=add(enrolment))


def test_only_the_candidate_tells_and_only_the_tutor_observes(enrolment):
    for telling in (bear_witness, reflect):
        with pytest.raises(PermissionDenied):
            telling(enrolment, by=enrolment.tutor)
    for somebody in (enrolment.candidate.user, TutorFactory()):
        with pytest.raises(PermissionDenied):
            observe(enrolment, by=somebody)
    assert not Evidence.objects.exists()


def test_the_same_form_sent_twice_tells_once(enrolment):
    for telling in (bear_witness, reflect, observe):
        token = uuid4()
        assert telling(enrolment, token=token) == telling(enrolment, token=token)
    assert EvidenceRecord.objects.count() == 3


def test_an_observation_says_how_each_criterion_is_covered(enrolment):
    supporting = SimpleUploadedFile("Minutes.pdf", corpus.pdf())
    record = observe(enrolment, supporting=supporting)

    assert claimed(record.paper.evidence) == {"1.1": ""}
    assert claimed(record.attachment.evidence) == {"1.1": ""}
    confirmation = confirm_record(
        record=record, comment="I was nervous.", by=enrolment.candidate.user, now=LATER
    )
    assert confirmation.comment == "I was nervous."


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"activity": ""}, "what the candidate did"),
        ({"comment": ""}, "what you think"),
        ({"ended_at": NOW - timedelta(hours=3)}, "ended after it began"),
        ({"ended_at": NOW + timedelta(minutes=1)}, "when it is over"),
        ({"covered": {}}, "at least one criterion"),
    ],
)
def test_what_no_observation_is_is_refused(enrolment, said, words):
    with pytest.raises(RecordRefused, match=words):
        observe(enrolment, **said)


def test_an_observation_is_corrected_with_a_reason(enrolment):
    evidence = observe(enrolment).paper.evidence
    second = first_unit(enrolment).criteria.last()
    with pytest.raises(RecordRefused, match="why the record is corrected"):
        observe(enrolment, evidence=evidence)
    with pytest.raises(RecordRefused, match="is one of"):
        other = enrolment.version.units.get(position=2).criteria.first()
        observe(enrolment, covered={other: "So."})

    record = observe(
        enrolment, evidence=evidence, covered={second: "Settled it."}, reason="The other one."
    )

    assert record.version == 2
    assert claimed(evidence) == {"1.2": ""}


def test_the_database_keeps_what_was_told(enrolment):
    bear_witness(enrolment)
    reflect(enrolment)
    observe(enrolment)
    for model, field in (
        (WitnessTestimony, "account"),
        (ReflectiveAccount, "learning"),
        (Observation, "comment"),
        (ObservedCriterion, "how"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**{field: "Another"})


def test_control_without_the_trigger_it_would_be_rewritten(enrolment):
    bear_witness(enrolment)
    lift(connection, "assessments_witnesstestimony")

    assert WitnessTestimony.objects.update(account="Another") == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("testimony_is_declared_to_be_of_no_relative", {"is_declared_unrelated": False}),
        ("testimony_witness_is_not_the_candidate", {"witness_name": "RUTH OKAFOR"}),
        ("testimony_is_signed_after_what_it_tells", {"signed_on": date(2026, 4, 19)}),
        ("testimony_names_its_witness_and_what_was_seen", {"relationship": ""}),
    ],
)
def test_the_database_refuses_what_no_testimony_is(enrolment, name, said):
    testimony = bear_witness(enrolment).testimony
    assert testimony.candidate_name == "Ruth Okafor"
    testimony.pk, testimony.record = None, reflect(enrolment)
    for field, value in said.items():
        setattr(testimony, field, value)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        testimony.save()
