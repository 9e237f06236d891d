"""Work that is drawn for second marking, and an assessor who had no part in it."""

from datetime import timedelta

from django.utils import timezone

from quality.actions.policy import Terms, set_policy
from tests.assessments.marking import mark_and_release
from tests.factories.accounts import AdministratorFactory
from tests.factories.assessments import SubmissionFactory

JUDGED_AT = timezone.now() - timedelta(days=10)
RATES = {
    "rate_low": 10,
    "rate_medium": 25,
    "rate_high": 50,
    "rate_unqualified": 100,
    "first_decisions": 3,
    "too_quick_minutes": 10,
    "long_since_days": 90,
    "cycle_months": 12,
}


def draw_one_in(every, *, at=JUDGED_AT - timedelta(days=1)):
    """A version of the policy that draws 1 in so many from that moment on."""
    return set_policy(
        terms=Terms(**RATES, second_marking_every=every),
        reason="How far do we agree?",
        by=AdministratorFactory(),
        now=at,
    )


def judged_work(*words, feedback="Say more about the cost.", **fields):
    """Released work; by default two criteria met."""
    submission = SubmissionFactory(**fields)
    mark_and_release(submission, *(words or ("met", "met")), now=JUDGED_AT)
    submission.refresh_from_db()
    return submission
