"""Cases of suspected malpractice: who opens, answers and decides them, and what they hold (R20)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from assessments.actions.cases import answer_case, decide_case, note_case, open_case
from assessments.actions.releasing import release
from assessments.choices import CaseKind, CaseOutcome, SubmissionStage
from assessments.errors import CaseRefused, MarkingRefused
from assessments.models import CaseNote, MalpracticeCase
from awards.claimable import lines_of, unclaimed
from awards.readiness import Obstacle
from enrolments.models import Enrolment
from ledger import jobs
from ledger.models import SentMail
from quality.holds import holds_of, standing_cases
from tests.assessments.marking import LATER, NOW, finish
from tests.conftest import client_of
from tests.factories.accounts import AdministratorFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.quality.conftest import on_duty

SUSPECTED = "Two pages are those of a textbook."


@pytest.fixture
def submission(enrolment):
    return SubmissionFactory(enrolment=enrolment)


def opened(submission, *, by=None, token=None):
    return open_case(
        submission=submission,
        kind=CaseKind.PLAGIARISM,
        suspicion=SUSPECTED,
        form_token=token or uuid4(),
        by=by or submission.enrolment.tutor,
        now=NOW,
    )


def decided(case, by, *, outcome=CaseOutcome.UNFOUNDED):
    return decide_case(case=case, outcome=outcome, finding="They are quoted.", by=by, now=LATER)


def test_an_open_case_holds_the_release_and_the_claim(submission, administrator):
    finish(submission, "met", "met")
    case = opened(submission)
    enrolment = submission.enrolment

    with pytest.raises(MarkingRefused, match="A case about this work is open"):
        release(submission=submission, by=enrolment.tutor, now=LATER)

    assert holds_of([enrolment], today=NOW.date())[enrolment.pk].cases == 1
    assert is_named(enrolment)
    decided(case, administrator)
    assert not standing_cases(enrolment).exists()
    assert not is_named(enrolment)
    assert release(submission=submission, by=enrolment.tutor, now=LATER).released_at == LATER


def is_named(enrolment):
    """Whether the claim list names the case."""
    (line,) = lines_of(list(unclaimed(Enrolment.objects.filter(pk=enrolment.pk))), today=NOW.date())
    return any(
        reason.obstacle == Obstacle.DISPUTE and "A case" in reason.text for reason in line.reasons
    )


def test_control_without_the_rule_the_same_work_is_released(submission, settings):
    settings.OPEN_CASE_HOLDS_RELEASE = False
    finish(submission, "met", "met")
    opened(submission)

    held = release(submission=submission, by=submission.enrolment.tutor, now=LATER)

    assert held.stage == SubmissionStage.RELEASED


def test_one_is_open_at_a_time_and_the_same_form_opens_one(submission, administrator):
    token = uuid4()
    case = opened(submission, token=token)

    assert opened(submission, token=token) == case
    with pytest.raises(CaseRefused, match="opened a case about this work already"):
        opened(submission, by=administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        MalpracticeCase.objects.create(**copied(case, form_token=uuid4()))


def copied(case, **fields):
    names = ("enrolment", "submission", "candidate", "assessor", "kind", "suspicion", "opened_by",
             "opened_at")  # fmt: skip
    return {name: getattr(case, name) for name in names} | fields


def test_whoever_has_an_interest_does_not_decide(submission, administrator, other_tutor):
    """The opener, the assessor, today's tutor and the candidate: by the action."""
    finish(submission, "met", "met")
    judge = submission.enrolment.tutor
    assurer = on_duty(submission.enrolment.qualification)
    case = opened(submission, by=administrator)
    Enrolment.objects.filter(pk=submission.enrolment_id).update(tutor=other_tutor)
    for person in (judge, other_tutor, case.candidate):
        person.role_grants.create(role="administrator", granted_at=NOW)
    for refused in (administrator, judge, other_tutor, case.candidate):
        with pytest.raises(PermissionDenied):
            decided(case, type(refused).objects.get(pk=refused.pk))

    assert decided(case, assurer).decided_by == assurer


def test_control_another_administrator_decides(submission, administrator):
    case = opened(submission, by=administrator)

    assert not decided(case, AdministratorFactory()).is_open


@pytest.mark.parametrize("interest", ["opened_by", "assessor", "candidate"])
def test_the_database_refuses_whoever_has_an_interest(submission, administrator, interest):
    """By the constraint, without any action; `administrator` shows that others are taken."""
    case = opened(submission, by=on_duty(submission.enrolment.qualification))
    rows = MalpracticeCase.objects.filter(pk=case.pk)
    ending = {"outcome": "unfounded", "finding": "Quoted.", "decided_at": LATER}

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(decided_by=getattr(case, interest), **ending)

    assert rows.update(decided_by=administrator, **ending) == 1


