"""From an assurer's bench to what follows: a seal, or an action and a decision made anew."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant
from accounts.roles import Role
from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.marking import finish_marking
from assessments.actions.reopening import reopen_marking
from assessments.actions.sealing import is_sealed, seal_submission
from assessments.choices import Outcome
from assessments.errors import MarkingRefused
from assessments.models import CriterionDecision, SubmissionSeal
from enrolments.actions.lifecycle import reassign_tutor
from ledger import jobs
from ledger.models import Job, SentMail
from quality.actions.sampling import (
    Opinion,
    Vacsr,
    answer_action,
    conclude_sample,
    settle_action,
)
from quality.choices import View
from quality.errors import SampleRefused
from quality.holds import open_actions, sampling_owed, unsettled_disagreements
from quality.models import IQASample, QualityAction, SampleJudgement
from quality.snapshot import digest_of, snapshot_of
from tests.assessments.countersigning import answer, provisional
from tests.assessments.marking import finish, mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import AdministratorFactory, IQAFactory, TutorFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty

pytestmark = pytest.mark.once

NOW = timezone.now() - timedelta(days=10)
DUE = (timezone.now() + timedelta(days=7)).date().isoformat()
TICKS = dict.fromkeys(
    ("is_valid_evidence", "is_authentic", "is_current", "is_sufficient", "is_reliable"), "on"
)
AGREED = {"c1-view": "agree", "c2-view": "agree"}
ASKED = {"c1-view": "agree", "c2-view": "action", "c2-comment": "Date it.", "due_on": DUE}
DISPUTED = {
    "c1-view": "agree",
    "c2-view": "disagree",
    "c2-comment": "The cost is not shown.",
    "due_on": DUE,
}


@pytest.fixture
def judged(assurer):
    """A unit passed ten days ago, of a diploma the assurer answers for."""
    submission = SubmissionFactory(narrative="As it happened.")
    mark_and_release(submission, "met", "met", now=NOW)
    on_duty(submission.enrolment.qualification, assurer=assurer)
    submission.refresh_from_db()
    return submission


def bench(submission):
    return reverse("quality:sample_bench", args=[submission.reference])


def sent(submission, fields):
    return TICKS | {"seen": digest_of(snapshot_of(submission))} | fields


def decision_at(submission, position):
    return CriterionDecision.objects.current().get(
        submission=submission, criterion__position=position
    )


def corrected(submission, outcome=Outcome.NOT_YET_MET):
    """The tutor decides the second criterion anew."""
    correction = Correction(
        outcome=outcome,
        feedback="Show the cost.",
        resubmit_by=(timezone.now() + timedelta(days=40)).date(),
        reason="Quality assurance disagreed.",
    )
    return correct_decision(
        decision=decision_at(submission, 2),
        correction=correction,
        by=submission.enrolment.tutor,
        now=timezone.now(),
    )


def test_agreement_throughout_seals_the_judgement(assurer_client, judged):
    page = assurer_client.get(bench(judged)).content.decode()
    assert "Access review" in page
    assert str(judged.enrolment.tutor) in page

    response = assurer_client.post(bench(judged), sent(judged, AGREED), follow=True)

    sample = IQASample.objects.get()
    assert sample.assessor == judged.enrolment.tutor
    assert sample.snapshot["files"]
    assert [one["outcome"] for one in sample.snapshot["decisions"]] == ["met", "met"]
    assert "Nothing of it has changed since." in response.content.decode()
    assert is_sealed(judged)
    with pytest.raises(MarkingRefused, match="This judgement is closed"):
        corrected(judged)
    assert CriterionDecision.objects.filter(submission=judged).count() == 2
    assert not Job.objects.filter(kind="quality_action_mail").exists()


def test_control_without_the_seal_the_same_correction_is_kept(judged):
    corrected(judged)

    assert decision_at(judged, 2).outcome == Outcome.NOT_YET_MET


def test_a_second_click_samples_nothing(assurer_client, judged):
    fields = sent(judged, AGREED)
    assurer_client.post(bench(judged), fields)

    response = assurer_client.post(bench(judged), fields)

    assert response.status_code == 422
    assert "sampled already" in response.content.decode()
    assert IQASample.objects.count() == SubmissionSeal.objects.count() == 1


def test_a_disagreement_reopens_holds_and_is_settled(assurer_client, judged):
    enrolment, tutor = judged.enrolment, client_of(judged.enrolment.tutor)
    assurer_client.post(bench(judged), sent(judged, DISPUTED))

    first = IQASample.objects.get()
    action = QualityAction.objects.get()
    assert not is_sealed(judged)
    assert SubmissionSeal.objects.get().reason == "1.2: The cost is not shown."
    assert list(open_actions(enrolment)) == [action]
    assert unsettled_disagreements(enrolment).count() == 1
    jobs.run_due()
    mail = SentMail.objects.get(job__kind="quality_action_mail")
    assert mail.address == enrolment.tutor.email
    assert "cost" not in mail.body

    asked = tutor.get(reverse("quality:action_list")).content.decode()
    assert "The cost is not shown." in asked
    answer = reverse("quality:action_answer", args=[action.reference])
    assert tutor.post(answer, {"answer": " "}).status_code == 422
    tutor.post(answer, {"answer": "I decided it anew."})
    settle = reverse("quality:action_settle", args=[action.reference])
    page = assurer_client.post(settle, follow=True).content.decode()
    assert "Sample what was decided anew first" in page

    corrected(judged)
    page = assurer_client.get(reverse("quality:sample_detail", args=[first.reference]))
    assert "The judgement has changed since." in page.content.decode()
    assurer_client.post(bench(judged), sent(judged, AGREED))
    assert unsettled_disagreements(enrolment).count() == 0
    assurer_client.post(settle)

    assert not open_actions(enrolment).exists()
    assert is_sealed(judged)
    assert [sample.sequence for sample in IQASample.objects.all()] == [2, 1]


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"c1-view": "agree"}, "c2-view"),
        (AGREED | {"c1-view": "perhaps"}, "c1-view"),
        (DISPUTED | {"c2-comment": ""}, "c2-comment"),
        (DISPUTED | {"due_on": ""}, "due_on"),
        (DISPUTED | {"due_on": "2020-01-01"}, "__all__"),
        (DISPUTED | {"seen": "0" * 64}, "__all__"),
        (DISPUTED | {"c2-comment": "x" * 5000}, "c2-comment"),
    ],
)
def test_an_unfinished_sample_is_refused_and_keeps_what_was_typed(
    assurer_client, judged, fields, field
):
    response = assurer_client.post(
        bench(judged), sent(judged, {"c1-comment": "Well judged."} | fields)
    )

    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert "Well judged." in response.content.decode()
    assert not IQASample.objects.exists()


# ---- nobody assures their own judgement ---------------------------------------------------------


@pytest.mark.parametrize("own", ["assessor", "candidate"])
def test_own_work_is_not_on_the_bench_and_refused_by_the_action(assurer, judged, own):
    tutor = judged.enrolment.tutor
    person = tutor if own == "assessor" else judged.enrolment.candidate.user
    person.role_grants.create(role="iqa", granted_at=NOW)
    person.__dict__.pop("role_names", None)
    on_duty(judged.enrolment.qualification, assurer=person)

    assert client_of(person).get(bench(judged)).status_code == 404
    with pytest.raises(PermissionDenied):
        conclude(judged, by=person)
    with pytest.raises(PermissionDenied):
        seal_submission(submission=judged, by=person, now=timezone.now())
    assert not IQASample.objects.exists()


def conclude(submission, *, by):
    return conclude_sample(
        submission=submission,
        opinions={1: Opinion(View.AGREE), 2: Opinion(View.AGREE)},
        vacsr=Vacsr(
            is_valid=True, is_authentic=True, is_current=True, is_sufficient=True, is_reliable=True
        ),
        due_on=None,
        seen=digest_of(snapshot_of(submission)),
        by=by,
        now=timezone.now(),
    )


def test_control_somebody_else_may(assurer, judged):
    assert conclude(judged, by=assurer).sequence == 1
    with pytest.raises(SampleRefused):
        conclude(judged, by=assurer)


@pytest.mark.django_db
def test_marking_that_somebody_only_finished_they_do_not_assure():
    """Every criterion was judged by the tutor before; the result is of the one who finished."""
    work = SubmissionFactory()
    finish(work, "met", "met", now=NOW)
    heir = on_duty(work.enrolment.qualification, assurer=TutorFactory(roles=["tutor", "iqa"]))
    work.enrolment.tutor = heir
    work.enrolment.save()
    reopen_marking(submission=work, by=heir, now=NOW)
    finish_marking(submission=work, resubmit_by=None, by=heir, now=NOW)

    assert client_of(heir).get(bench(work)).status_code == 404
    with pytest.raises(PermissionDenied):
        conclude(work, by=heir)


@pytest.mark.parametrize("agrees", [True, False])
def test_what_somebody_countersigned_they_do_not_assure(assurer, agrees):
    work = provisional(now=NOW)
    signer, other = TutorFactory(), TutorFactory()
    for person in (signer, other):
        person.role_grants.create(role="iqa", granted_at=NOW)
        person.__dict__.pop("role_names", None)
        on_duty(work.enrolment.qualification, assurer=person)
    assert client_of(other).get(bench(work)).status_code == 404  # it is not final yet
    with pytest.raises(PermissionDenied):
        conclude(work, by=other)
    answer(work, signer, agrees=agrees, reason="" if agrees else "Look again.")
    if not agrees:
        finish(work, "met", "met", now=timezone.now())
        answer(work, TutorFactory())

    assert client_of(signer).get(bench(work)).status_code == 404
    with pytest.raises(PermissionDenied):
        conclude(work, by=signer)
    assert client_of(other).get(bench(work)).status_code == 200  # the control
    sample = conclude(work, by=other)

    assert sample.countersigner == work.results.latest("sequence").countersignature.by
    sample.pk, sample.reference, sample.sequence = None, uuid4(), 2
    sample.assurer = sample.countersigner
    with pytest.raises(IntegrityError, match="not_of_own_countersigning"), transaction.atomic():
        sample.save(force_insert=True)


@pytest.mark.parametrize("own", ["assessor", "candidate"])
def test_the_database_itself_refuses_a_sample_of_ones_own(assurer, judged, own):
    sample = conclude(judged, by=assurer)
    fields = {
        name: getattr(sample, name)
        for name in (
            "submission", "assessor", "candidate", "is_valid", "is_authentic", "is_current",
            "is_sufficient", "is_reliable", "snapshot", "snapshot_sha256", "concluded_at",
        )
    }  # fmt: skip
    mine = fields | {"assurer": fields[own], "sequence": 2}
    with pytest.raises(IntegrityError, match="sample_is_not_of_own"), transaction.atomic():
        IQASample.objects.create(**mine)
    judgement = sample.judgements.first()
    with pytest.raises(IntegrityError, match="own_decision"), transaction.atomic():
        SampleJudgement.objects.create(
            sample=sample,
            decision=decision_at(judged, 1),
            assurer=judgement.assessor,
            assessor=judgement.assessor,
            view=View.AGREE,
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        IQASample.objects.update(is_valid=False)


def test_an_accepted_plan_is_owed_until_it_is_sampled(assurer_client, judged):
    enrolment = judged.enrolment
    response = assurer_client.post(
        reverse("quality:plan_propose"),
        {"qualification": enrolment.qualification_id},
        follow=True,
    )
    plan = response.context["plan"]
    assert not sampling_owed(enrolment).exists()
    accepted = assurer_client.post(
        reverse("quality:plan_accept", args=[plan.reference]), follow=True
    )
    assert bench(judged) in accepted.content.decode()
    assert sampling_owed(enrolment).count() == 1

    assurer_client.post(bench(judged), sent(judged, AGREED))

    assert not sampling_owed(enrolment).exists()
    assert "Sampled" in assurer_client.get(plan.get_absolute_url()).content.decode()


def test_the_assurer_reads_the_narrative_and_opens_the_files_on_duty_only(judged, assurer_client):
    narrative = reverse("assessments:submission_narrative", args=[judged.reference])
    viewed = reverse("assessments:evidence_view", args=[judged.files.first().file.reference])
    stranger = client_of(IQAFactory())

    for address in (narrative, viewed):
        assert assurer_client.get(address).status_code == 200
        assert stranger.get(address).status_code == 404


def test_marks_are_part_of_what_was_sampled(assurer):
    version = SpecificationVersionFactory(regime="marks", maximum=Decimal(50))
    submission = SubmissionFactory(enrolment=EnrolmentFactory(version=version))
    mark_and_release(submission, "30", "40", now=NOW)

    assert [one["mark"] for one in snapshot_of(submission)["decisions"]] == ["30.0", "40.0"]


def test_when_people_change_the_action_goes_on_with_who_came_after_them(
    assurer, assurer_client, judged
):
    assurer_client.post(bench(judged), sent(judged, ASKED))
    action, former = QualityAction.objects.get(), judged.enrolment.tutor
    reassign_tutor(
        enrolment=judged.enrolment, tutor=TutorFactory(), by=AdministratorFactory(),
        now=timezone.now(), reason="Tess left.",
    )  # fmt: skip
    judged.enrolment.refresh_from_db()
    answer = reverse("quality:action_answer", args=[action.reference])
    assert client_of(former).post(answer, {"answer": "Done."}).status_code == 404
    client_of(judged.enrolment.tutor).post(answer, {"answer": "Done."})

    colleague, settle = IQAFactory(), reverse("quality:action_settle", args=[action.reference])
    assert client_of(colleague).post(settle).status_code == 404
    on_duty(judged.enrolment.qualification, assurer=colleague)
    desk = client_of(colleague).get(reverse("quality:desk")).content.decode()
    assert "1 answer waits for you to look again" in desk
    client_of(colleague).post(settle)

    action.refresh_from_db()
    assert (action.answer, action.settled_at is not None) == ("Done.", True)


def test_who_judged_it_settles_nothing(assurer, assurer_client, judged):
    assurer_client.post(bench(judged), sent(judged, ASKED))
    action, tutor = QualityAction.objects.get(), judged.enrolment.tutor
    answer_action(action=action, answer="Done.", by=tutor, now=timezone.now())
    RoleGrant.objects.create(user=tutor, role=Role.IQA, granted_at=NOW)
    on_duty(judged.enrolment.qualification, assurer=tutor)
    with pytest.raises(PermissionDenied):
        settle_action(action=action, by=tutor, now=timezone.now())


@pytest.mark.parametrize("size", [1, 3])
def test_action_list_query_count(assurer, assurer_client, size, django_assert_num_queries):
    first = SubmissionFactory()
    tutor = first.enrolment.tutor
    for at in range(size):
        submission = first if not at else SubmissionFactory(enrolment__tutor=tutor)
        mark_and_release(submission, "met", "met", now=NOW)
        submission.refresh_from_db()
        on_duty(submission.enrolment.qualification, assurer=assurer)
        assurer.__dict__.pop("role_names", None)
        assurer_client.post(bench(submission), sent(submission, DISPUTED))
    client = client_of(tutor)
    with django_assert_num_queries(4):
        response = client.get(reverse("quality:action_list"))
    assert len(response.context["open"]) == size
