"""Two people at once, with real threads on PostgreSQL, each on a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections, transaction
from django.utils import timezone

from assessments.actions import marking
from assessments.actions.marking import finish_marking
from assessments.actions.receiving import append_piece, finish_upload, start_upload
from assessments.actions.releasing import release
from assessments.actions.submitting import withdraw_submission
from assessments.choices import SubmissionStage
from assessments.drafts import Entry
from assessments.errors import MarkingRefused, PieceMisplaced, SubmissionRefused
from assessments.models import CriterionDecision, Evidence, MarkingDraft, UnitProgress, UnitResult
from assessments.progress import refresh_progress
from enrolments.actions.lifecycle import reassign_tutor, withdraw_enrolment
from enrolments.choices import EnrolmentStatus
from enrolments.errors import EnrolmentRefused
from ledger.errors import StaleVersion
from ledger.models import Job
from tests.assessments import corpus
from tests.assessments.marking import NOW, draft, finish, save_draft
from tests.factories.accounts import AdministratorFactory, TutorFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SAVERS = 20
REFUSALS = (EnrolmentRefused, MarkingRefused, PieceMisplaced, StaleVersion, SubmissionRefused)


def at_once(*calls):
    """Run each call in a thread of its own, all let go together; what each returned or refused."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait(timeout=20)
            return call()
        except REFUSALS as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def savers(submission, *, version):
    """Callables that each save another mark over the same version of the first criterion."""
    criterion, tutor = submission.unit.criteria.first(), submission.enrolment.tutor

    def saver(number):
        return lambda: save_draft(
            submission=submission,
            criterion=criterion,
            entry=Entry(mark=Decimal(number), feedback=f"Written by {number}."),
            version=version,
            by=tutor,
            now=NOW,
        )

    return [saver(number) for number in range(1, SAVERS + 1)]


@pytest.mark.parametrize("version", [0, 1])
def test_of_many_savers_one_wins_and_the_others_are_told(marked_submission, version):
    if version:
        draft(marked_submission, "20")

    answers = at_once(*savers(marked_submission, version=version))

    kept = MarkingDraft.objects.get()
    won = [answer for answer in answers if isinstance(answer, MarkingDraft)]
    told = [answer for answer in answers if isinstance(answer, StaleVersion)]
    assert (len(won), len(told)) == (1, SAVERS - 1)
    assert (won[0].mark, won[0].feedback) == (kept.mark, kept.feedback)
    assert kept.version == version + 1
    assert {theirs.mark for refusal in told for theirs in refusal.theirs} == {kept.mark}


def test_without_the_version_check_what_somebody_saved_is_lost(marked_submission, monkeypatch):
    """The control: with the protection off, this very test sees the lost update."""
    monkeypatch.setattr(marking, "refuse_stale", lambda lines, seen: None)
    draft(marked_submission, "20")

    answers = at_once(*savers(marked_submission, version=1))

    saved = [answer for answer in answers if isinstance(answer, MarkingDraft)]
    assert len(saved) == SAVERS
    assert len({answer.mark for answer in saved}) == SAVERS
    assert MarkingDraft.objects.count() == 1


def test_a_double_click_finishes_once(marked_submission):
    draft(marked_submission, "12", "15")
    tutor = marked_submission.enrolment.tutor

    def click():
        return finish_marking(submission=marked_submission, resubmit_by=None, by=tutor, now=NOW)

    answers = at_once(*[click] * 4)

    assert sum(isinstance(answer, UnitResult) for answer in answers) == 1
    assert (UnitResult.objects.count(), CriterionDecision.objects.count()) == (1, 2)


def test_a_double_click_releases_and_tells_once(marked_submission):
    finish(marked_submission, "12", "15")
    tutor = marked_submission.enrolment.tutor

    at_once(*[lambda: release(submission=marked_submission, by=tutor, now=NOW)] * 4)

    marked_submission.enrolment.refresh_from_db()
    assert Job.objects.filter(kind="result_mail").count() == 1
    assert Job.objects.filter(kind="completion_mail").count() == 1
    assert marked_submission.enrolment.status == EnrolmentStatus.COMPLETED


