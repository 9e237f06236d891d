"""Professional discussions: announced beforehand, recorded with consent, never rewritten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from assessments import storage
from assessments.actions.discussions import cancel_discussion
from assessments.actions.evidence import remove_evidence, use_evidence
from assessments.actions.records import confirm_record
from assessments.errors import EvidenceRefused, RecordRefused
from assessments.models import (
    DiscussionPoint,
    DiscussionRecord,
    Evidence,
    EvidenceFile,
    EvidenceRecord,
    ProfessionalDiscussion,
    RecordConfirmation,
    SubmittedFile,
)
from ledger.models import AuditEvent
from ledger.protection import lift, loosen
from tests.assessments.marking import mark_and_release
from tests.assessments.portfolio import NOW, claimed, first_unit, submit
from tests.assessments.records import OVER, PLANNED, announce, hold
from tests.factories.accounts import TutorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root")]


@pytest.fixture
def discussion(enrolment):
    return announce(enrolment)


def text_of(file):
    with storage.open_stored(file.stored_name) as content:
        return content.read().decode()


def test_it_is_announced_once_with_its_criteria(enrolment):
    token = uuid4()
    first, again = (announce(enrolment, token=token) for _ in range(2))

    assert first == again
    assert first.criteria.count() == 2
    event = AuditEvent.objects.get(verb="announced")
    assert event.after["criteria"] == ["001 1.1", "001 1.2"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"place": ""}, "place"),
        ({"criteria": []}, "criteria"),
        ({"planned_for": NOW - timedelta(minutes=1)}, "on_day"),
    ],
)
def test_what_is_not_said_beforehand_is_not_announced(enrolment, said, field):
    with pytest.raises(RecordRefused) as refusal:
        announce(enrolment, **said)

    assert refusal.value.field == field
    assert not ProfessionalDiscussion.objects.exists()


def test_only_todays_tutor_announces_cancels_and_records(enrolment, discussion):
    for somebody in (TutorFactory(), enrolment.candidate.user):
        with pytest.raises(PermissionDenied):
            announce(enrolment, by=somebody)
        with pytest.raises(PermissionDenied):
            cancel_discussion(discussion=discussion, reason="Ill.", by=somebody, now=NOW)
        with pytest.raises(PermissionDenied):
            hold(discussion, by=somebody)

    assert not Evidence.objects.exists()


def test_what_was_held_is_evidence_at_its_minutes(enrolment, discussion):
    first, second = first_unit(enrolment).criteria.all()

    record = hold(discussion, (4, first), (25, second), (12, first))

    evidence = record.paper.evidence
    assert claimed(evidence) == {"1.1": "4 min, 12 min", "1.2": "25 min"}
    assert [point.minute for point in record.discussion.points.all()] == [4, 12, 25]
    paper = text_of(record.paper)
    assert "How you decide what to delegate" in paper
    assert "Answer: The rota." in paper
    assert "6 May 2026, 11:14 to 11:54 (40 min), Video call" in paper


def test_a_recording_is_evidence_of_its_own_at_the_same_minutes(discussion):
    record = hold(discussion, recording="Call.m4a")

    sound = record.attachment.evidence
    assert (sound.title, sound.has_record) == (
        "Recording: Professional discussion, 6 May 2026",
        False,
    )
    assert claimed(sound) == {"1.1": "4 min, 12 min"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"has_consented": False}, "consent"),
        ({"started_at": NOW - timedelta(hours=1)}, "after it was announced"),
        ({"ended_at": PLANNED}, "ended after it began"),
        ({"ended_at": PLANNED + timedelta(hours=9)}, "within eight hours"),
        ({"ended_at": OVER + timedelta(minutes=1)}, "when it is over"),
        ({"points": []}, "at least one question"),
    ],
)
def test_what_cannot_have_been_is_not_recorded(discussion, said, words):
    with pytest.raises(RecordRefused, match=words):
        hold(discussion, **said)

    assert not EvidenceFile.objects.exists()


def test_a_criterion_that_was_not_announced_is_not_recorded(enrolment):
    first, second = first_unit(enrolment).criteria.all()
    discussion = announce(enrolment, first)

    with pytest.raises(RecordRefused, match="not announced"):
        hold(discussion, (4, second))
    with pytest.raises(RecordRefused, match="Minute 41"):
        hold(discussion, (41, first))


def test_the_same_form_sent_twice_records_once(discussion):
    token = uuid4()

    assert hold(discussion, token=token) == hold(discussion, token=token)
    assert EvidenceRecord.objects.count() == 1


def test_a_correction_has_a_reason_and_what_was_sent_stays(enrolment, discussion):
    first = hold(discussion)
    submission = submit(enrolment, now=OVER)
    with pytest.raises(RecordRefused, match="why the record is corrected"):
        hold(discussion, summary="Was nervous.")

    second = hold(discussion, summary="Was nervous.", reason="The summary was somebody else’s.")

    assert (second.version, second.paper.evidence) == (2, first.paper.evidence)
    assert "Corrected, version 2" in text_of(second.paper)
    assert DiscussionRecord.objects.filter(discussion=discussion).count() == 2
    sent = SubmittedFile.objects.filter(submission=submission)
    assert {file.file for file in sent} == {first.paper}


def test_a_refused_recording_leaves_nothing_behind(discussion, root):
    with pytest.raises(RecordRefused) as refusal:
        hold(discussion, recording="Call.exe")

    assert refusal.value.field == "attachment"
    assert not Evidence.objects.exists()
    assert not list(root.glob("??/??/*"))


def test_what_was_cancelled_is_not_held_and_what_was_held_not_cancelled(enrolment, discussion):
    with pytest.raises(RecordRefused, match="why it is cancelled"):
        cancel_discussion(discussion=discussion, reason=" ", by=enrolment.tutor, now=NOW)
    cancel_discussion(discussion=discussion, reason="Ill.", by=enrolment.tutor, now=NOW)
    with pytest.raises(RecordRefused, match="Announce another"):
        hold(discussion)

    held = announce(enrolment)
    hold(held)
    with pytest.raises(RecordRefused, match="It was held"):
        cancel_discussion(discussion=held, reason="Ill.", by=enrolment.tutor, now=OVER)


def test_passed_criteria_are_neither_announced_nor_claimed(enrolment, discussion):
    hold(discussion)
    submission = submit(enrolment, now=OVER)
    mark_and_release(submission, "met", "not", now=OVER)
    passed, referred = first_unit(enrolment).criteria.all()

    with pytest.raises(RecordRefused, match="passed already"):
        announce(enrolment, passed, referred)

    record = hold(discussion, (4, passed), (6, referred), reason="A question was missing.")
    assert claimed(record.paper.evidence) == {"1.1": "4 min, 12 min", "1.2": "6 min"}


def test_the_candidate_confirms_and_a_correction_is_confirmed_anew(enrolment, discussion):
    candidate = enrolment.candidate.user
    first = hold(discussion)
    said = {"comment": "So it was.", "now": OVER}
    for somebody in (enrolment.tutor, TutorFactory()):
        with pytest.raises(PermissionDenied):
            confirm_record(record=first, by=somebody, **said)
    for _ in range(2):
        confirm_record(record=first, by=candidate, **said)
    second = hold(discussion, summary="Shorter.", reason="Too long.")

    assert RecordConfirmation.objects.get().comment == "So it was."
    with pytest.raises(RecordRefused, match="corrected since"):
        other = announce(enrolment)
        old = hold(other)
        hold(other, summary="New.", reason="Old.")
        confirm_record(record=old, by=candidate, **said)
    assert confirm_record(record=second, by=candidate, **said).record == second


def test_the_candidate_changes_nothing_of_it(enrolment, discussion):
    evidence = hold(discussion).paper.evidence
    other = enrolment.version.units.get(position=2)
    by = enrolment.candidate.user

    with pytest.raises(EvidenceRefused, match="recorded by your tutor"):
        remove_evidence(evidence=evidence, by=by, now=OVER)
    with pytest.raises(EvidenceRefused, match="recorded by your tutor"):
        use_evidence(evidence=evidence, unit=other, by=by, now=OVER)


def changes(discussion):
    """What nobody may do to what was said of a discussion."""
    yield lambda: EvidenceRecord.objects.update(reason="Another")
    yield lambda: DiscussionRecord.objects.update(summary="Another")
    yield lambda: DiscussionPoint.objects.update(answer="Another")
    yield lambda: discussion.criteria.all().delete()
    yield lambda: RecordConfirmation.objects.update(comment="Another")
    yield lambda: ProfessionalDiscussion.objects.update(purpose="Another")


def test_the_database_keeps_what_was_said(enrolment, discussion):
    record = hold(discussion)
    confirm_record(record=record, comment="", by=enrolment.candidate.user, now=OVER)

    for change in changes(discussion):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_control_without_the_triggers_it_would_be_rewritten(discussion):
    hold(discussion)
    lift(connection, "assessments_discussionpoint")
    loosen(connection, "assessments_professionaldiscussion")

    DiscussionPoint.objects.update(answer="Another")
    ProfessionalDiscussion.objects.update(purpose="Another")

    assert DiscussionPoint.objects.filter(answer="Another").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("discussion_has_consent", {"has_consented": False}),
        ("discussion_ends_after_it_starts", {"ended_at": PLANNED}),
        ("discussion_starts_after_it_was_announced", {"started_at": NOW - timedelta(days=1)}),
        ("discussion_medium_is_known", {"medium": "wax"}),
    ],
)
def test_the_database_refuses_what_no_discussion_is(discussion, name, said):
    record = hold(discussion)
    detail = record.discussion
    again = EvidenceRecord.objects.get(pk=record.pk)
    file = record.paper
    file.pk, file.version, file.stored_name, file.reference = None, 2, "a/b", uuid4()
    file.save()
    again.pk, again.paper, again.version, again.reason = None, file, 2, "Again."
    again.form_token = uuid4()
    again.save()
    detail.pk, detail.record = None, again
    for field, value in said.items():
        setattr(detail, field, value)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        detail.save()
