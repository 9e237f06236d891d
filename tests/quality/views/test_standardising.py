"""An exercise from its script to the spread: who is invited, who sees what, and whose work."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from enrolments.actions.staff_records import approve_for_unit
from ledger import jobs
from ledger.models import AuditEvent, SentMail
from quality.actions.standardising import choose_standardisation, close_exercise, hand_in
from quality.consent import may_be_used
from quality.errors import ExerciseRefused
from quality.models import (
    ExerciseJudgement,
    ExerciseMarking,
    StandardisationChoice,
    StandardisationExercise,
)
from quality.standardising import scripts_for
from tests.conftest import client_of
from tests.factories.accounts import IQAFactory, TutorFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty
from tests.quality.exercises import an_exercise, judge, judgements, plan, write_up
from tests.quality.second import JUDGED_AT, judged_work

pytestmark = pytest.mark.once

LIST = reverse("quality:exercise_list")
SCRIPTS = reverse("quality:script_list")
CHOICE = reverse("quality:standardisation_choice")
TODAY = timezone.localdate


@pytest.fixture
def script(assurer):
    """Judged work of somebody with a name to hide, in a diploma with two more assessors."""
    enrolment = EnrolmentFactory(
        candidate__user__given_name="Quentin",
        candidate__user__family_name="Personname",
        registration_number="ABC1234",
        registered_on=JUDGED_AT.date(),
        tutor__family_name="Aston",
    )
    work = judged_work(
        enrolment=enrolment,
        narrative="I, Quentin Personname (ABC1234), did this.",
        evidence__title="Personname rota.pdf",
    )
    for family_name in ("Baker", "Cole"):
        approve_for_unit(
            person=TutorFactory(family_name=family_name),
            qualification=enrolment.qualification,
            unit_code="",
            starts_on=JUDGED_AT.date(),
            by=None,
            now=JUDGED_AT,
        )
    TutorFactory(family_name="Stranger")
    on_duty(enrolment.qualification, assurer=assurer)
    return work


@pytest.fixture
def exercise(script, assurer):
    return an_exercise(script, assurer)


def people(exercise):
    return [one.assessor for one in exercise.markings.order_by("assessor__family_name")]


def at(name, exercise, *more):
    return reverse(f"quality:{name}", args=[exercise.reference, *more])


def refuse(work, *, is_refused=True):
    return choose_standardisation(
        enrolment=work.enrolment,
        is_refused=is_refused,
        by=work.enrolment.candidate.user,
        now=timezone.now(),
    )


# ---- opening ------------------------------------------------------------------------------------


def test_from_the_list_of_scripts_to_invited_assessors(assurer_client, script):
    found = assurer_client.get(SCRIPTS, {"q": "personname 001"})
    assert list(found.context["page"]) == [script]
    assert not assurer_client.get(SCRIPTS, {"q": "nobody"}).context["page"].object_list
    address = reverse("quality:exercise_open", args=[script.reference])
    page = assurer_client.get(address)
    assert "Names inside documents are not removed." in page.content.decode()
    file = script.files.first().file
    fields = {
        "title": "A business case",
        "held_on": TODAY().isoformat(),
        "parts": ["text", str(file.reference)],
        "form_token": str(uuid4()),
    }
    refused = assurer_client.post(address, fields)
    assert refused.status_code == 422
    assert refused.context["form"].errors["is_declared"]
    assert "A business case" in refused.content.decode()
    assert not StandardisationExercise.objects.exists()

    for _ in range(2):  # a double click
        assurer_client.post(address, fields | {"is_declared": "on"})

    exercise = StandardisationExercise.objects.get()
    assert [one.family_name for one in people(exercise)] == ["Aston", "Baker", "Cole"]
    jobs.run_due()
    mails = SentMail.objects.filter(job__kind="exercise_mail")
    assert mails.count() == 3
    assert not [mail for mail in mails if "Personname" in mail.body + mail.subject]
    waiting = client_of(people(exercise)[0]).get(LIST).content.decode()
    assert "For you to judge" in waiting
    assert not AuditEvent.objects.filter(
        thing_type="quality.standardisationexercise", thing_label__contains="Personname"
    ).exists()
    assert not AuditEvent.objects.filter(thing_type="quality.standardisationexercise").exclude(
        subject=""
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"is_declared": False},
        {"title": " "},
        {"files": [], "has_narrative": False},
    ],
)
def test_what_is_not_whole_opens_nothing(script, assurer, fields):
    with pytest.raises(ExerciseRefused):
        an_exercise(script, assurer, **fields)
    assert not StandardisationExercise.objects.exists()


def test_a_file_of_somebody_else_is_no_part(script, assurer):
    other = judged_work(enrolment__version=script.enrolment.version)

    with pytest.raises(ExerciseRefused, match="files of this work"):
        an_exercise(script, assurer, files=plan(other).files)


def test_only_an_assurer_on_duty_opens_and_closes(script, assurer, exercise):
    for person in (IQAFactory(), TutorFactory(), script.enrolment.candidate.user):
        with pytest.raises(PermissionDenied):
            an_exercise(script, person)
        with pytest.raises(PermissionDenied):
            close_exercise(exercise=exercise, by=person, now=timezone.now())
    address = reverse("quality:exercise_open", args=[script.reference])
    stranger = client_of(IQAFactory())
    assert stranger.get(address).status_code == 404
    assert stranger.get(at("exercise_detail", exercise)).status_code == 404
    assert stranger.post(at("exercise_close", exercise)).status_code == 404
    assert not stranger.get(LIST).context["page"].object_list


# ---- whose work may be used ---------------------------------------------------------------------


def test_a_candidate_refuses_and_allows_with_history(script):
    client = client_of(script.enrolment.candidate.user)
    sent = {"enrolment": str(script.enrolment.reference), "choice": "refuse"}
    assert "Allowed" in client.get(CHOICE).content.decode()
    assert CHOICE in client.get(reverse("accounts:profile")).content.decode()

    for _ in range(2):
        client.post(CHOICE, sent)
    assert not may_be_used(script)
    client.post(CHOICE, sent | {"choice": "allow"})

    assert may_be_used(script)
    said = StandardisationChoice.objects.order_by("pk").values_list("is_refused", flat=True)
    assert list(said) == [True, False]
    assert client.post(CHOICE, sent | {"choice": "perhaps"}).status_code == 422
    other = EnrolmentFactory()
    assert client.post(CHOICE, sent | {"enrolment": str(other.reference)}).status_code == 404
    with pytest.raises(PermissionDenied):
        refuse_for(other, by=script.enrolment.candidate.user)
    with pytest.raises(DatabaseError), transaction.atomic():
        StandardisationChoice.objects.update(is_refused=False)


def refuse_for(enrolment, *, by):
    return choose_standardisation(enrolment=enrolment, is_refused=True, by=by, now=timezone.now())


def test_what_is_refused_is_neither_offered_nor_taken(script, assurer, assurer_client):
    assert script in scripts_for(assurer, today=TODAY())  # the control
    refuse(script)

    assert script not in scripts_for(assurer, today=TODAY())
    address = reverse("quality:exercise_open", args=[script.reference])
    assert assurer_client.get(address).status_code == 404
    assert "Personname" not in assurer_client.get(SCRIPTS).content.decode()
    with pytest.raises(ExerciseRefused, match="does not let"):
        an_exercise(script, assurer)
    refuse(script, is_refused=False)
    assert an_exercise(script, assurer).pk


def test_the_refusal_of_a_declaration_counts_for_that_work(script, assurer):
    work = judged_work(
        enrolment=script.enrolment,
        unit=script.enrolment.version.units.last(),
        declaration__refused=True,
    )

    assert list(scripts_for(assurer, today=TODAY())) == [script]
    with pytest.raises(ExerciseRefused, match="does not let"):
        an_exercise(work, assurer)


def test_a_later_refusal_hides_the_script_and_keeps_the_spread(exercise, script, assurer_client):
    first, second, _ = people(exercise)
    judge(exercise, first, "mn")
    client = client_of(second)
    sheet, file = at("exercise_sheet", exercise, 1), at("exercise_file", exercise, 1)
    bench = at("exercise_mark", exercise)
    assert [client.get(one).status_code for one in (sheet, file, bench)] == [200, 200, 200]

    refuse(script)

    for reader in (client, assurer_client, client_of(first)):
        assert [reader.get(one).status_code for one in (sheet, file)] == [404, 404]
    page = client.get(bench).content.decode()
    assert "has withdrawn this work" in page
    assert "<iframe" not in page
    with pytest.raises(ExerciseRefused, match="withdrawn"):
        judge(exercise, second, "mm")
    sent = client.post(bench, {"c1-judged": "met", "c2-judged": "met"})
    assert sent.status_code == 422
    assert "1 of 3" in assurer_client.get(at("exercise_detail", exercise)).content.decode()


# ---- without names ------------------------------------------------------------------------------

HIDDEN = ("Quentin", "Personname", "ABC1234", "rota")


def opened_by(client, exercise):
    """Everything an assessor can open of an exercise."""
    for address in (
        LIST,
        at("exercise_mark", exercise),
        at("exercise_sheet", exercise, 0),
        at("exercise_sheet", exercise, 1),
        at("exercise_file", exercise, 1),
        at("exercise_detail", exercise),
    ):
        response = client.get(address, follow=True)
        body = b"".join(response) if response.streaming else response.content
        yield f"{address} {sorted(response.headers.items())} {body.decode(errors='replace')}"


def test_the_script_says_candidate_and_evidence_1(exercise, script):
    _, stranger, _ = people(exercise)
    client = client_of(stranger)

    told = [
        (word, text[:70]) for text in opened_by(client, exercise) for word in HIDDEN if word in text
    ]
    assert not told
    judge(exercise, stranger, "mm")
    assert not [word for text in opened_by(client, exercise) for word in HIDDEN if word in text]
    text = client.get(at("exercise_sheet", exercise, 0)).content.decode()
    assert "I, Candidate (Candidate), did this." in text
    disposition = client.get(at("exercise_file", exercise, 1)).headers["Content-Disposition"]
    assert "Evidence 1.pdf" in disposition


def test_control_the_same_words_are_there_for_the_tutor(script):
    tutor = client_of(script.enrolment.tutor)
    page = tutor.get(reverse("assessments:submission_detail", args=[script.reference]))

    assert "Personname" in page.content.decode()


def test_what_is_left_out_is_not_there(script, assurer):
    exercise = an_exercise(script, assurer, files=[])
    client = client_of(people(exercise)[1])

    assert client.get(at("exercise_sheet", exercise, 1)).status_code == 404
    assert client.get(at("exercise_file", exercise, 1)).status_code == 404
    only_file = an_exercise(script, assurer, has_narrative=False)
    assert client.get(at("exercise_sheet", only_file, 0)).status_code == 404


# ---- each on their own --------------------------------------------------------------------------


def test_nobody_sees_the_others_before_they_hand_in_or_it_closes(exercise, assurer):
    first, second, third = people(exercise)
    judge(exercise, first, "mn", comment="Canaryreason")
    detail = at("exercise_detail", exercise)

    for person in (second, third):
        response = client_of(person).get(detail)
        assert response.status_code == 302
        assert response.url == at("exercise_mark", exercise)
        assert "Canaryreason" not in client_of(person).get(response.url).content.decode()
    judge(exercise, second, "mm")
    assert "Canaryreason" in client_of(second).get(detail).content.decode()  # the control
    close_exercise(exercise=exercise, by=assurer, now=timezone.now())
    assert "Canaryreason" in client_of(third).get(detail).content.decode()
    assert client_of(third).get(at("exercise_mark", exercise)).status_code == 302


def test_an_assurer_who_judges_too_is_no_exception(script, assurer, assurer_client):
    assurer.role_grants.create(role="tutor", granted_at=JUDGED_AT)
    approve_for_unit(
        person=assurer,
        qualification=script.enrolment.qualification,
        unit_code="",
        starts_on=JUDGED_AT.date(),
        by=None,
        now=JUDGED_AT,
    )
    exercise = an_exercise(script, assurer)
    other = on_duty(exercise.qualification, assurer=IQAFactory())
    agreed = judgements("mn", comment="Canaryagreed")
    write_up(exercise, other, "mn", agreed=agreed, discussed="Canarydiscussed")
    pages = [at("exercise_detail", exercise), at("exercise_minutes", exercise)]

    asked = [assurer_client.get(page, follow=True) for page in pages]
    for response in (*asked, assurer_client.post(pages[1], follow=True)):
        assert response.redirect_chain[-1][0] == at("exercise_mark", exercise)
        assert "Canary" not in response.content.decode()
    with pytest.raises(PermissionDenied):
        write_up(exercise, assurer, "mm", seen=1, reason="Mine.")

    judge(exercise, assurer, "mm")  # the control: handed in, both are open

    for page in pages:
        assert "Canaryagreed" in assurer_client.get(page).content.decode()
    assert write_up(exercise, assurer, "mm", seen=1, reason="Mine.").version == 2


def test_the_bench_keeps_what_is_typed_and_takes_it_once(exercise):
    first, _, _ = people(exercise)
    client, bench = client_of(first), at("exercise_mark", exercise)
    client.post(bench, {"c1-comment": "Half way.", "keep": "1"})
    assert "Half way." in client.get(bench).content.decode()
    half = client.post(bench, {"c1-judged": "met", "c1-comment": "Half way."})
    assert half.status_code == 422
    assert "Half way." in half.content.decode()

    for _ in range(2):
        client.post(bench, {"c1-judged": "met", "c2-judged": "not_yet_met"})

    assert ExerciseJudgement.objects.count() == 2
    marking = exercise.markings.get(assessor=first)
    again = hand_in(marking=marking, judgements={}, by=first, now=timezone.now())
    assert again.handed_in_at is not None
    with pytest.raises(PermissionDenied):
        hand_in(
            marking=exercise.markings.get(assessor=people(exercise)[1]),
            judgements={},
            by=first,
            now=timezone.now(),
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        ExerciseJudgement.objects.update(comment="Better.")


def test_a_closed_exercise_takes_nothing_more(exercise, assurer, assurer_client):
    first, _, _ = people(exercise)
    judge(exercise, first, "mm")
    for _ in range(2):
        assurer_client.post(at("exercise_close", exercise))
    exercise.refresh_from_db()

    assert exercise.closed_by == assurer
    with pytest.raises(ExerciseRefused, match="closed"):
        judge(exercise, people(exercise)[1], "mm")
    with pytest.raises(DatabaseError), transaction.atomic():
        StandardisationExercise.objects.update(title="Another")


def test_the_database_refuses_a_candidate_as_judge_of_their_own_work(exercise, script):
    candidate = script.enrolment.candidate.user
    with pytest.raises(IntegrityError, match="own_work"), transaction.atomic():
        ExerciseMarking.objects.create(exercise=exercise, assessor=candidate, candidate=candidate)
    ExerciseMarking.objects.create(
        exercise=exercise, assessor=TutorFactory(), candidate=candidate
    )  # the control


def test_the_spread_says_least_median_most_and_who_is_apart(assurer, assurer_client):
    version = SpecificationVersionFactory(regime="marks", maximum=Decimal(20), criteria=1)
    work = judged_work("12", enrolment__version=version)
    on_duty(version.qualification, assurer=assurer)
    others = [EnrolmentFactory(version=version).tutor for _ in range(2)]
    exercise = an_exercise(work, assurer)
    for person, mark in zip([work.enrolment.tutor, *others], (12, 13, 18), strict=True):
        judge(exercise, person, [Decimal(mark)])

    page = assurer_client.get(at("exercise_detail", exercise))
    said = " ".join(page.content.decode().split())

    assert "least 12, median 13, most 18 of 20" in said
    assert said.count("▲ apart</span>") == 1
    assert "apart in 1 of 1 criterion" in said
    assert '<rect class="dot dot-apart"' in said
    apart = [judge.person for judge in page.context["spread"].judges if judge.outlying]
    assert apart == [others[1]]


@pytest.mark.parametrize("size", [1, 3])
def test_query_counts(script, assurer, assurer_client, size, django_assert_num_queries):
    exercises = [an_exercise(script, assurer) for _ in range(size)]
    for person in people(exercises[0])[:size]:
        judge(exercises[0], person, "mm")
    for _ in range(size - 1):
        judged_work(enrolment__version=script.enrolment.version)
    client = client_of(people(exercises[0])[0])
    client.get(LIST)

    with django_assert_num_queries(6):
        assert len(client.get(LIST).context["page"]) == size
    with django_assert_num_queries(5):
        assert len(assurer_client.get(SCRIPTS).context["page"]) == size
    with django_assert_num_queries(13):
        page = assurer_client.get(at("exercise_detail", exercises[0]))
    assert len(page.context["spread"].judges) == size
