"""After an appeal is upheld: decided anew by somebody without a part in it (R12, R20)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments import storage
from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.rejudging import judge_anew
from assessments.actions.sealing import close_upheld, is_sealed
from assessments.choices import Grade, Outcome
from assessments.errors import MarkingRefused
from assessments.models import CriterionDecision
from ledger import jobs
from ledger.errors import StaleVersion
from ledger.models import AuditEvent, SentMail
from quality.actions.rejudging import decide_anew, pick_judge
from quality.appealing import judges_for
from quality.choices import Part
from quality.errors import AppealRefused
from quality.models import AppealPart
from tests.assessments.marking import mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import AdministratorFactory, IQAFactory, TutorFactory
from tests.factories.assessments import EvidenceFactory, SubmissionFactory, content_of
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty
from tests.quality.test_appeals import answered, disputes, lodged, onward, picked, sampled

DAY = timedelta(days=1)
WHY = "Page 4 shows the cost."


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def judged(tutor, candidate_user, now):
    submission = SubmissionFactory(
        enrolment=EnrolmentFactory(
            version=SpecificationVersionFactory(units=1, criteria=2),
            tutor=tutor,
            candidate__user=candidate_user,
        )
    )
    mark_and_release(
        submission, "met", "not", now=now - 3 * DAY, resubmit_by=(now + 40 * DAY).date()
    )
    submission.refresh_from_db()
    return submission


@pytest.fixture
def reviewer(db):
    return TutorFactory(given_name="Rita", family_name="Review")


@pytest.fixture
def upheld(judged, reviewer, administrator, now):
    """An appeal upheld yesterday, by an assessor without a part in it."""
    appeal = lodged(judged, now - 2 * DAY)
    picked(appeal, reviewer, administrator, now - 2 * DAY)
    answered(appeal, reviewer, is_upheld=True, now=now - DAY)
    return appeal


def standing(submission):
    rows = CriterionDecision.objects.current().filter(submission=submission)
    return {row.criterion.position: row for row in rows}


def anew(appeal, by, *, second=Outcome.MET, seen=None, now=None):
    rows = standing(appeal.submission)
    words = {1: Outcome.MET, 2: second}
    return decide_anew(
        appeal=appeal,
        corrections={
            at: Correction(outcome=words[at], feedback=row.feedback, reason=WHY)
            for at, row in rows.items()
        },
        seen=seen or {at: row.pk for at, row in rows.items()},
        resubmit_by=date(2099, 1, 1),
        reason=WHY,
        by=by,
        now=now or timezone.now(),
    )


def corrected(submission, now):
    return correct_decision(
        decision=standing(submission)[2],
        correction=Correction(outcome=Outcome.MET, feedback="Seen.", reason="Looked again."),
        by=submission.enrolment.tutor,
        now=now,
    )


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


# ---- the work itself ----------------------------------------------------------------------------


CANARY = b"The canary sings in this file."


def laid(file):
    """The file as it lies in storage, with words of its own at the end."""
    storage.path_of(file.stored_name).write_bytes(content_of(file.stored_name) + CANARY)
    file.size += len(CANARY)
    file.save()
    return file


def put_right(file):
    """The file as it was received."""
    storage.path_of(file.stored_name).write_bytes(content_of(file.stored_name))
    file.size -= len(CANARY)
    file.save()


def opened(person, appeal, file):
    address = reverse("quality:appeal_file", args=[appeal.reference, file.reference])
    answer = client_of(person).get(address)
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (CANARY in said) is (answer.status_code == 200)
    return answer


@pytest.mark.once
def test_the_files_are_open_while_the_appeal_is_theirs_and_no_others(
    judged, reviewer, administrator, now
):
    sent = laid(judged.files.first().file)
    unsent = laid(EvidenceFactory(enrolment=judged.enrolment).files.get())
    others = laid(SubmissionFactory().files.first().file)
    appeal = lodged(judged, now - 2 * DAY)
    dropped = TutorFactory()

    assert opened(reviewer, appeal, sent).status_code == 404  # not picked yet
    picked(appeal, dropped, administrator, now - 2 * DAY)
    picked(appeal, reviewer, administrator, now - 2 * DAY)
    page = client_of(reviewer).get(appeal.get_absolute_url()).text
    assert reverse("quality:appeal_file", args=[appeal.reference, sent.reference]) in page
    assert opened(reviewer, appeal, sent).status_code == 200
    usual = reverse("assessments:evidence_file", args=[sent.reference])
    assert client_of(reviewer).get(usual).status_code == 404
    for file in (unsent, others):
        assert opened(reviewer, appeal, file).status_code == 404
    stranger = TutorFactory()
    for person in (dropped, administrator, judged.enrolment.tutor, stranger):
        assert opened(person, appeal, sent).status_code == 404
    assert opened(appeal.candidate, appeal, sent).status_code == 403

    answered(appeal, reviewer, is_upheld=True, now=now - DAY)
    assert opened(reviewer, appeal, sent).status_code == 200  # theirs to decide anew
    put_right(sent)
    anew(appeal, reviewer)
    assert opened(reviewer, appeal, sent).status_code == 404
    assert sent.original_name not in client_of(reviewer).get(appeal.get_absolute_url()).text


@pytest.mark.once
def test_a_stage_that_is_answered_or_let_rest_closes_the_files(judged, reviewer, administrator):
    sent = laid(judged.files.first().file)
    appeal = lodged(judged, timezone.now())
    picked(appeal, reviewer, administrator, timezone.now())
    answered(appeal, reviewer, now=timezone.now())
    assert opened(reviewer, appeal, sent).status_code == 404
    onward(appeal, timezone.now())
    assert opened(reviewer, appeal, sent).status_code == 404
    second = on_duty(judged.enrolment.qualification)
    picked(appeal, second, administrator, timezone.now())
    assert opened(second, appeal, sent).status_code == 200
    sampled(judged, second, timezone.now())  # a part in it meanwhile
    assert opened(second, appeal, sent).status_code == 404


# ---- the page -----------------------------------------------------------------------------------


@pytest.mark.once
def test_from_upheld_to_decided_anew_on_the_appeals_page(
    upheld, judged, reviewer, administrator_client, candidate_client, tutor_client
):
    page, client = upheld.get_absolute_url(), client_of(reviewer)
    decide = reverse("quality:appeal_decide_anew", args=[upheld.reference])
    assert "Upheld: it is to be decided anew." in candidate_client.get(page).text
    assert decide not in tutor_client.get(page).text
    assert decide not in administrator_client.get(page).text
    form = client.get(page).context["anew"]
    typed = {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    typed |= {"anew-c2-outcome": "met", "anew-resubmit_by": ""}
    assert tutor_client.post(decide, typed).status_code == 403
    assert administrator_client.post(decide, typed).status_code == 403
    kept = client.post(decide, typed | {"anew-c2-feedback": "Typed once."})
    assert kept.status_code == 422
    assert "Typed once." in kept.text
    assert "Say what the new decision rests on." in kept.text
    assert judged.results.count() == 1

    for _ in range(2):  # a double click
        done = client.post(decide, typed | {"anew-reason": WHY}, follow=True)

    assert judged.results.count() == 2
    assert "Upheld, and decided anew on" in done.text
    for reader in (candidate_client, tutor_client, administrator_client):
        text = reader.get(page).text
        assert "Attempt 1: pass" in text
        assert WHY in text
    assert "Rita Review" in tutor_client.get(page).text
    assert "decided by Rita Review" not in candidate_client.get(page).text


@pytest.mark.once
def test_an_administrator_picks_on_the_page(upheld, judged, administrator_client, tutor):
    pick = reverse("quality:appeal_judge_pick", args=[upheld.reference])
    judge = TutorFactory(given_name="Jo", family_name="Judge")
    assert f">{tutor}</option>" not in administrator_client.get(upheld.get_absolute_url()).text
    assert administrator_client.post(pick, {"judge": tutor.pk}).status_code == 422
    assert client_of(judge).get(upheld.get_absolute_url()).status_code == 404

    page = administrator_client.post(pick, {"judge": judge.pk}, follow=True)

    assert "Jo Judge decides anew." in page.text
    assert "Decide anew and tell" in client_of(judge).get(upheld.get_absolute_url()).text
    assert opened(AdministratorFactory(), upheld, judged.files.first().file).status_code == 404
