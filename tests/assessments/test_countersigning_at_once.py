"""Two qualified assessors, and the assessor, at one result at the same moment (R16)."""

import pytest

from assessments.actions.countersigning import countersign
from assessments.actions.reopening import reopen_marking
from assessments.choices import Countersigned, SubmissionStage
from assessments.errors import CountersigningRefused
from assessments.models import Countersignature
from tests.assessments.countersigning import provisional
from tests.assessments.marking import LATER
from tests.assessments.test_concurrency import REFUSALS, at_once
from tests.factories.accounts import TutorFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def word(work, by, answer):
    def say():
        try:
            return countersign(
                submission=work, answer=answer, reason="Look again.", seen=1, by=by, now=LATER
            )
        except CountersigningRefused as refusal:
            return refusal

    return say


def test_of_two_words_at_once_one_is_kept():
    work, people = provisional(), [TutorFactory(), TutorFactory()]
    answers = [Countersigned.AGREED, Countersigned.RETURNED]

    said = at_once(*[word(work, by, one) for by, one in zip(people, answers, strict=True)])

    kept = Countersignature.objects.get()
    assert sorted(type(one).__name__ for one in said) == [
        "Countersignature",
        "CountersigningRefused",
    ]
    work.refresh_from_db()
    was_returned = kept.answer == Countersigned.RETURNED
    assert (work.stage == SubmissionStage.MARKING) is was_returned


def test_a_double_click_on_two_connections_is_one_word():
    work, tutor = provisional(), TutorFactory()
    said = at_once(*[word(work, tutor, Countersigned.AGREED)] * 4)
    assert {one.pk for one in said} == {Countersignature.objects.get().pk}


def test_agreed_or_reopened_and_never_a_word_on_what_is_open_again():
    work, tutor = provisional(), TutorFactory()

    def reopen():
        return reopen_marking(submission=work, by=work.enrolment.tutor, now=LATER)

    first, second = at_once(word(work, tutor, Countersigned.AGREED), reopen)

    work.refresh_from_db()
    assert work.stage == SubmissionStage.MARKING
    assert not isinstance(second, REFUSALS)
    signed = Countersignature.objects.count()
    assert (signed == 1) is (not isinstance(first, CountersigningRefused))
