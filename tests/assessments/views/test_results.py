"""What a submission came to: seen by staff, told by release, corrected with a reason."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from assessments.actions.reopening import reopen_marking
from assessments.choices import SubmissionStage
from assessments.models import AttemptOverride, CriterionDecision, UnitProgress, UnitResult
from assessments.progress import refresh_progress
from enrolments.choices import EnrolmentStatus
from ledger.jobs import run_due
from ledger.models import Job
from tests.assessments.marking import LATER, NOW, draft, finish, mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory

pytestmark = pytest.mark.once

CANARY = "Canary, not for the candidate yet."


def address(name, submission, **kwargs):
    return reverse(f"assessments:{name}", kwargs={"reference": submission.reference, **kwargs})


def stage_of(submission):
    submission.refresh_from_db()
    return submission.stage


@pytest.fixture
def finished(marked_submission):
    """Marked, a referral with a canary in its feedback, and not released."""
    draft(marked_submission, "13.5", "9", feedback=CANARY)
    finish(marked_submission)
    refresh_progress(enrolment=marked_submission.enrolment, unit=marked_submission.unit, now=NOW)
    marked_submission.refresh_from_db()
    return marked_submission


@pytest.fixture
def released(marked_submission):
    """A released referral."""
    mark_and_release(marked_submission, "13.5", "9")
    return marked_submission


# The result, and who sees it --------------------------------------------------------------------


def test_the_tutor_sees_the_result_and_releases_it(tutor_client, finished):
    page = tutor_client.get(address("submission_result", finished)).content.decode()
    assert "Ruth Okafor: a referral, 1 of 2 criteria met" in page
    assert "Not released." in page
    assert page.count(CANARY) == 2

    answer = tutor_client.post(address("submission_release", finished), follow=True)
    assert "Released. Ruth Okafor has been told." in answer.content.decode()
    assert stage_of(finished) == SubmissionStage.RELEASED


def test_an_administrator_sees_and_changes_nothing(administrator_client, finished):
    page = administrator_client.get(address("submission_result", finished)).content.decode()

    assert CANARY in page
    assert 'action="' + address("submission_release", finished) not in page
    for name in ("submission_release", "marking_reopen"):
        assert administrator_client.post(address(name, finished)).status_code == 403
    assert stage_of(finished) == SubmissionStage.MARKED


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [
        ("submission_result", {}),
        ("submission_release", {}),
        ("marking_reopen", {}),
        ("decision_correct", {"position": 1}),
        ("submission_narrative", {}),
    ],
)
def test_nobody_else_sees_it(finished, other_tutor_client, candidate_client, name, kwargs):
    finished.narrative = CANARY
    finished.save()
    url = address(name, finished, **kwargs)
    for client, refused in ((other_tutor_client, 404), (candidate_client, 403)):
        for answer in (client.get(url), client.post(url)):
            assert answer.status_code in (refused, 405)
            assert CANARY not in answer.content.decode()
            assert "13.5" not in answer.content.decode()
    assert stage_of(finished) == SubmissionStage.MARKED


def test_staff_who_are_the_candidate_do_not_see_their_own_marks(finished):
    candidate = finished.enrolment.candidate
    candidate.user = UserFactory(roles=["candidate", "administrator", "tutor"])
    candidate.save()
    client = client_of(candidate.user)

    for name in ("submission_result", "submission_mark", "submission_release"):
        answer = client.get(address(name, finished))
        assert answer.status_code in (404, 405)
        assert CANARY not in answer.content.decode()


def test_the_candidate_sees_nothing_before_release_and_all_of_it_after(
    candidate_client, tutor_client, finished
):
    enrolment, unit = finished.enrolment, finished.unit
    pages = [
        reverse("assessments:progress"),
        reverse("assessments:unit_list"),
        reverse("assessments:unit_detail", args=[enrolment.reference, unit.code]),
        address("submission_detail", finished),
    ]

    def seen():
        return "".join(candidate_client.get(page, follow=True).content.decode() for page in pages)

    before = seen()
    run_due()
    assert mail.outbox == []
    for word in (CANARY, "13.5", "Referral</span>", "Not yet met", "Below half"):
        assert word not in before
    assert UnitProgress.objects.get().criteria_met == 0

    tutor_client.post(address("submission_release", finished))
    run_due()
    after = seen()
    assert CANARY in after
    assert "Referral" in after
    (letter,) = mail.outbox
    assert CANARY not in letter.body
    assert "referr" not in letter.body.lower()


@pytest.mark.parametrize("size", [1, 3])
def test_result_query_count(tutor_client, tutor, size, django_assert_num_queries):
    version = SpecificationVersionFactory(units=1, criteria=size)
    work = SubmissionFactory(enrolment__version=version, enrolment__tutor=tutor)
    finish(work, *["met"] * size)
    with django_assert_num_queries(11):
        response = tutor_client.get(address("submission_result", work))

    assert len(response.context["decided"]) == size


def test_work_not_marked_yet_says_whose_move_it_is(administrator_client, marked_submission):
    page = administrator_client.get(address("submission_result", marked_submission))

    assert "Ruth Okafor: not marked yet" in page.content.decode()
    assert "With Tess Turner since" in page.content.decode()


def test_a_draft_is_no_result(administrator_client, marked_submission):
    draft(marked_submission, "13.5", feedback=CANARY)
    page = administrator_client.get(address("submission_result", marked_submission))

    assert CANARY not in page.content.decode()


def test_reopened_marking_is_no_result(tutor_client, administrator_client, finished):
    answer = tutor_client.post(address("marking_reopen", finished))
    assert answer.url == address("submission_mark", finished)
    assert stage_of(finished) == SubmissionStage.MARKING
    assert CANARY in tutor_client.get(answer.url).content.decode()

    page = administrator_client.get(address("submission_result", finished)).content.decode()
    assert "not marked yet" in page


def test_withdrawn_work_says_so(tutor_client, marked_submission):
    marked_submission.stage = SubmissionStage.WITHDRAWN
    marked_submission.withdrawn_at = marked_submission.submitted_at
    marked_submission.save()
    answer = tutor_client.get(address("submission_mark", marked_submission), follow=True)

    assert "withdrawn by the candidate" in answer.content.decode()


def test_work_of_an_ended_enrolment_says_so(tutor_client, finished):
    finished.enrolment.status = EnrolmentStatus.WITHDRAWN
    finished.enrolment.withdrawn_on = timezone.localdate()
    finished.enrolment.save()
    page = tutor_client.get(address("submission_result", finished)).content.decode()

    assert "The enrolment has ended, so it is not released." in page
    answer = tutor_client.post(address("submission_release", finished))
    assert answer.status_code == 422
    assert "has ended" in answer.content.decode()
    assert stage_of(finished) == SubmissionStage.MARKED


def test_what_was_released_is_not_released_or_reopened_again(tutor_client, released):
    for name in ("submission_release", "marking_reopen"):
        assert tutor_client.post(address(name, released)).status_code == 422

    assert Job.objects.filter(kind="result_mail").count() == 1


# Correcting ---------------------------------------------------------------------------------------


def correction(**fields):
    values = {
        "sequence": "1", "mark": "10", "feedback": "Seen again.", "resubmit_by": "",
        "reason": "The appendix was overlooked.",
    }  # fmt: skip
    return values | fields


def correct(client, submission, position=2, **fields):
    url = address("decision_correct", submission, position=position)
    return client.post(url, correction(**fields))


def test_a_decision_is_corrected_with_a_reason(tutor_client, released):
    form = tutor_client.get(address("decision_correct", released, position=2))
    assert "As it stands" in form.content.decode()

    answer = correct(tutor_client, released)
    page = tutor_client.get(answer.url).content.decode()

    assert answer.url == address("submission_result", released)
    assert "Ruth Okafor: a pass, 2 of 2 criteria met" in page
    assert "Reason: The appendix was overlooked." in page
    assert "What was said before" in page
    assert "Decided before" in page
    assert "Never released" not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": " "}, "Say why the decision is corrected."),
        ({"mark": "21"}, "Enter a mark from 0 to 20, in whole or half marks."),
        ({"mark": ""}, "Give 1.2 a mark."),
        ({"mark": "8", "resubmit_by": ""}, "Give a day to resubmit by."),
        ({"mark": "8", "resubmit_by": "31 February"}, "Write a date like 3/11/2026."),
        ({"mark": "8", "feedback": "", "resubmit_by": "2099-01-01"}, "Say what 1.2 still needs"),
        ({"sequence": "7"}, "speaks of a decision that is not there"),
        ({"sequence": "x"}, "Enter a whole number."),
        ({"feedback": "x" * 10_001}, "Use 10,000 characters or fewer."),
    ],
)
def test_a_correction_that_will_not_do_comes_back(tutor_client, released, fields, said):
    answer = correct(tutor_client, released, **fields)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (CriterionDecision.objects.count(), UnitResult.objects.count()) == (2, 1)


def test_a_correction_made_from_an_old_page_is_shown_both(tutor_client, released):
    correct(tutor_client, released, mark="8", resubmit_by="2099-01-01", feedback="Theirs.")
    answer = correct(tutor_client, released, mark="10", feedback="Mine.")
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Tess Turner corrected 1.2 after you opened it." in page
    assert "Theirs." in page
    assert "Mine." in page
    assert CriterionDecision.objects.count() == 3

    assert 'name="sequence" value="2"' in page
    assert correct(tutor_client, released, sequence="2", mark="10").status_code == 302
    assert UnitResult.objects.current().get().grade == "pass"


def test_level_5_is_corrected_by_outcome(tutor_client, decided_submission):
    mark_and_release(decided_submission, "met", "not", "met")
    answer = correct(tutor_client, decided_submission, outcome="")
    assert "Decide whether it is met." in answer.content.decode()

    assert correct(tutor_client, decided_submission, outcome="met").status_code == 302
    assert UnitResult.objects.current().get().grade == "pass"


@pytest.mark.parametrize("position", [2, 9])
def test_what_is_not_released_has_nothing_to_correct(tutor_client, finished, position):
    answer = correct(tutor_client, finished, position=position)

    assert answer.status_code == 404
    assert UnitResult.objects.count() == 1


def test_a_result_with_a_newer_attempt_offers_no_correction(tutor_client, released):
    url = address("decision_correct", released, position=2)
    assert url in tutor_client.get(address("submission_result", released)).content.decode()

    SubmissionFactory(enrolment=released.enrolment, unit=released.unit, attempt=2)
    assert url not in tutor_client.get(address("submission_result", released)).content.decode()
    answer = correct(tutor_client, released)
    assert answer.status_code == 422
    assert "A newer attempt has been sent" in answer.content.decode()


def test_a_correction_by_others_is_refused(
    released, other_tutor_client, administrator_client, candidate_client
):
    clients = (other_tutor_client, administrator_client, candidate_client)
    answers = [correct(client, released).status_code for client in clients]

    assert answers == [404, 403, 403]
    assert UnitResult.objects.count() == 1


# Another attempt --------------------------------------------------------------------------------


@pytest.fixture
def exhausted(released):
    """Two referred attempts, the last released."""
    second = SubmissionFactory(enrolment=released.enrolment, unit=released.unit, attempt=2)
    mark_and_release(second, "9")
    return second


def allow_url(submission):
    args = [submission.enrolment.reference, submission.unit.code]
    return reverse("assessments:attempt_allow", args=args)


def test_the_last_referral_asks_for_an_administrator(tutor_client, administrator_client, exhausted):
    for client, may in ((tutor_client, False), (administrator_client, True)):
        page = client.get(address("submission_result", exhausted)).content.decode()
        assert "All 2 attempts are used." in page
        assert "Resubmission by 30 Jun 2026, if the centre allows another attempt." in page
        assert ("on this page as they see it" in page) is not may
        assert (allow_url(exhausted) in page) is may


def test_the_tutor_is_told_before_the_last_referral_that_it_is_the_last(tutor_client, released):
    first = tutor_client.get(address("submission_result", released))
    second = SubmissionFactory(enrolment=released.enrolment, unit=released.unit, attempt=2)
    page = tutor_client.get(reverse("assessments:submission_mark", args=[second.reference]))

    assert "if the centre allows another" not in first.text
    assert "Resubmit by" in page.text
    assert "another needs an administrator" in page.text


def test_what_was_sent_and_what_was_never_told_are_said(tutor_client, marked_submission):
    marked_submission.narrative = "I led <it>."
    marked_submission.save()
    finish(marked_submission, "20", "9")
    reopen_marking(submission=marked_submission, by=marked_submission.enrolment.tutor, now=LATER)
    mark_and_release(marked_submission, "20", "12", now=LATER)
    page = tutor_client.get(address("submission_result", marked_submission)).text

    assert "I led &lt;it&gt;." in page
    assert "Referral, resubmit by 30 Jun 2026" in page
    assert "Never released: the marking was taken up again" in page


def test_an_administrator_allows_another_attempt(administrator_client, exhausted, administrator):
    assert "attempt 2, released" in administrator_client.get(allow_url(exhausted)).content.decode()
    answer = administrator_client.post(allow_url(exhausted), {"reason": "Ill at the time."})

    assert answer.url == exhausted.enrolment.get_absolute_url()
    override = AttemptOverride.objects.get()
    assert (override.attempt, override.allowed_by) == (3, administrator)
    page = administrator_client.get(address("submission_result", exhausted)).content.decode()
    assert "attempts are used" not in page


@pytest.mark.parametrize(
    ("reason", "said"),
    [("", "Say why another attempt is allowed."), ("x" * 301, "Use 300 characters or fewer.")],
)
def test_a_reason_is_asked_for(administrator_client, exhausted, reason, said):
    answer = administrator_client.post(allow_url(exhausted), {"reason": reason})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not AttemptOverride.objects.exists()


def test_nothing_is_allowed_that_is_not_needed(administrator_client, released):
    answer = administrator_client.post(allow_url(released), {"reason": "Just in case."})

    assert answer.status_code == 422
    assert "There are attempts left" in answer.content.decode()


def test_only_an_administrator_without_a_part_in_it_allows(
    exhausted, tutor_client, candidate_client
):
    own = AdministratorFactory()
    exhausted.enrolment.tutor = own
    exhausted.enrolment.save()
    answers = [
        client.post(allow_url(exhausted), {"reason": "Please."}).status_code
        for client in (tutor_client, candidate_client, client_of(own))
    ]

    assert answers == [403, 403, 403]
    assert not AttemptOverride.objects.exists()


def test_a_unit_of_another_version_is_not_found(administrator_client, exhausted, level_5):
    url = reverse(
        "assessments:attempt_allow",
        args=[exhausted.enrolment.reference, level_5.units.first().code],
    )

    assert administrator_client.get(url).status_code == 404
