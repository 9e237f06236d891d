"""Appeals in three stages: within their time, answered by people without a part (R20)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from assessments.choices import Countersigned
from assessments.models import Countersignature
from enrolments.models import Enrolment
from ledger import jobs
from ledger.models import SentMail
from quality.actions.appeals import end_appeal, go_on, lodge_appeal
from quality.appealing import reviewers_for
from quality.choices import Part
from quality.errors import AppealRefused
from quality.holds import holds_of
from quality.models import Appeal, AppealPart, AppealStage
from tests.assessments.marking import NOW, mark_and_release
from tests.factories.accounts import AdministratorFactory, IQAFactory, TutorFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.appeals import answered, disputes, lodged, onward, picked, sampled
from tests.quality.conftest import on_duty

DAY = timedelta(days=1)


@pytest.fixture
def judged(tutor, candidate_user):
    """A referral told on Tuesday 12 May 2026; the spring bank holiday is on 25 May."""
    submission = SubmissionFactory(
        enrolment=EnrolmentFactory(
            version=SpecificationVersionFactory(units=1, criteria=2),
            tutor=tutor,
            candidate__user=candidate_user,
        )
    )
    mark_and_release(submission, "met", "not")
    submission.refresh_from_db()
    return submission


def test_time_limits_are_working_days_and_bank_holidays_do_not_count(judged, administrator):
    # Twenty working days after 12 May 2026: 9 June with no holiday, 10 June with one on 25 May
    last = timezone.make_aware(timezone.datetime(2026, 6, 10, 23, 30))
    with pytest.raises(AppealRefused, match="ended on 10 Jun 2026"):
        lodged(judged, last + DAY)

    appeal = lodged(judged, last)

    stage = appeal.stages.get()
    assert (stage.number, stage.due_on) == (1, date(2026, 6, 24))
    reviewer = TutorFactory()
    picked(appeal, reviewer, administrator)
    answer = answered(appeal, reviewer, now=timezone.make_aware(timezone.datetime(2026, 8, 24, 9)))
    assert answer.go_on_by == date(2026, 9, 8)  # 31 August is a bank holiday
    with pytest.raises(AppealRefused, match="ended on 8 Sep 2026"):
        onward(appeal, timezone.make_aware(timezone.datetime(2026, 9, 9, 0, 30)))


def test_one_appeal_for_each_result_and_a_second_click_lodges_nothing(judged):
    appeal = lodged(judged)

    assert lodged(judged) == appeal
    assert AppealStage.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(
            enrolment=judged.enrolment, submission=judged, result=appeal.result,
            candidate=appeal.candidate, lodged_at=NOW,
        )  # fmt: skip


def test_only_the_candidate_appeals_and_only_what_was_told(judged, administrator):
    for refused in (judged.enrolment.tutor, administrator):
        with pytest.raises(PermissionDenied):
            lodge_appeal(submission=judged, grounds="A", by=refused, now=NOW)
    with pytest.raises(AppealRefused, match="Say why"):
        lodge_appeal(submission=judged, grounds=" ", by=judged.enrolment.candidate.user, now=NOW)
    untold = SubmissionFactory()
    with pytest.raises(AppealRefused, match="no result"):
        lodged(untold)


@pytest.fixture
def disputed(judged, administrator):
    """Decided, countersigned and assured by three; handed over; answered at stage 1 by another."""
    decider = judged.enrolment.tutor
    assurer = on_duty(judged.enrolment.qualification, assurer=IQAFactory(given_name="Iris"))
    sampled(judged, assurer)
    signer = TutorFactory(given_name="Cora")
    Countersignature.objects.create(
        result=judged.results.get(), answer=Countersigned.AGREED, by=signer,
        assessor=decider, candidate=judged.enrolment.candidate.user, at=NOW,
    )  # fmt: skip
    tutor_now = TutorFactory(given_name="Tom")
    Enrolment.objects.filter(pk=judged.enrolment_id).update(tutor=tutor_now)
    judged.refresh_from_db()
    candidate = judged.enrolment.candidate.user
    candidate.role_grants.create(role="tutor", granted_at=NOW)
    appeal = lodged(judged)
    first = TutorFactory(given_name="Fay")
    picked(appeal, first, administrator)
    answered(appeal, first)
    onward(appeal)
    people = {
        "decider": decider,
        "countersigner": signer,
        "assurer": assurer,
        "tutor": tutor_now,
        "earlier stage": first,
        "candidate": candidate,
    }
    return appeal, people


WITH_A_PART = ("decider", "countersigner", "assurer", "tutor", "earlier stage", "candidate")


@pytest.mark.parametrize("who", WITH_A_PART)
def test_whoever_has_a_part_is_refused_three_times(disputed, administrator, who):
    """By the picker, by the action, and by the database without either."""
    appeal, people = disputed
    person = User.objects.get(pk=people[who].pk)

    assert person not in reviewers_for(appeal)
    with pytest.raises(AppealRefused, match="has a part in this already"):
        picked(appeal, person, administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealPart.objects.create(
            appeal=appeal, person=person, part=Part.REVIEWER, stage=appeal.stages.get_last(),
            since=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("factory", [TutorFactory, IQAFactory, AdministratorFactory])
def test_control_somebody_without_a_part_is_taken_three_times(disputed, administrator, factory):
    appeal, _ = disputed
    person, other = factory(), factory()

    assert person in reviewers_for(appeal)
    assert picked(appeal, person, administrator).person == person
    stage = appeal.stages.get_last()
    AppealPart.objects.create(
        appeal=appeal, person=other, part=Part.REVIEWER, stage=stage, since=NOW
    )
    assert answered(appeal, other).answered_by == other


@pytest.mark.parametrize("who", WITH_A_PART)
def test_only_whoever_was_picked_answers(disputed, administrator, who):
    appeal, people = disputed
    picked(appeal, TutorFactory(), administrator)

    with pytest.raises(PermissionDenied):
        answered(appeal, User.objects.get(pk=people[who].pk))


def test_a_reviewer_who_assures_it_meanwhile_answers_no_more(judged, administrator):
    appeal = lodged(judged)
    assurer = on_duty(judged.enrolment.qualification)
    picked(appeal, assurer, administrator)
    sampled(judged, assurer)

    with pytest.raises(PermissionDenied):
        answered(appeal, assurer)


def test_control_the_same_reviewer_answers_without_the_sample(judged, administrator):
    appeal = lodged(judged)
    assurer = on_duty(judged.enrolment.qualification)
    picked(appeal, assurer, administrator)

    assert answered(appeal, assurer).answered_by == assurer


def test_nobody_answers_two_stages_in_the_database_either(disputed):
    appeal, people = disputed
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealStage.objects.filter(pk=appeal.stages.get_last().pk).update(
            answered_by=people["earlier stage"], answered_at=NOW, is_upheld=True, answer="Mine."
        )


def test_three_stages_and_no_fourth(judged, administrator):
    appeal = lodged(judged)
    for number in (1, 2, 3):
        reviewer = TutorFactory()
        picked(appeal, reviewer, administrator)
        stage = answered(appeal, reviewer)
        assert stage.number == number
        assert (stage.go_on_by is None) == (number == 3)
        if number < 3:
            assert onward(appeal).number == onward(appeal).number == number + 1
    with pytest.raises(AppealRefused, match="no further stage"):
        onward(appeal)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealStage.objects.create(
            appeal=appeal, number=4, grounds="A", opened_at=NOW, due_on=NOW.date()
        )


def test_administrators_are_told_of_an_appeal_until_somebody_is_picked(judged, administrator):
    deputy = AdministratorFactory()
    AdministratorFactory(is_active=False)
    appeal = lodged(judged)
    lodged(judged)
    jobs.run_due(kind="appeal_lodged_mail", at_most=1)
    picked(appeal, TutorFactory(), administrator)
    jobs.run_due(kind="appeal_lodged_mail")

    mail = SentMail.objects.get(job__kind="appeal_lodged_mail")
    assert mail.address in (administrator.email, deputy.email)
    assert appeal.get_absolute_url() in mail.body
    person = judged.enrolment.candidate.user
    for detail in ("page 4", "cost", person.given_name, person.family_name):
        assert detail not in mail.subject + mail.body


def test_each_answer_is_mailed_and_says_no_result(judged, administrator):
    appeal = lodged(judged)
    dropped, reviewer = TutorFactory(), TutorFactory()
    picked(appeal, dropped, administrator)
    picked(appeal, reviewer, administrator)
    picked(appeal, reviewer, administrator)
    jobs.run_due(kind="appeal_review_mail")
    answered(appeal, reviewer)
    with pytest.raises(AppealRefused, match="waits for an answer"):
        answered(appeal, reviewer)
    jobs.run_due(kind="appeal_answer_mail")

    assert [mail.address for mail in SentMail.objects.order_by("pk")] == [
        reviewer.email,
        appeal.candidate.email,
    ]
    assert not SentMail.objects.filter(body__icontains="page 4").exists()


def test_it_holds_the_claim_until_it_is_settled(judged, administrator):
    enrolment, today = judged.enrolment, NOW.date()
    assert disputes(enrolment, today) == []
    appeal, reviewer = lodged(judged), TutorFactory()
    picked(appeal, reviewer, administrator)
    assert disputes(enrolment, today) == ["An appeal is not settled."]
    assert holds_of([enrolment], today=today)[enrolment.pk].appeals == 1

    stage = answered(appeal, reviewer)

    assert disputes(enrolment, stage.go_on_by) == ["An appeal is not settled."]
    assert disputes(enrolment, stage.go_on_by + DAY) == []
    end_appeal(appeal=appeal, by=appeal.candidate, now=NOW)
    assert disputes(enrolment, today) == []


def test_only_administrators_pick_and_only_the_candidate_goes_on_or_ends(judged, other_tutor):
    appeal = lodged(judged)
    with pytest.raises(PermissionDenied):
        picked(appeal, TutorFactory(), other_tutor)
    for act in (go_on, end_appeal):
        said = {"grounds": "A"} if act is go_on else {}
        with pytest.raises(PermissionDenied):
            act(appeal=appeal, by=other_tutor, now=NOW, **said)


def test_once_let_rest_nothing_goes_on(judged, administrator):
    appeal = lodged(judged)
    ended = end_appeal(appeal=appeal, by=appeal.candidate, now=NOW)

    assert end_appeal(appeal=appeal, by=appeal.candidate, now=NOW + DAY).ended_at == ended.ended_at
    for act in (lambda: picked(appeal, TutorFactory(), administrator), lambda: onward(appeal)):
        with pytest.raises(AppealRefused):
            act()


def test_what_was_said_and_who_had_a_part_stays(judged):
    appeal = lodged(judged)
    for rows, change in (
        (AppealPart.objects.filter(appeal=appeal), {"part": Part.TUTOR}),
        (AppealStage.objects.filter(appeal=appeal), {"grounds": "Other"}),
        (Appeal.objects.filter(pk=appeal.pk), {"lodged_at": NOW + DAY}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
