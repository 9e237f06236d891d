"""Submitting: frozen, declared, numbered without gaps, and once however often it is clicked."""

import threading
from datetime import date
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from assessments.actions import submitting
from assessments.actions.attempts import allow_attempt
from assessments.actions.evidence import remove_evidence
from assessments.actions.narratives import save_narrative
from assessments.actions.submitting import withdraw_submission
from assessments.choices import SubmissionStage, UnitState
from assessments.declarations import STATEMENTS, TEXT_VERSION
from assessments.errors import EvidenceRefused, MarkingRefused, SubmissionRefused
from assessments.models import Declaration, Submission, SubmittedFile, UnitProgress
from enrolments.choices import EnrolmentStatus
from ledger.models import AuditEvent
from tests.assessments import corpus
from tests.assessments.marking import draft, mark_and_release
from tests.assessments.portfolio import LATER, NOW, add, first_unit, submit
from tests.factories.assessments import EvidenceFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return settings.EVIDENCE_ROOT


@pytest.fixture
def enrolment(tutor, candidate_user):
    version = SpecificationVersionFactory(units=2, criteria=3)
    return EnrolmentFactory(version=version, tutor=tutor, candidate__user=candidate_user)


@pytest.fixture
def evidence(enrolment):
    return add(enrolment)


def write(enrolment, text, version=0):
    return save_narrative(
        enrolment=enrolment,
        unit=first_unit(enrolment),
        text=text,
        version=version,
        by=enrolment.candidate.user,
        now=NOW,
    )


def withdraw(submission, *, by=None, now=LATER):
    return withdraw_submission(
        submission=submission, by=by or submission.enrolment.candidate.user, now=now
    )


def test_a_submission_freezes_what_was_sent(enrolment, evidence):
    write(enrolment, "How I ran the review – in full.")
    submission = submit(enrolment)

    assert (submission.attempt, submission.stage) == (1, SubmissionStage.SUBMITTED)
    assert (submission.submitted_at, submission.due_back_on) == (NOW, date(2026, 5, 18))
    assert submission.narrative == "How I ran the review – in full."
    assert submission.narrative_sha256 == sha256(submission.narrative.encode()).hexdigest()
    file = evidence.files.get()
    sent = submission.files.order_by("criterion").values_list(
        "criterion__number", "file", "sha256", "location"
    )
    assert list(sent) == [(n, file.pk, file.sha256, "") for n in ("1.1", "1.2", "1.3")]
    progress = UnitProgress.objects.get()
    assert (progress.state, progress.since, progress.attempts) == (UnitState.SUBMITTED, NOW, 1)


def test_what_is_changed_later_does_not_change_what_was_sent(enrolment, evidence):
    write(enrolment, "As sent")
    submission = submit(enrolment)
    withdraw(submission)
    write(enrolment, "Changed", version=1)
    remove_evidence(evidence=evidence, by=enrolment.candidate.user, now=LATER)

    submission.refresh_from_db()
    assert submission.narrative == "As sent"
    assert submission.files.count() == 3


def test_the_declaration_is_stored_with_version_person_and_time(enrolment, evidence):
    declaration = submit(enrolment, refuses=True).declaration

    assert declaration.text_version == TEXT_VERSION
    assert declaration.text.splitlines()[:5] == list(STATEMENTS)
    assert declaration.has_refused_standardisation
    assert (declaration.declared_by, declaration.declared_at) == (enrolment.candidate.user, NOW)


@pytest.mark.parametrize("table", [Declaration, SubmittedFile])
def test_declarations_and_what_was_sent_cannot_be_changed(enrolment, evidence, table):
    submit(enrolment)
    rows = table.objects.all()
    field = "text" if table is Declaration else "sha256"

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(**{field: "rewritten"})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.delete()

    assert not table.objects.filter(**{field: "rewritten"}).exists()
    assert table.objects.exists()


def test_the_record_holds_hashes_and_no_text(enrolment, evidence):
    write(enrolment, "Private words")
    submission = submit(enrolment)
    event = AuditEvent.objects.get(verb="submitted")

    assert event.actor == enrolment.candidate.user
    assert event.after == {
        "attempt": 1,
        "files": [evidence.files.get().sha256],
        "narrative": submission.narrative_sha256,
        "declaration": TEXT_VERSION,
    }


def test_without_a_declaration_nothing_is_submitted(enrolment, evidence):
    with pytest.raises(SubmissionRefused, match="your own"):
        submit(enrolment, has_declared=False)

    assert Submission.objects.count() == Declaration.objects.count() == 0


def test_with_neither_evidence_nor_narrative_nothing_is_submitted(enrolment, evidence):
    remove_evidence(evidence=evidence, by=enrolment.candidate.user, now=NOW)
    with pytest.raises(SubmissionRefused, match="nothing to submit yet"):
        submit(enrolment)

    assert Submission.objects.count() == 0