def test_a_decision_says_what_was_found_and_stays(submission, administrator):
    case = opened(submission)
    with pytest.raises(CaseRefused, match="Say what was found"):
        decide_case(
            case=case, outcome=CaseOutcome.WARNING, finding=" ", by=administrator, now=LATER
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        MalpracticeCase.objects.filter(pk=case.pk).update(
            decided_at=LATER, decided_by=administrator, outcome="warning"
        )

    decided(case, administrator)

    with pytest.raises(CaseRefused, match="This case is decided"):
        decided(case, administrator, outcome=CaseOutcome.WARNING)
    with pytest.raises(CaseRefused):
        answer_case(case=case, answer="Late.", by=case.candidate, now=LATER)
    with pytest.raises(CaseRefused):
        note_case(case=case, text="Late.", form_token=uuid4(), by=administrator, now=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        MalpracticeCase.objects.filter(pk=case.pk).update(suspicion="Nothing")


def test_the_candidate_is_told_answers_and_is_told_again(submission, administrator):
    case = opened(submission)
    jobs.run_due(kind="case_opened_mail")
    answer_case(case=case, answer="I quoted it.", by=case.candidate, now=LATER)
    decided(case, administrator)
    jobs.run_due(kind="case_decided_mail")

    letters = SentMail.objects.filter(address=case.candidate.email)
    assert letters.count() == 2
    assert not letters.filter(body__contains=SUSPECTED).exists()


def test_a_letter_that_comes_too_late_is_not_sent(submission, administrator):
    decided(opened(submission), administrator)
    jobs.run_due(kind="case_opened_mail")

    assert not SentMail.objects.exists()


def test_others_neither_open_nor_note_nor_answer(submission, other_tutor, candidate_user):
    off_duty = on_duty(SpecificationVersionFactory().qualification)
    candidate_user.role_grants.create(role="administrator", granted_at=NOW)
    case = opened(submission)
    for refused in (other_tutor, off_duty, candidate_user):
        with pytest.raises(PermissionDenied):
            opened(submission, by=refused)
        with pytest.raises(PermissionDenied):
            note_case(case=case, text="A", form_token=uuid4(), by=refused, now=NOW)
    with pytest.raises(PermissionDenied):
        answer_case(case=case, answer="A", by=submission.enrolment.tutor, now=NOW)


def test_work_taken_back_has_no_case(submission):
    type(submission).objects.filter(pk=submission.pk).update(
        stage=SubmissionStage.WITHDRAWN, withdrawn_at=NOW
    )

    with pytest.raises(CaseRefused, match="taken back"):
        opened(submission)


@pytest.mark.once
def test_from_the_result_to_the_finding_on_the_pages(
    tutor_client, candidate_client, administrator_client, submission
):
    result = reverse("assessments:submission_result", args=[submission.reference])
    url = reverse("assessments:case_open", args=[submission.reference])
    assert url in tutor_client.get(result).content.decode()
    fields = {"kind": "plagiarism", "suspicion": SUSPECTED, "form_token": str(uuid4())}
    refused = tutor_client.post(url, fields | {"kind": "mischief"})
    assert refused.status_code == 422
    assert SUSPECTED in refused.content.decode()

    for _ in range(2):
        page = tutor_client.post(url, fields, follow=True).content.decode()

    case = MalpracticeCase.objects.get()
    assert "is open" in page
    assert "A case about this work is open" in tutor_client.get(result).content.decode()
    note = {"text": "Page 12 of the book.", "form_token": str(uuid4())}
    for _ in range(2):
        tutor_client.post(reverse("assessments:case_note", args=[case.reference]), note)
    assert CaseNote.objects.count() == 1
    support = candidate_client.get(reverse("assessments:my_support")).content.decode()
    assert case.get_absolute_url() in support
    own = candidate_client.get(case.get_absolute_url()).content.decode()
    assert SUSPECTED in own
    assert "Page 12" not in own
    candidate_client.post(
        reverse("assessments:case_answer", args=[case.reference]), {"answer": "I quoted it."}
    )
    decide = reverse("assessments:case_decide", args=[case.reference])
    assert administrator_client.post(decide, {"outcome": "warning"}).status_code == 422
    page = administrator_client.post(
        decide, {"outcome": "warning", "finding": "Not marked as a quotation."}, follow=True
    ).content.decode()
    assert "Upheld: a warning." in page
    assert "I quoted it." in page


@pytest.mark.once
def test_whoever_opened_it_is_offered_no_decision(administrator, administrator_client, submission):
    case = opened(submission, by=administrator)

    page = administrator_client.get(case.get_absolute_url()).content.decode()
    response = administrator_client.post(
        reverse("assessments:case_decide", args=[case.reference]),
        {"outcome": "warning", "finding": "Mine."},
    )

    assert "Decide the case" not in page
    assert response.status_code == 403
    assert (
        "Decide the case"
        in client_of(AdministratorFactory()).get(case.get_absolute_url()).content.decode()
    )


@pytest.mark.once
def test_the_list_shows_ones_own_and_filters(
    tutor_client, other_tutor_client, submission, administrator
):
    case = opened(submission)
    listed = reverse("assessments:case_list")

    assert case.get_absolute_url() in tutor_client.get(listed).content.decode()
    assert case.get_absolute_url() not in other_tutor_client.get(listed).content.decode()
    assert case.get_absolute_url() not in tutor_client.get(listed, {"kind": "ai"}).content.decode()
    decided(case, administrator)
    assert case.get_absolute_url() not in tutor_client.get(listed).content.decode()
    page = tutor_client.get(listed, {"state": "decided", "q": "Okafor"}).content.decode()
    assert case.get_absolute_url() in page


@pytest.mark.once
@pytest.mark.parametrize("size", [1, 3])
def test_case_list_query_count(administrator_client, size, django_assert_num_queries):
    for n in range(size):
        opened(SubmissionFactory(submitted_at=NOW - timedelta(days=n + 1)))

    with django_assert_num_queries(5):
        administrator_client.get(reverse("assessments:case_list"))