def test_the_first_save_and_a_withdrawal_do_not_both_happen(decided_submission):
    criterion, enrolment = decided_submission.unit.criteria.first(), decided_submission.enrolment

    def save():
        return save_draft(
            submission=decided_submission,
            criterion=criterion,
            entry=Entry(feedback="Begun."),
            version=0,
            by=enrolment.tutor,
            now=NOW,
        )

    def withdraw():
        return withdraw_submission(
            submission=decided_submission, by=enrolment.candidate.user, now=NOW
        )

    answers = at_once(save, withdraw)

    decided_submission.refresh_from_db()
    assert sum(isinstance(answer, REFUSALS) for answer in answers) == 1
    assert (decided_submission.stage == SubmissionStage.WITHDRAWN) is not (
        MarkingDraft.objects.exists()
    )


def test_a_release_and_a_withdrawal_of_the_enrolment_do_not_both_happen(marked_submission):
    finish(marked_submission, "12", "15")
    enrolment, administrator = marked_submission.enrolment, AdministratorFactory()

    def leave():
        return withdraw_enrolment(
            enrolment=enrolment,
            withdrawn_on=timezone.localdate(NOW),
            reason="Left.",
            by=administrator,
            now=NOW,
        )

    def tell():
        return release(submission=marked_submission, by=enrolment.tutor, now=NOW)

    answers = at_once(tell, leave)

    assert sum(isinstance(answer, REFUSALS) for answer in answers) == 1
    enrolment.refresh_from_db()
    marked_submission.refresh_from_db()
    is_told = marked_submission.stage == SubmissionStage.RELEASED
    assert enrolment.status == (EnrolmentStatus.COMPLETED if is_told else EnrolmentStatus.WITHDRAWN)


def test_a_tutor_handed_over_saves_before_it_or_not_at_all(marked_submission):
    enrolment, former = marked_submission.enrolment, marked_submission.enrolment.tutor
    administrator, successor = AdministratorFactory(), TutorFactory()
    criterion = marked_submission.unit.criteria.first()

    def save():
        return save_draft(
            submission=marked_submission,
            criterion=criterion,
            entry=Entry(mark=Decimal(12)),
            version=0,
            by=former,
            now=NOW,
        )

    def hand_over():
        return reassign_tutor(
            enrolment=enrolment,
            tutor=successor,
            reason="On leave.",
            by=administrator,
            now=NOW,
        )

    saved, _ = at_once(save, hand_over)

    assert isinstance(saved, MarkingDraft) is MarkingDraft.objects.exists()
    late = at_once(save)[0]
    assert isinstance(late, MarkingRefused)


def test_the_progress_row_sees_every_change(marked_submission):
    """Refreshing while a release is under way ends in the released state, whoever is last."""
    finish(marked_submission, "12", "15")
    enrolment, unit = marked_submission.enrolment, marked_submission.unit
    tutor = enrolment.tutor
    UnitProgress.objects.all().delete()

    @transaction.atomic
    def refresh():
        return refresh_progress(enrolment=enrolment, unit=unit, now=NOW + timedelta(minutes=1))

    at_once(lambda: release(submission=marked_submission, by=tutor, now=NOW), *[refresh] * 5)

    assert UnitProgress.objects.get().state == "passed"


def test_of_several_who_finish_an_upload_one_makes_evidence(marked_submission, settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    enrolment = marked_submission.enrolment
    withdraw_submission(submission=marked_submission, by=enrolment.candidate.user, now=NOW)
    content, by = corpus.pdf(), enrolment.candidate.user
    upload = start_upload(
        enrolment=enrolment,
        unit=marked_submission.unit,
        name="Rota.pdf",
        length=len(content),
        changed_ms=1,
        by=by,
        now=NOW,
    )
    before = Evidence.objects.count()
    answers = at_once(
        *[
            lambda: append_piece(upload=upload, offset=0, content=content, by=by, now=NOW)
            for _ in range(3)
        ]
    )
    assert sum(isinstance(answer, PieceMisplaced) for answer in answers) == 2
    made = at_once(*[lambda: finish_upload(upload=upload, by=by, now=NOW) for _ in range(4)])

    # Who came when the pieces had gone already is told to ask again, and then hears the same.
    assert {finish_upload(upload=upload, by=by, now=NOW)} >= {
        answer for answer in made if isinstance(answer, Evidence)
    }
    assert Evidence.objects.count() == before + 1