def test_a_narrative_alone_can_be_submitted(enrolment):
    write(enrolment, "My account")

    assert submit(enrolment).files.count() == 0


def test_evidence_of_another_unit_or_person_is_not_sent(enrolment, evidence):
    add(enrolment, enrolment.version.units.get(position=2), name="other unit.pdf")
    add(EnrolmentFactory(version=enrolment.version), name="other person.pdf")
    submission = submit(enrolment)

    assert set(submission.files.values_list("file", flat=True)) == {evidence.files.get().pk}


def test_a_second_click_shows_the_same_submission(enrolment, evidence):
    first = submit(enrolment)
    again = submit(enrolment, now=LATER)
    without = submit(enrolment, has_declared=False, now=LATER)

    assert first == again == without
    assert Submission.objects.count() == Declaration.objects.count() == 1
    assert AuditEvent.objects.filter(verb="submitted").count() == 1


def test_attempts_are_numbered_and_only_what_was_referred_is_sent_again(enrolment, evidence):
    mark_and_release(submit(enrolment), "met", "not", "met")
    add(enrolment, name="more.pdf", content=corpus.pdf("More"))
    second = submit(enrolment, now=LATER)

    assert second.attempt == 2
    assert set(second.files.values_list("criterion__number", flat=True)) == {"1.2"}
    states = UnitProgress.objects.get().criterion_states
    assert states == [UnitState.PASSED, UnitState.SUBMITTED, UnitState.PASSED]


def test_a_withdrawn_submission_gives_its_number_back(enrolment, evidence):
    first = withdraw(submit(enrolment))
    second = submit(enrolment, now=LATER)

    assert (first.attempt, first.stage) == (1, SubmissionStage.WITHDRAWN)
    assert (second.attempt, second.stage) == (1, SubmissionStage.SUBMITTED)
    assert Declaration.objects.count() == 2


def test_the_attempt_above_the_limit_needs_an_override(
    enrolment, evidence, administrator, settings
):
    settings.ATTEMPTS_PER_UNIT = 2
    for moment in (NOW, LATER):
        add(enrolment, name="more.pdf", content=corpus.pdf(str(moment)))
        mark_and_release(submit(enrolment, now=moment), "not", "not", "not", now=moment)
    with pytest.raises(SubmissionRefused, match="used all 2 attempts"):
        submit(enrolment, now=LATER)
    assert Submission.objects.count() == 2

    allow_attempt(
        enrolment=enrolment,
        unit=first_unit(enrolment),
        reason="Illness during the second.",
        by=administrator,
        now=LATER,
    )
    with pytest.raises(SubmissionRefused, match="Nothing is new since attempt 2"):
        submit(enrolment, now=LATER)
    add(enrolment, name="most.pdf", content=corpus.pdf("Most"))
    assert submit(enrolment, now=LATER).attempt == 3


def test_an_attempt_is_not_used_up_on_what_was_judged_already(enrolment, evidence):
    """Neither as it is, nor with something for what stands; a place or a word will do."""
    mark_and_release(submit(enrolment), "met", "not", "met")
    again = EvidenceFactory(enrolment=enrolment, claims=[first_unit(enrolment).criteria.first()])
    assert again.claims.count() == 1
    with pytest.raises(SubmissionRefused, match="Nothing is new since attempt 1"):
        submit(enrolment, now=LATER)
    assert (Submission.objects.count(), Declaration.objects.count()) == (1, 1)

    evidence.claims.filter(criterion__number="1.2").update(location="p. 9")
    assert submit(enrolment, now=LATER).attempt == 2


def test_a_changed_narrative_is_something_new(enrolment, evidence):
    mark_and_release(submit(enrolment), "met", "not", "met")
    save_narrative(
        enrolment=enrolment,
        unit=first_unit(enrolment),
        text="What came of it.",
        version=0,
        by=enrolment.candidate.user,
        now=LATER,
    )

    assert submit(enrolment, now=LATER).attempt == 2


def test_a_passed_unit_is_not_submitted_again(enrolment, evidence):
    mark_and_release(submit(enrolment), "met", "met", "met")
    with pytest.raises(SubmissionRefused, match="is passed already"):
        submit(enrolment, now=LATER)


@pytest.mark.parametrize("status", [EnrolmentStatus.WITHDRAWN, EnrolmentStatus.COMPLETED])
def test_an_ended_enrolment_submits_and_withdraws_nothing(enrolment, evidence, status):
    submission = submit(enrolment, enrolment.version.units.get(position=1))
    enrolment.status = status
    if status == EnrolmentStatus.WITHDRAWN:
        enrolment.withdrawn_on = NOW.date()
    else:
        enrolment.completed_at = NOW
    enrolment.save()

    with pytest.raises(SubmissionRefused, match="can only be read"):
        submit(enrolment, enrolment.version.units.get(position=2))
    with pytest.raises(SubmissionRefused, match="has ended"):
        withdraw(submission)


