"""After an appeal is upheld: decided anew by somebody without a part in it (R12, R20)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments.actions.rejudging import judge_anew
from assessments.actions.sealing import close_upheld, is_sealed
from assessments.choices import Grade, Outcome
from assessments.errors import MarkingRefused
from ledger import jobs
from ledger.errors import StaleVersion
from ledger.models import AuditEvent, SentMail
from quality.actions.rejudging import pick_judge
from quality.appealing import judges_for
from quality.choices import Part
from quality.errors import AppealRefused
from quality.models import AppealPart
from tests.factories.accounts import IQAFactory, TutorFactory
from tests.quality.appeals import answered, disputes, lodged, onward, picked
from tests.quality.upheld import WHY, anew, corrected, standing

DAY = timedelta(days=1)


def test_what_is_upheld_is_closed_to_who_decided_it_and_holds_the_claim(upheld, judged, now):
    with pytest.raises(MarkingRefused, match="somebody who decided none of it"):
        corrected(judged, now)

    assert standing(judged)[2].outcome == Outcome.NOT_YET_MET
    assert "An appeal is not settled." in disputes(judged.enrolment, now.date())


def test_control_without_the_appeal_they_correct_it(judged, now):
    assert corrected(judged, now).grade == Grade.PASS


def test_who_upheld_it_decides_anew_once_and_that_settles_it(upheld, judged, reviewer, now):
    result = anew(upheld, reviewer)

    assert (result.grade, result.assessor, result.reason) == (Grade.PASS, reviewer, WHY)
    rows = standing(judged)
    assert (rows[1].assessor, rows[2].assessor) == (judged.enrolment.tutor, reviewer)
    assert "An appeal is not settled." not in disputes(judged.enrolment, now.date())
    assert not is_sealed(judged)
    assert AuditEvent.objects.filter(verb="decided anew", actor=reviewer).count() == 2
    jobs.run_due(kind="result_mail")
    assert SentMail.objects.filter(address=upheld.candidate.email, body__contains=WHY).count() == 0
    assert SentMail.objects.filter(address=upheld.candidate.email).exists()
    with pytest.raises(AppealRefused, match="decided anew already"):
        anew(upheld, reviewer)


def test_the_same_judgement_again_is_a_decision_anew_as_well(upheld, judged, reviewer):
    before = standing(judged)
    result = anew(upheld, reviewer, second=Outcome.NOT_YET_MET)

    assert (result.grade, result.sequence) == (Grade.REFERRED, 2)
    assert standing(judged) == before


def test_nothing_is_decided_over_rows_that_stand_no_more(upheld, judged, reviewer):
    with pytest.raises(StaleVersion):
        anew(upheld, reviewer, seen={1: 1, 2: 1})

    assert judged.results.count() == 1
    assert is_sealed(judged)


@pytest.mark.parametrize("who", ["tutor", "administrator", "candidate", "another"])
def test_nobody_else_decides_anew(upheld, judged, administrator, who):
    people = {
        "tutor": judged.enrolment.tutor,
        "administrator": administrator,
        "candidate": upheld.candidate,
        "another": TutorFactory(),
    }
    with pytest.raises(PermissionDenied):
        anew(upheld, people[who])
    if who in ("tutor", "candidate"):  # nor beneath the appeal
        with pytest.raises(PermissionDenied):
            judge_anew(
                submission=judged, corrections={}, seen={}, resubmit_by=None, reason=WHY,
                by=people[who], now=timezone.now(),
            )  # fmt: skip
        with pytest.raises(PermissionDenied):
            close_upheld(submission=judged, by=people[who], now=timezone.now())
    assert judged.results.count() == 1


def test_what_is_not_upheld_is_not_decided_anew(judged, reviewer, administrator, now):
    appeal = lodged(judged, now)
    picked(appeal, reviewer, administrator, now)
    with pytest.raises(AppealRefused, match="Only what was upheld"):
        anew(appeal, reviewer)
    answered(appeal, reviewer, now=now)
    with pytest.raises(AppealRefused, match="Only what was upheld"):
        anew(appeal, reviewer)
    assert corrected(judged, now).grade == Grade.PASS  # the control: it is not closed


def test_where_the_reviewer_may_not_decide_an_assessor_is_picked(judged, administrator, now):
    learner = TutorFactory(qualified=False)
    earlier, judge = TutorFactory(given_name="Early"), TutorFactory(given_name="Jo")
    appeal = lodged(judged, now - 2 * DAY)
    picked(appeal, earlier, administrator, now - 2 * DAY)
    answered(appeal, earlier, now=now - 2 * DAY)
    onward(appeal, now - DAY)
    picked(appeal, learner, administrator, now - DAY)
    answered(appeal, learner, is_upheld=True, now=now - DAY)
    with pytest.raises(MarkingRefused, match="qualified assessor"):
        anew(appeal, learner)
    barred = [learner, earlier, judged.enrolment.tutor, appeal.candidate, IQAFactory()]
    offered = judges_for(appeal, today=now.date())
    assert judge in offered
    for person in barred:
        assert person not in offered
        with pytest.raises(AppealRefused, match="pick somebody else"):
            pick_judge(appeal=appeal, judge=person, by=administrator, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealPart.objects.create(
            appeal=appeal,
            person=earlier,
            part=Part.JUDGE,
            stage=appeal.stages.get_last(),
            since=now,
        )
    with pytest.raises(PermissionDenied):
        pick_judge(appeal=appeal, judge=judge, by=judge, now=now)
    for _ in range(2):
        pick_judge(appeal=appeal, judge=judge, by=administrator, now=now)

    jobs.run_due(kind="appeal_judge_mail")
    mail = SentMail.objects.get(job__kind="appeal_judge_mail")
    assert mail.address == judge.email
    assert appeal.candidate.family_name not in mail.subject + mail.body
    with pytest.raises(PermissionDenied):
        anew(appeal, learner)
    assert anew(appeal, judge).assessor == judge


def test_what_is_upheld_is_not_let_rest(upheld, candidate_client):
    end = reverse("quality:appeal_end", args=[upheld.reference])
    assert "nothing to let rest" in candidate_client.post(end, follow=True).text
    upheld.refresh_from_db()
    assert upheld.ended_at is None
