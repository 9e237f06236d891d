"""A case upheld holds until the work is judged anew, or the case is lifted (R12, R20)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from assessments.actions.cases import decide_case, lift_case, open_case
from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.releasing import release
from assessments.actions.reopening import reopen_marking
from assessments.actions.sealing import close_upheld, is_sealed, seal_claimed
from assessments.actions.submitting import withdraw_submission
from assessments.choices import CaseKind, CaseOutcome, Outcome, SubmissionStage
from assessments.errors import CaseRefused, MarkingRefused, SubmissionRefused
from assessments.models import CriterionDecision, MalpracticeCase, Submission
from enrolments.choices import EnrolmentStatus
from ledger.models import AuditEvent
from quality.holds import standing_cases
from tests.assessments.marking import LATER, NOW, RESUBMIT_BY, finish, mark_and_release
from tests.factories.accounts import AdministratorFactory, TutorFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory

LATEST = LATER + timedelta(hours=1)


@pytest.fixture
def submission(tutor, candidate_user):
    """The one unit of a diploma, sent in."""
    version = SpecificationVersionFactory(units=1, criteria=2)
    return SubmissionFactory(
        enrolment=EnrolmentFactory(version=version, tutor=tutor, candidate__user=candidate_user)
    )


def opened(submission):
    return open_case(
        submission=submission,
        kind=CaseKind.PLAGIARISM,
        suspicion="Two pages are those of a textbook.",
        form_token=uuid4(),
        by=submission.enrolment.tutor,
        now=NOW,
    )


def upheld(submission, by, outcome=CaseOutcome.AGAIN):
    return decide_case(
        case=opened(submission), outcome=outcome, finding="They are copied.", by=by, now=LATER
    )


def corrected(submission, outcome=Outcome.NOT_YET_MET, now=LATEST):
    """The tutor decides the second criterion anew."""
    return correct_decision(
        decision=CriterionDecision.objects.current().get(
            submission=submission, criterion__position=2
        ),
        correction=Correction(
            outcome=outcome, feedback="In your words.", resubmit_by=RESUBMIT_BY, reason="The case."
        ),
        by=submission.enrolment.tutor,
        now=now,
    )


def is_held(submission):
    return standing_cases(submission.enrolment).exists()


def status_of(submission):
    submission.enrolment.refresh_from_db()
    return submission.enrolment.status


# ---- upheld ---------------------------------------------------------------------------------


def test_work_to_be_done_again_holds_and_is_opened_until_it_is_judged_anew(
    submission, administrator
):
    mark_and_release(submission, "met", "met")
    seal_claimed(enrolment=submission.enrolment, by=administrator, now=NOW)

    upheld(submission, administrator)

    assert is_held(submission)
    assert not is_sealed(submission)
    corrected(submission)
    assert not is_held(submission)
    assert status_of(submission) == EnrolmentStatus.ACTIVE


@pytest.mark.parametrize("outcome", [CaseOutcome.UNFOUNDED, CaseOutcome.WARNING])
def test_control_what_ends_with_the_finding_holds_and_opens_nothing(
    submission, administrator, outcome
):
    mark_and_release(submission, "met", "met")
    seal_claimed(enrolment=submission.enrolment, by=administrator, now=NOW)

    upheld(submission, administrator, outcome)

    assert not is_held(submission)
    assert is_sealed(submission)


def test_what_an_appeal_closed_stays_closed(submission, administrator):
    """Somebody else decides that anew, whatever is found of the case."""
    mark_and_release(submission, "met", "not")
    close_upheld(submission=submission, by=TutorFactory(), now=NOW)

    upheld(submission, administrator)

    assert is_sealed(submission)


def test_a_newer_attempt_is_opened_with_the_one_the_case_is_about(submission, administrator):
    mark_and_release(submission, "met", "not")
    second = SubmissionFactory(enrolment=submission.enrolment, attempt=2)
    mark_and_release(second, "met")
    seal_claimed(enrolment=submission.enrolment, by=administrator, now=NOW)

    upheld(submission, administrator)

    assert not is_sealed(second)


def test_what_was_marked_before_the_finding_is_not_released_as_it_was(submission, administrator):
    finish(submission, "met", "met")
    upheld(submission, administrator)

    with pytest.raises(MarkingRefused, match="judged before that"):
        release(submission=submission, by=submission.enrolment.tutor, now=LATEST)

    reopen_marking(submission=submission, by=submission.enrolment.tutor, now=LATEST)
    finish(Submission.objects.get(pk=submission.pk), "met", "not", now=LATEST)
    held = release(submission=submission, by=submission.enrolment.tutor, now=LATEST)
    assert held.stage == SubmissionStage.RELEASED


# ---- reported -------------------------------------------------------------------------------


def lifted(case, by, reason="Closed by the awarding organisation, 3 June."):
    return lift_case(case=case, reason=reason, by=by, now=LATEST)


def test_a_reported_case_holds_until_it_is_lifted_whatever_is_judged_since(
    submission, administrator
):
    mark_and_release(submission, "met", "met")
    case = upheld(submission, administrator, CaseOutcome.REPORTED)
    corrected(submission)
    assert is_held(submission)

    for _ in range(2):
        held = lifted(case, administrator)

    assert not is_held(submission)
    assert (held.lifted_by, held.lifted_at) == (administrator, LATEST)
    assert AuditEvent.objects.filter(verb="lifted").get().reason == held.lifted_reason


def test_whoever_has_an_interest_lifts_nothing(submission, administrator):
    case = upheld(submission, administrator, CaseOutcome.REPORTED)
    for person in (case.opened_by, case.candidate):
        person.role_grants.create(role="administrator", granted_at=NOW)
        with pytest.raises(PermissionDenied):
            lifted(case, type(person).objects.get(pk=person.pk))
        with pytest.raises(IntegrityError), transaction.atomic():
            MalpracticeCase.objects.filter(pk=case.pk).update(
                lifted_by=person, lifted_at=LATEST, lifted_reason="Mine."
            )
    with pytest.raises(CaseRefused, match="Say why"):
        lifted(case, administrator, " ")

    assert lifted(case, AdministratorFactory()).lifted_at == LATEST


def test_only_what_was_reported_is_lifted_and_the_rest_stays_fixed(submission, administrator):
    case = upheld(submission, administrator)

    with pytest.raises(CaseRefused, match="reported"):
        lifted(case, administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        MalpracticeCase.objects.filter(pk=case.pk).update(
            lifted_by=administrator, lifted_at=LATEST, lifted_reason="It is long ago."
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        MalpracticeCase.objects.filter(pk=case.pk).update(suspicion="Nothing")


@pytest.mark.once
def test_a_reported_case_is_lifted_from_its_page(
    submission, administrator, administrator_client, candidate_client, tutor_client
):
    case = upheld(submission, administrator, CaseOutcome.REPORTED)
    url = reverse("assessments:case_lift", args=[case.reference])
    assert "Lift the hold" in administrator_client.get(case.get_absolute_url()).text
    for client, status in ((candidate_client, 403), (tutor_client, 403)):
        assert "Lift the hold" not in client.get(case.get_absolute_url()).text
        assert client.post(url, {"reason": "Mine."}).status_code == status

    empty = administrator_client.post(url, {"reason": " "})
    page = administrator_client.post(url, {"reason": "Closed on 3 June."}, follow=True)

    assert empty.status_code == 422
    assert "holds the certificate no more" in page.text
    assert "Closed on 3 June." in candidate_client.get(case.get_absolute_url()).text


# ---- open -----------------------------------------------------------------------------------


def test_while_a_case_is_open_nothing_is_corrected(submission):
    mark_and_release(submission, "met", "not")
    opened(submission)

    with pytest.raises(MarkingRefused, match="It is corrected once that is decided"):
        corrected(submission, Outcome.MET)

    assert status_of(submission) == EnrolmentStatus.ACTIVE


def test_another_attempt_is_not_released_while_a_case_about_the_first_is_open(submission):
    mark_and_release(submission, "met", "not")
    opened(submission)
    second = SubmissionFactory(enrolment=submission.enrolment, attempt=2)

    with pytest.raises(MarkingRefused, match="A case about this work is open"):
        mark_and_release(second, "met")

    assert status_of(submission) == EnrolmentStatus.ACTIVE


def test_control_without_the_rule_both_are_told(submission, settings):
    settings.OPEN_CASE_HOLDS_RELEASE = False
    mark_and_release(submission, "met", "not")
    opened(submission)
    corrected(submission, Outcome.MET)

    assert status_of(submission) == EnrolmentStatus.COMPLETED


def test_suspected_work_is_not_taken_back_and_sent_again(submission):
    opened(submission)

    with pytest.raises(SubmissionRefused, match="stays with the centre until that is decided"):
        withdrawn(submission)

    submission.refresh_from_db()
    assert submission.stage == SubmissionStage.SUBMITTED


def test_control_once_it_is_decided_it_is(submission, administrator):
    upheld(submission, administrator)

    assert withdrawn(submission).stage == SubmissionStage.WITHDRAWN


def test_a_case_about_withdrawn_work_holds_what_is_sent_instead(submission):
    """As it could be left behind before withdrawing was refused."""
    opened(submission)
    Submission.objects.filter(pk=submission.pk).update(
        stage=SubmissionStage.WITHDRAWN, withdrawn_at=NOW
    )
    instead = SubmissionFactory(enrolment=submission.enrolment)

    with pytest.raises(MarkingRefused, match="A case about this work is open"):
        mark_and_release(instead, "met", "met")


def withdrawn(submission):
    return withdraw_submission(
        submission=submission, by=submission.enrolment.candidate.user, now=LATEST
    )
