"""Attempts above the limit, allowed by an administrator with a reason."""

import pytest

from assessments.actions.attempts import allow_attempt
from assessments.errors import AttemptRefused
from assessments.models import AttemptOverride
from ledger.audit import trail
from tests.assessments.marking import LATER, finish, mark_and_release
from tests.factories.accounts import UserFactory
from tests.factories.assessments import SubmissionFactory

REASON = "Ill during the second attempt."


@pytest.fixture
def exhausted(decided_submission):
    """An enrolment whose two attempts at the unit were referred."""
    mark_and_release(decided_submission, "met", "not", "met")
    second = SubmissionFactory(
        enrolment=decided_submission.enrolment, unit=decided_submission.unit, attempt=2
    )
    mark_and_release(second, "not", now=LATER)
    return second


def allow(submission, *, by, reason=REASON):
    return allow_attempt(
        enrolment=submission.enrolment, unit=submission.unit, reason=reason, by=by, now=LATER
    )


def test_the_next_attempt_is_allowed_with_a_reason(exhausted, administrator):
    override = allow(exhausted, by=administrator)

    assert (override.attempt, override.reason, override.allowed_by) == (3, REASON, administrator)
    event = trail(exhausted.enrolment).first()
    assert (event.verb, event.reason, event.actor) == (
        "allowed an attempt of", REASON, administrator,
    )  # fmt: skip


@pytest.mark.parametrize("reason", ["", " \n"])
def test_no_reason_allows_nothing(exhausted, administrator, reason):
    with pytest.raises(AttemptRefused, match="Say why"):
        allow(exhausted, by=administrator, reason=reason)

    assert not AttemptOverride.objects.exists()


def test_the_assessor_does_not_allow_it(exhausted, tutor, other_tutor, candidate_user):
    for stranger in (tutor, other_tutor, candidate_user):
        with pytest.raises(AttemptRefused, match="who has not assessed"):
            allow(exhausted, by=stranger)

    assert not AttemptOverride.objects.exists()


def test_an_administrator_who_assessed_or_tutors_does_not_allow_it(exhausted, tutor):
    both = UserFactory(roles=["administrator", "tutor"])
    exhausted.enrolment.tutor = both
    exhausted.enrolment.save(update_fields=["tutor"])
    tutor.role_grants.create(role="administrator", granted_at=LATER)
    del tutor.role_names

    for assessor in (both, tutor):
        with pytest.raises(AttemptRefused, match="who has not assessed"):
            allow(exhausted, by=assessor)

    assert not AttemptOverride.objects.exists()


def test_it_is_allowed_once(exhausted, administrator):
    allow(exhausted, by=administrator)
    with pytest.raises(AttemptRefused, match="Attempt 3 is allowed already"):
        allow(exhausted, by=administrator)

    assert AttemptOverride.objects.count() == 1


def test_nothing_is_allowed_while_attempts_are_left(decided_submission, administrator):
    mark_and_release(decided_submission, "met", "not", "met")
    with pytest.raises(AttemptRefused, match="attempts left"):
        allow(decided_submission, by=administrator)

    assert not AttemptOverride.objects.exists()


def test_the_limit_is_a_setting(decided_submission, administrator, settings):
    settings.ATTEMPTS_PER_UNIT = 1
    mark_and_release(decided_submission, "met", "not", "met")

    assert allow(decided_submission, by=administrator).attempt == 2


@pytest.mark.parametrize("words", [[], ["met"], ["not"]])
def test_another_attempt_follows_a_released_referral_only(
    decided_submission, administrator, settings, words
):
    settings.ATTEMPTS_PER_UNIT = 1
    if words:
        finish(decided_submission, *words * 3)
    with pytest.raises(AttemptRefused, match="follows a released referral"):
        allow(decided_submission, by=administrator)

    assert not AttemptOverride.objects.exists()


def test_a_pass_allows_no_further_attempt(decided_submission, administrator, settings):
    settings.ATTEMPTS_PER_UNIT = 1
    enrolment = decided_submission.enrolment
    mark_and_release(decided_submission, "met", "met", "met")
    enrolment.refresh_from_db()
    assert not enrolment.is_live

    with pytest.raises(AttemptRefused):
        allow(decided_submission, by=administrator)