def test_only_the_candidate_submits_and_withdraws(enrolment, evidence, administrator):
    for person in (enrolment.tutor, administrator, EnrolmentFactory().candidate.user):
        with pytest.raises(PermissionDenied):
            submit(enrolment, by=person)
    submission = submit(enrolment)
    for person in (enrolment.tutor, administrator, EnrolmentFactory().candidate.user):
        with pytest.raises(PermissionDenied):
            withdraw(submission, by=person)

    assert Submission.objects.get().stage == SubmissionStage.SUBMITTED


def test_withdrawing_puts_the_unit_back_into_drafting(enrolment, evidence):
    submission = submit(enrolment)
    withdraw(submission)
    withdraw(submission)

    assert UnitProgress.objects.get().state == UnitState.DRAFTING
    assert AuditEvent.objects.filter(verb="withdrew").count() == 1


def test_once_marking_has_begun_nothing_is_withdrawn(enrolment, evidence):
    submission = submit(enrolment)
    draft(submission, "met", now=LATER)
    with pytest.raises(SubmissionRefused, match="Marking has begun"):
        withdraw(submission)

    submission.refresh_from_db()
    assert submission.stage == SubmissionStage.MARKING


def test_a_withdrawn_submission_is_not_marked(enrolment, evidence):
    submission = submit(enrolment)
    withdraw(submission)
    with pytest.raises(MarkingRefused, match="withdrew this submission"):
        draft(submission, "met", now=LATER)


class Together:
    """Run calls at the same moment, each on its own connection, and keep what each came to."""

    def __init__(self, *calls):
        self.start = threading.Barrier(len(calls), timeout=20)
        self.came_to = [None] * len(calls)
        self.threads = [
            threading.Thread(target=self.run, args=(place, call))
            for place, call in enumerate(calls)
        ]

    def run(self, place, call):
        try:
            self.start.wait()
            self.came_to[place] = call()
        except Exception as trouble:  # noqa: BLE001 -- the test looks at it
            self.came_to[place] = trouble
        finally:
            connection.close()

    def finish(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join(timeout=60)
        return self.came_to


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_submits_at_once_make_one_submission(enrolment, evidence):
    first, second = Together(lambda: submit(enrolment), lambda: submit(enrolment)).finish()

    assert first == second
    assert Submission.objects.count() == Declaration.objects.count() == 1
    assert AuditEvent.objects.filter(verb="submitted").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_submits_at_once_collide(enrolment, evidence, monkeypatch):
    """The control: that the test above can see what the lock prevents."""
    both_looked = threading.Barrier(2, timeout=20)

    def unlocked(enrolment, unit, *, by):
        held = submitting.HeldUnit(
            enrolment=enrolment,
            unit=unit,
            standing=submitting_standing(enrolment, unit),
            criteria=tuple(unit.criteria.order_by("position")),
        )
        return held

    def submitting_standing(enrolment, unit):
        from assessments.progress import standings

        return standings(enrolment_ids=[enrolment.pk], unit_id=unit.pk)[enrolment.pk, unit.pk]

    real = submitting._files_of

    def wait_for_the_other(held):
        both_looked.wait()
        return real(held)

    monkeypatch.setattr(submitting, "hold_unit", unlocked)
    monkeypatch.setattr(submitting, "_files_of", wait_for_the_other)
    came_to = Together(lambda: submit(enrolment), lambda: submit(enrolment)).finish()

    assert sorted(type(result) for result in came_to if not isinstance(result, Submission)) == [
        IntegrityError
    ]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", range(5))
def test_withdrawing_and_marking_at_once_never_both_happen(enrolment, evidence, run):
    submission = submit(enrolment)
    withdrawn, marked = Together(
        lambda: withdraw(submission), lambda: draft(submission, "met", now=LATER)
    ).finish()

    submission.refresh_from_db()
    if submission.stage == SubmissionStage.WITHDRAWN:
        assert isinstance(marked, MarkingRefused)
        assert submission.marking_started_at is None
    else:
        assert submission.stage == SubmissionStage.MARKING
        assert isinstance(withdrawn, SubmissionRefused)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_evidence_added_while_submitting_is_either_sent_or_refused(enrolment, evidence):
    added, submission = Together(
        lambda: add(enrolment, name="late.pdf"), lambda: submit(enrolment)
    ).finish()

    sent = set(submission.files.values_list("file__original_name", flat=True))
    if isinstance(added, EvidenceRefused):
        assert sent == {"Access review.pdf"}
    else:
        assert sent == {"Access review.pdf", "late.pdf"}
