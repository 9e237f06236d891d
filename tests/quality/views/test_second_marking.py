"""From the draw to both markings side by side; what the second marker may not know."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleGrant
from assessments.actions.marking import finish_marking
from assessments.actions.releasing import release
from assessments.choices import Outcome
from assessments.models import CriterionDecision, Submission, UnitProgress, UnitResult
from enrolments.actions.staff_records import approve_for_unit
from enrolments.models import TutorAssignment
from ledger import jobs
from ledger.models import AuditEvent, SentMail
from quality.actions.appeals import lodge_appeal
from quality.actions.drafting import save_draft
from quality.actions.planning import propose_plan
from quality.actions.second_marking import (
    finish_second_marking,
    give_second_marking,
    return_second_marking,
)
from quality.appealing import reviewers_for
from quality.choices import Part
from quality.errors import SecondMarkingRefused
from quality.judging import Judgement
from quality.markers import markers_for
from quality.models import ExerciseMarking, SecondDecision, SecondMarking
from quality.permissions import can_sample
from quality.second_marking import drawable, drawn_for
from tests.assessments.countersigning import answer, provisional
from tests.assessments.marking import draft
from tests.conftest import client_of
from tests.factories.accounts import IQAFactory, TutorFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty
from tests.quality.exercises import an_exercise
from tests.quality.second import JUDGED_AT, draw_one_in, judged_work

pytestmark = pytest.mark.once

QUEUE = reverse("quality:second_marking_queue")
REPORT = reverse("quality:second_marking_report")
SAID = {1: Judgement(outcome=Outcome.MET), 2: Judgement(outcome=Outcome.NOT_YET_MET)}


@pytest.fixture
def policy(db):
    return draw_one_in(1)


@pytest.fixture
def work(policy, assurer):
    """Judged by a tutor, assured by somebody."""
    submission = judged_work()
    on_duty(submission.enrolment.qualification, assurer=assurer)
    return submission


@pytest.fixture
def marker(db):
    return TutorFactory(given_name="Sam", family_name="Second")


def take(work, marker):
    return give_second_marking(submission=work, marker=marker, by=marker, now=timezone.now())


def finished(work, marker, said=None):
    marking = take(work, marker)
    return finish_second_marking(
        marking=marking, judgements=said or SAID, by=marker, now=timezone.now()
    )


def both(marking):
    return reverse("quality:second_comparison", args=[marking.reference])


def test_from_the_queue_to_both_markings(work, marker, assurer_client, administrator_client):
    client = client_of(marker)
    before = list(CriterionDecision.objects.values()), list(UnitResult.objects.values())
    page = client.get(QUEUE).content.decode()
    assert work.unit.code in page

    take_it = reverse("quality:second_marking_take", args=[work.reference])
    marking = SecondMarking.objects.get(pk=_pk(client.post(take_it)))
    assert client.post(take_it).url == marking.get_absolute_url()  # a double click
    kept = client.post(marking.get_absolute_url(), {"c1-judged": "met", "keep": "1"}, follow=True)
    assert kept.context["form"]["c1-judged"].value() == "met"
    sent = {"c1-judged": "met", "c2-judged": "not_yet_met", "c2-comment": "No cost."}
    half = client.post(marking.get_absolute_url(), {"c2-comment": "No cost."})
    assert half.status_code == 422
    assert "No cost." in half.content.decode()
    assert client.get(both(marking)).status_code == 404
    client.post(marking.get_absolute_url(), sent)
    client.post(marking.get_absolute_url(), sent)

    for reader in (client, assurer_client, administrator_client):
        said = reader.get(both(marking)).content.decode()
        assert "50 % exact agreement" in said
        assert str(work.enrolment.tutor) in said
        assert "No cost." in said
    assert SecondDecision.objects.count() == 2
    after = list(CriterionDecision.objects.values()), list(UnitResult.objects.values())
    assert after == before
    assert UnitProgress.objects.get(enrolment=work.enrolment, unit=work.unit).state == "passed"
    assert "Sample this judgement" in assurer_client.get(both(marking)).content.decode()
    assert "50 %" in assurer_client.get(REPORT).content.decode()


def _pk(response):
    return SecondMarking.objects.get(reference=response.url.strip("/").split("/")[-1]).pk


# ---- blindness ----------------------------------------------------------------------------------


def canary_work(assurer):
    version = SpecificationVersionFactory(regime="marks", maximum=Decimal(50))
    tutor = TutorFactory(given_name="Canarygiven", family_name="Canaryname")
    enrolment = EnrolmentFactory(
        version=version,
        tutor=tutor,
        candidate__user__given_name="Quentin",
        candidate__user__family_name="Personname",
    )
    work = SubmissionFactory(
        enrolment=enrolment,
        narrative="I am Quentin Personname and this is what I did.",
        evidence__title="Personname for Canaryname.pdf",
    )
    draft(work, "31.5", "37.5", now=JUDGED_AT, feedback="Canaryfeedback")
    finish_marking(submission=work, resubmit_by=None, by=tutor, now=JUDGED_AT)
    release(submission=work, by=tutor, now=JUDGED_AT)
    on_duty(version.qualification, assurer=assurer)
    work.refresh_from_db()
    return work


CANARIES = ("Canary", "31.5", "37.5", "Personname", "Quentin")


def answers_to(client, work, marking):
    """Everything a second marker can open of the work."""
    number = [marking.reference, 1]
    addresses = [
        QUEUE,
        marking.get_absolute_url(),
        reverse("quality:second_marking_sheet", args=[marking.reference, 0]),
        reverse("quality:second_marking_sheet", args=number),
        reverse("quality:second_marking_file", args=number),
        reverse("reports:unit_trail", args=[work.enrolment.reference, work.unit.code]),
        reverse("reports:enrolment_trail", args=[work.enrolment.reference]),
        reverse("assessments:submission_detail", args=[work.reference]),
        reverse("assessments:evidence_view", args=[work.files.first().file.reference]),
        both(marking),
    ]
    for address in addresses:
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content
        yield f"{address} {sorted(response.headers.items())} {body.decode(errors='replace')}"


def test_the_second_marker_learns_nothing_of_the_first(policy, assurer, marker):
    work = canary_work(assurer)
    client, marking = client_of(marker), take(work, marker)

    told = [
        (canary, text[:60])
        for text in answers_to(client, work, marking)
        for canary in CANARIES
        if canary in text
    ]

    assert not told
    assert "Evidence 1.pdf" in client.get(marking.get_absolute_url()).content.decode()
    text = client.get(reverse("quality:second_marking_sheet", args=[marking.reference, 0]))
    assert "I am Candidate and this is what I did." in text.content.decode()
    assert not [
        event
        for event in AuditEvent.objects.filter(actor=marker)
        if any(canary in f"{event.thing_label} {event.after}" for canary in CANARIES)
    ]


def test_control_once_finished_the_same_search_finds_the_first_marking(policy, assurer, marker):
    work = canary_work(assurer)
    client, marking = client_of(marker), take(work, marker)
    said = {at: Judgement(mark=Decimal(40)) for at in (1, 2)}
    finish_second_marking(marking=marking, judgements=said, by=marker, now=timezone.now())

    text = client.get(both(marking)).content.decode()

    assert all(canary in text for canary in ("Canaryname", "Canaryfeedback", "31.5", "37.5"))


def test_the_mail_says_that_something_waits_and_no_more(work, marker, assurer_client):
    give = reverse("quality:second_marking_give", args=[work.reference])
    assurer_client.post(give, {"marker": marker.pk})
    jobs.run_due()

    mail = SentMail.objects.get(job__kind="second_marking_mail")
    assert mail.address == marker.email
    assert str(work.enrolment.candidate) not in mail.body
    assert str(work.enrolment.tutor) not in mail.body
    assert work.unit.code not in mail.body


# ---- who may, and who may not -------------------------------------------------------------------


def grant(person, role):
    RoleGrant.objects.create(user=person, role=role, granted_at=JUDGED_AT)
    person.__dict__.pop("role_names", None)


def with_a_part(kind, work, assurer):
    """An assessor who knows the first marking, in one way."""
    person = TutorFactory()
    match kind:
        case "assessor":
            return work.enrolment.tutor
        case "candidate":
            person = work.enrolment.candidate.user
            grant(person, "tutor")
        case "tutor before":
            TutorAssignment.objects.create(
                enrolment=work.enrolment, tutor=person, starts_at=JUDGED_AT
            )
        case "standardised":
            exercise = an_exercise(work, assurer)
            ExerciseMarking.objects.create(
                exercise=exercise, assessor=person, candidate=work.enrolment.candidate.user
            )
        case "assurer on duty":
            grant(person, "iqa")
            on_duty(work.enrolment.qualification, assurer=person)
        case "administrator":
            grant(person, "administrator")
        case "approved elsewhere":
            approve_for_unit(
                person=person,
                qualification=work.enrolment.qualification,
                unit_code=work.enrolment.version.units.last().code,
                starts_on=JUDGED_AT.date(),
                by=None,
                now=JUDGED_AT,
            )
        case "not qualified":
            person = TutorFactory(qualified=False)
    return person


@pytest.mark.parametrize(
    "kind",
    [
        "assessor",
        "candidate",
        "tutor before",
        "standardised",
        "assurer on duty",
        "administrator",
        "approved elsewhere",
        "not qualified",
    ],
)
def test_whoever_knows_the_first_marking_is_not_offered_and_refused(
    work, marker, assurer, assurer_client, kind
):
    person = with_a_part(kind, work, assurer)

    offered = markers_for([work], today=timezone.localdate())[work.pk]
    assert person not in offered
    assert marker in offered  # the control
    assert not drawn_for(person, today=timezone.localdate())
    assert drawn_for(marker, today=timezone.localdate())
    for by in (person, assurer):
        with pytest.raises(PermissionDenied):
            give_second_marking(submission=work, marker=person, by=by, now=timezone.now())
    give = reverse("quality:second_marking_give", args=[work.reference])
    response = assurer_client.post(give, {"marker": person.pk})
    assert response.status_code == 422
    assert "others know the first marking" in response.content.decode()
    assert not SecondMarking.objects.exists()


def test_control_somebody_without_a_part_is_given_it(work, marker, assurer_client):
    give = reverse("quality:second_marking_give", args=[work.reference])

    assert assurer_client.post(give, {"marker": marker.pk}).status_code == 302
    assert SecondMarking.objects.get().marker == marker


def test_what_was_ever_provisional_is_not_drawn(policy, marker):
    work = provisional(now=JUDGED_AT)
    signer = TutorFactory()
    sheet = reverse("assessments:submission_sheet", args=[work.reference])
    assert client_of(marker).get(sheet).status_code == 200  # why: it could be theirs to sign
    answer(work, signer)
    assert client_of(marker).get(sheet).status_code == 404

    assert not drawn_for(marker, today=timezone.localdate())
    with pytest.raises(SecondMarkingRefused, match="not drawn"):
        take(work, marker)
    assert signer not in markers_for([work], today=timezone.localdate())[work.pk]
    work.refresh_from_db()
    release(submission=work, by=work.enrolment.tutor, now=timezone.now())
    again = SubmissionFactory(enrolment=work.enrolment, unit=work.unit, attempt=2)
    tutors = judged_work()  # the control
    assert list(
        drawable(Submission.objects.filter(pk__in=[one.pk for one in (work, again, tutors)]))
    ) == [tutors]
    assert [one.submission for one in drawn_for(marker, today=timezone.localdate())] == [tutors]


def test_what_becomes_provisional_meanwhile_is_not_finished(work, marker):
    marking = take(work, marker)
    result = work.results.get()
    result.pk, result.sequence, result.is_provisional = None, 2, True
    result.reason = "The marking was taken up again."
    result.save(force_insert=True)

    with pytest.raises(PermissionDenied):
        finish_second_marking(marking=marking, judgements=SAID, by=marker, now=timezone.now())
    assert not SecondDecision.objects.exists()


def test_the_database_itself_refuses_whoever_countersigned(work, marker):
    signer = TutorFactory()
    marking = take(work, marker)
    return_second_marking(marking=marking, by=marker, now=timezone.now())
    marking.pk, marking.reference, marking.returned_at = None, work.reference, None
    marking.marker, marking.countersigner = signer, signer
    with pytest.raises(IntegrityError, match="own_countersigning"), transaction.atomic():
        marking.save(force_insert=True)
    marking.countersigner = marker  # the control
    marking.save(force_insert=True)


def test_whoever_marked_it_a_second_time_neither_samples_it_nor_answers_an_appeal(work, marker):
    finished(work, marker)
    other = TutorFactory()
    again = SubmissionFactory(enrolment=work.enrolment, unit=work.unit, attempt=2)
    assert markers_for([again], today=timezone.localdate())[again.pk] == [other]
    for person in (marker, other):
        grant(person, "iqa")
        on_duty(work.enrolment.qualification, assurer=person)
    appeal = lodge_appeal(
        submission=work, grounds="See page 4.", by=work.enrolment.candidate.user, now=JUDGED_AT
    )
    bench = reverse("quality:sample_bench", args=[work.reference])
    today = timezone.localdate()
    plan = propose_plan(
        qualification=work.enrolment.qualification, seed=1, by=marker, now=timezone.now()
    )

    assert appeal.parts.get(person=marker).part == Part.ASSURED
    assert marker not in reviewers_for(appeal)
    assert client_of(marker).get(bench).status_code == 404
    assert not can_sample(marker, work, today=today)
    assert not plan.cells.exists()
    with pytest.raises(PermissionDenied):
        save_draft(submission=work, answers={}, version=0, by=marker, now=timezone.now())
    page = client_of(marker).get(both(SecondMarking.objects.get())).content.decode()
    assert "Sample this judgement" not in page

    assert other in reviewers_for(appeal)  # the control
    assert client_of(other).get(bench).status_code == 200
    plan = propose_plan(
        qualification=work.enrolment.qualification, seed=1, by=other, now=timezone.now()
    )
    assert plan.cells.get().enrolment == work.enrolment
    assert save_draft(submission=work, answers={}, version=0, by=other, now=timezone.now())


def test_an_appeal_meanwhile_does_not_keep_a_second_marker_from_finishing(work, marker):
    marking = take(work, marker)
    lodge_appeal(
        submission=work, grounds="See page 4.", by=work.enrolment.candidate.user, now=timezone.now()
    )

    finish_second_marking(marking=marking, judgements=SAID, by=marker, now=timezone.now())

    assert SecondDecision.objects.count() == 2


@pytest.mark.parametrize("own", ["assessor", "candidate"])
def test_the_database_itself_refuses_a_second_marking_of_ones_own(work, marker, own):
    marking = finished(work, marker)
    fields = {
        name: getattr(marking, name)
        for name in ("submission", "policy", "assessor", "candidate", "given_by", "given_at")
    }
    other = judged_work()
    mine = fields | {"submission": other, "marker": fields[own]}
    with pytest.raises(IntegrityError, match="second_marking_is_not_of_own"), transaction.atomic():
        SecondMarking.objects.create(**mine)
    SecondMarking.objects.create(**(mine | {"marker": TutorFactory()}))  # the control
    decision = marking.decisions.first()
    decision.pk, decision.marker_id = None, decision.assessor_id
    with pytest.raises(IntegrityError, match="second_decision"), transaction.atomic():
        decision.save(force_insert=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        SecondDecision.objects.update(comment="Better.")
    with pytest.raises(DatabaseError), transaction.atomic():
        SecondMarking.objects.update(marker=fields[own])


def test_what_is_not_drawn_is_not_there(marker, assurer):
    draw_one_in(None)
    work = judged_work()
    on_duty(work.enrolment.qualification, assurer=assurer)

    assert not drawn_for(marker, today=timezone.localdate())
    with pytest.raises(SecondMarkingRefused, match="not drawn"):
        take(work, marker)
    take_it = reverse("quality:second_marking_take", args=[work.reference])
    assert client_of(marker).post(take_it).status_code == 404


def test_one_work_is_in_one_pair_of_hands_until_it_is_handed_back(work, marker, assurer):
    other = TutorFactory()
    marking = take(work, marker)
    assert take(work, marker) == marking
    with pytest.raises(SecondMarkingRefused):
        take(work, other)
    take_it = reverse("quality:second_marking_take", args=[work.reference])
    assert client_of(other).post(take_it).status_code == 409
    assert client_of(other).get(marking.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        return_second_marking(marking=marking, by=other, now=timezone.now())

    return_second_marking(marking=marking, by=assurer, now=timezone.now())

    assert take(work, other).marker == other
    assert client_of(marker).get(marking.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        finish_second_marking(marking=marking, judgements=SAID, by=marker, now=timezone.now())


def test_whoever_learned_the_first_marking_meanwhile_does_not_finish(work, marker):
    marking = take(work, marker)
    work.enrolment.tutor = marker
    work.enrolment.save()

    with pytest.raises(PermissionDenied):
        finish_second_marking(marking=marking, judgements=SAID, by=marker, now=timezone.now())
    assert not SecondDecision.objects.exists()


def test_a_stranger_reads_neither_the_report_nor_the_comparison(work, marker):
    marking = finished(work, marker)
    stranger = client_of(IQAFactory())

    assert stranger.get(both(marking)).status_code == 404
    assert "Nothing is marked a second time yet." in stranger.get(REPORT).content.decode()
    assert client_of(work.enrolment.tutor).get(both(marking)).status_code == 404
    assert client_of(work.enrolment.candidate.user).get(both(marking)).status_code == 403
    give = reverse("quality:second_marking_give", args=[judged_work().reference])
    assert stranger.post(give, {"marker": marker.pk}).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_query_counts(policy, assurer, assurer_client, marker, size, django_assert_num_queries):
    first = judged_work()
    on_duty(first.enrolment.qualification, assurer=assurer)
    for at in range(size):
        same = {"enrolment__version": first.enrolment.version}
        finished(first if not at else judged_work(**same), marker)
        judged_work(**same)
        take(judged_work(**same), marker)
    client = client_of(marker)
    client.get(QUEUE)

    with django_assert_num_queries(22):
        response = client.get(QUEUE)
    assert len(response.context["drawn"]) == len(response.context["in_hand"]) == size
    with django_assert_num_queries(24):
        response = assurer_client.get(REPORT)
    assert len(response.context["drawn"]) == len(response.context["page"]) == size


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_same_at_once_one_has_it():
    draw_one_in(1)
    work, people = judged_work(), [TutorFactory(), TutorFactory()]
    start, outcomes = Barrier(2), []

    def run(person):
        start.wait()
        try:
            take(work, person)
        except (SecondMarkingRefused, DatabaseError) as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert SecondMarking.objects.standing().count() == 1
    assert len(outcomes) == 1
