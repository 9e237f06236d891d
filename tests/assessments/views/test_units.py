"""The unit page: working on it with and without scripts, and only where one may."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.evidence import described_now, remove_evidence
from assessments.actions.releasing import release
from assessments.actions.reopening import reopen_marking
from assessments.choices import Outcome, UnitState
from assessments.models import Evidence, EvidenceClaim, Narrative
from courses.choices import Regime
from enrolments.choices import EnrolmentStatus
from tests.assessments import corpus
from tests.assessments.countersigning import answer, learner
from tests.assessments.marking import NOW as MARKED_AT
from tests.assessments.marking import draft, finish, mark_and_release
from tests.assessments.portfolio import (
    LATER,
    NOW,
    add,
    claimed,
    first_unit,
    submit,
    without_tokens,
)
from tests.conftest import client_of
from tests.factories.accounts import TutorFactory
from tests.factories.courses import SpecificationVersionFactory, import_level_7
from tests.factories.enrolments import EnrolmentFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db, pytest.mark.usefixtures("root")]
AUTOSAVE = {"X-Requested-With": "autosave"}


def address(name, enrolment, *more, position=1):
    code = enrolment.version.units.get(position=position).code
    return reverse(f"assessments:{name}", args=[enrolment.reference, code, *more])


def page_of(client, enrolment, position=1):
    return client.get(address("unit_detail", enrolment, position=position))


def answers(evidence, unit, **changes):
    criteria = [criterion.pk for criterion in unit.criteria.all()]
    stands = {
        "version": described_now(evidence, criteria).version,
        "title": evidence.title,
        "kind": evidence.kind,
    }
    return stands | changes


def test_an_empty_unit_says_what_to_add(candidate_client, enrolment):
    page = page_of(candidate_client, enrolment)

    assert page.status_code == 200
    assert "Add what shows these 2 criteria, then submit." in page.text
    assert "Nothing yet." in page.text
    assert page.text.count("No evidence yet") == 2


def test_evidence_is_on_the_page_with_its_claims(candidate_client, enrolment):
    evidence = add(enrolment, name="Rota & budget £3.pdf")
    page = page_of(candidate_client, enrolment)

    assert "Rota &amp; budget £3" in page.text
    assert evidence.files.get().get_absolute_url() in page.text
    assert "Every criterion has evidence: read it through and submit." in page.text
    card = page.context["cards"][0]
    assert [row.tick.value() for row in card.form.rows()] == [True, True]


def test_evidence_of_another_unit_is_offered_here(candidate_client, enrolment):
    evidence = add(enrolment)
    page = page_of(candidate_client, enrolment, position=2)
    assert "Use something you have already (1)" in page.text

    response = candidate_client.post(
        address("evidence_use", enrolment, evidence.reference, position=2)
    )
    assert response.status_code == 302
    assert EvidenceClaim.objects.filter(evidence=evidence).count() == 4


def test_a_scenario_response_names_its_scenario_and_says_what_it_is(candidate_client, enrolment):
    evidence = add(enrolment)
    url = address("evidence_edit", enrolment, evidence.reference)
    said = {"kind": "scenario", "created_on": "2026-04-20", "is_anonymised": "on", "shows-1": "on"}

    answer = candidate_client.post(url, answers(evidence, first_unit(enrolment), **said))
    assert answer.status_code == 422
    assert "Say which scenario it answers." in answer.text

    said["prompt"] = "A partner wants to halve reception"
    candidate_client.post(url, answers(evidence, first_unit(enrolment), **said))
    evidence.refresh_from_db()
    assert (evidence.prompt, evidence.created_on) == (said["prompt"], date(2026, 4, 20))
    assert evidence.is_anonymised
    frame = candidate_client.get(
        reverse("assessments:evidence_view", args=[evidence.files.get().reference])
    ).text
    assert "answers: A partner wants to halve reception" in frame
    assert "made on 20 Apr 2026, declared anonymised" in frame

    said |= {"kind": "document"}
    answer = candidate_client.post(url, answers(evidence, first_unit(enrolment), **said))
    assert "Only a scenario response answers a scenario" in answer.text


def test_the_database_keeps_scenarios_to_what_answers_one(enrolment):
    add(enrolment)
    with pytest.raises(IntegrityError, match="evidence_prompt_is_of_a_scenario"):
        Evidence.objects.update(prompt="A partner wants to halve reception")


def test_an_assignment_has_its_brief_and_its_word_guide(candidate_client, candidate_user, tutor):
    enrolment = EnrolmentFactory(
        version=import_level_7(), candidate__user=candidate_user, tutor=tutor
    )
    page = page_of(candidate_client, enrolment).text
    url = address("unit_brief", enrolment)
    assert "About 4000 words, as a guide." in page
    assert f'href="{url}?download"' in page

    brief = candidate_client.get(url).text
    file = candidate_client.get(url + "?download")

    unit = first_unit(enrolment)
    for text in (brief, file.text):
        for criterion in unit.criteria.all():
            assert f"{criterion.number} {criterion.text}" in text
        assert "(50 marks)" in text
        assert "About 4000 words: a guide, not a rule" in text
    assert file["Content-Disposition"] == f'attachment; filename="Brief {unit.code}.html"'


def test_a_unit_of_level_5_speaks_of_no_assignment(candidate_client, enrolment):
    assert "Read the brief" not in page_of(candidate_client, enrolment).text


def test_evidence_is_described_by_a_form(candidate_client, enrolment):
    evidence = add(enrolment)
    response = candidate_client.post(
        address("evidence_edit", enrolment, evidence.reference),
        answers(
            evidence,
            first_unit(enrolment),
            **{
                "title": "Access review",
                "kind": "work_product",
                "shows-1": "on",
                "place-1": "p. 4",
            },
        ),
    )

    assert response.status_code == 302
    evidence.refresh_from_db()
    assert (evidence.title, evidence.kind) == ("Access review", "work_product")
    assert claimed(evidence) == {"1.1": "p. 4"}


def test_evidence_is_saved_as_it_is_changed(candidate_client, enrolment):
    evidence = add(enrolment)
    unit = first_unit(enrolment)
    url = address("evidence_edit", enrolment, evidence.reference)
    first = candidate_client.post(
        url, answers(evidence, unit, **{"shows-2": "on"}), headers=AUTOSAVE
    )
    again = candidate_client.post(
        url,
        answers(evidence, unit, **{"shows-2": "on", "place-2": "12:30"})
        | {"version": first.json()["version"]},
        headers=AUTOSAVE,
    )

    assert (first.status_code, again.status_code) == (200, 200)
    assert claimed(evidence) == {"1.2": "12:30"}


def test_a_stale_card_is_shown_both_sides(candidate_client, enrolment):
    evidence = add(enrolment)
    unit = first_unit(enrolment)
    url = address("evidence_edit", enrolment, evidence.reference)
    stale = answers(evidence, unit)
    candidate_client.post(url, stale | {"shows-1": "on", "place-1": "p. 1"})

    mine = stale | {"shows-2": "on", "place-2": "p. 2"}
    asked = candidate_client.post(url, mine, headers=AUTOSAVE)
    assert asked.status_code == 409
    said = asked.json()
    assert said["theirs"] == {
        "version": said["their_version"],
        "title": evidence.title,
        "kind": "document",
        "prompt": "",
        "created_on": "",
        "shows-1": "on",
        "place-1": "p. 1",
        "place-2": "",
    }
    assert said["yours"]["place-2"] == "p. 2"

    page = candidate_client.post(url, mine)
    assert page.status_code == 409
    assert 'value="p. 2"' in page.text
    assert claimed(evidence) == {"1.1": "p. 1"}

    chosen = candidate_client.post(url, mine | {"version": said["their_version"]})
    assert chosen.status_code == 302
    assert claimed(evidence) == {"1.2": "p. 2"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Give it a title."),
        ({"title": "x" * 256}, "Use 255 characters or fewer."),
        ({"kind": "nonsense"}, "nonsense is not one of the available choices"),
        ({"place-1": "x" * 61, "shows-1": "on"}, "Use 60 characters or fewer."),
    ],
)
def test_a_wrong_answer_is_said_and_everything_typed_kept(
    candidate_client, enrolment, changes, message
):
    evidence = add(enrolment)
    url = address("evidence_edit", enrolment, evidence.reference)
    sent = answers(evidence, first_unit(enrolment), **{"place-2": "p. 9", "shows-2": "on"})
    page = candidate_client.post(url, sent | changes)
    asked = candidate_client.post(url, sent | changes, headers=AUTOSAVE)

    assert page.status_code == asked.status_code == 422
    assert message in page.text
    assert 'value="p. 9"' in page.text
    assert message.split()[0] in asked.json()["message"]
    assert claimed(evidence) == {"1.1": "", "1.2": ""}


def test_removed_evidence_can_be_put_back_from_the_page(candidate_client, enrolment):
    evidence = add(enrolment)
    gone = candidate_client.post(address("evidence_remove", enrolment, evidence.reference))
    page = candidate_client.get(gone.url)

    assert f"“{evidence.title}” is out of your portfolio." in page.text
    assert "Removed (1)" in page.text
    assert Evidence.objects.standing().count() == 0

    candidate_client.post(address("evidence_restore", enrolment, evidence.reference))
    assert Evidence.objects.standing().get() == evidence


@pytest.mark.parametrize("name", ["evidence_edit", "evidence_use", "evidence_remove"])
def test_a_refusal_is_said_on_the_page(candidate_client, enrolment, name):
    evidence = add(enrolment)
    submit(enrolment)
    sent = answers(evidence, first_unit(enrolment), **{"shows-1": "on"})
    page = candidate_client.post(address(name, enrolment, evidence.reference), sent)

    assert page.status_code == 422
    assert 'class="error-summary"' in page.text
    assert claimed(evidence) == {"1.1": "", "1.2": ""}


def test_a_card_of_a_unit_that_is_gone_tells_the_script(candidate_client, enrolment):
    evidence = add(enrolment)
    submit(enrolment)
    asked = candidate_client.post(
        address("evidence_edit", enrolment, evidence.reference),
        answers(evidence, first_unit(enrolment)),
        headers=AUTOSAVE,
    )

    assert asked.status_code == 409
    assert "withdraw" in asked.json()["message"]


def test_nothing_of_a_removed_item_can_be_put_back_after_the_end(candidate_client, enrolment):
    evidence = add(enrolment)
    remove_evidence(evidence=evidence, by=enrolment.candidate.user, now=LATER)
    enrolment.status = EnrolmentStatus.WITHDRAWN
    enrolment.withdrawn_on = NOW.date()
    enrolment.save()
    page = candidate_client.post(address("evidence_restore", enrolment, evidence.reference))

    assert page.status_code == 422
    assert "can only be read" in page.text


def test_feedback_stands_beside_the_criterion_with_its_history(candidate_client, enrolment):
    add(enrolment)
    mark_and_release(submit(enrolment), "met", "not")
    add(enrolment, name="more.pdf", content=corpus.pdf("More"), now=LATER)
    mark_and_release(submit(enrolment, now=LATER), "not", now=LATER + timedelta(days=10))
    page = page_of(candidate_client, enrolment)
    first, second = page.context["page"].criteria

    assert (first.state, len(first.earlier)) == (UnitState.PASSED, 0)
    assert (second.state, second.latest.decision.submission.attempt) == (UnitState.REFERRED, 2)
    assert [one.decision.submission.attempt for one in second.earlier] == [1]
    assert "1 earlier decision" in page.text


def test_what_was_marked_again_before_release_is_told_to_nobody(candidate_client, enrolment):
    add(enrolment)
    work = submit(enrolment)
    finish(work, "met", "met")
    reopen_marking(submission=work, by=enrolment.tutor, now=MARKED_AT + timedelta(hours=1))
    later = MARKED_AT + timedelta(hours=2)
    draft(work, "", "not", now=later, feedback="The cost is missing.")
    finish(work, "", "", now=later)
    release(submission=work, by=enrolment.tutor, now=later)
    page = page_of(candidate_client, enrolment)
    second = page.context["page"].criteria[1]

    assert (second.state, second.earlier) == (UnitState.REFERRED, [])
    assert not second.latest.is_correction
    assert "earlier decision" not in page.text


def test_what_a_countersigner_handed_back_is_told_to_nobody(candidate_client, enrolment):
    enrolment.tutor = learner()
    enrolment.save()
    add(enrolment)
    work = submit(enrolment)
    finish(work, "met", "met")
    colleague, later = TutorFactory(), MARKED_AT + timedelta(hours=2)
    answer(work, colleague, agrees=False, reason="Look again.", now=later - timedelta(hours=1))
    draft(work, "", "not", now=later, feedback="The cost is missing.")
    finish(work, "", "", now=later)
    answer(work, colleague, now=later)
    release(submission=work, by=enrolment.tutor, now=later)
    page = page_of(candidate_client, enrolment)

    assert page.context["page"].criteria[1].earlier == []
    assert "The cost is missing." in page.text


def test_control_a_correction_after_release_is_told_beside_what_it_corrects(
    candidate_client, enrolment
):
    add(enrolment)
    work = submit(enrolment)
    mark_and_release(work, "met", "met")
    correct_decision(
        decision=work.decisions.get(criterion__position=2),
        correction=Correction(
            outcome=Outcome.NOT_YET_MET,
            feedback="The cost is missing.",
            resubmit_by=(MARKED_AT + timedelta(days=60)).date(),
            reason="Overlooked.",
        ),
        by=enrolment.tutor,
        now=MARKED_AT + timedelta(days=1),
    )
    page = page_of(candidate_client, enrolment)
    second = page.context["page"].criteria[1]

    assert second.latest.is_correction
    assert [one.state for one in second.earlier] == [UnitState.PASSED]


def test_a_referral_opens_only_what_was_referred(candidate_client, enrolment, settings):
    add(enrolment)
    mark_and_release(submit(enrolment), "met", "not")
    page = page_of(candidate_client, enrolment)

    assert "1 criterion needs more evidence." in page.text
    assert "What you passed stays passed." in page.text
    card = page.context["cards"][0]
    assert [row.criterion.number for row in card.form.rows()] == ["1.2"]
    assert "Nothing has changed since attempt 1," in page.text
    assert "This is the last attempt without asking" in page.text

    add(enrolment, name="the same again.pdf", now=LATER)
    assert "Nothing has changed since" in page_of(candidate_client, enrolment).text
    add(enrolment, name="more.pdf", content=corpus.pdf("More"), now=LATER)
    assert "Nothing has changed since" not in page_of(candidate_client, enrolment).text


def test_used_up_attempts_are_said_before_anybody_submits(candidate_client, enrolment, settings):
    settings.ATTEMPTS_PER_UNIT = 1
    add(enrolment)
    mark_and_release(submit(enrolment), "met", "not")
    page = page_of(candidate_client, enrolment)

    assert "Every attempt is used; the centre decides on another." in page.text
    assert "Submit to" not in page.text


@pytest.mark.parametrize("client_name", ["candidate_client", "tutor_client"])
def test_what_is_not_released_is_not_on_the_page(request, client_name, enrolment):
    add(enrolment)
    finish(submit(enrolment), "met", "not")
    page = page_of(request.getfixturevalue(client_name), enrolment)

    assert "Say more about the cost." not in page.text
    assert [line.state for line in page.context["page"].criteria] == [UnitState.SUBMITTED] * 2


def test_a_mark_is_shown_with_its_band_as_feedback(candidate_client, candidate_user, tutor):
    enrolment = EnrolmentFactory(
        version=SpecificationVersionFactory(
            units=1, criteria=2, regime=Regime.MARKS, qualification__level=7
        ),
        tutor=tutor,
        candidate__user=candidate_user,
    )
    add(enrolment)
    mark_and_release(submit(enrolment), "40", "27.5")
    page = page_of(candidate_client, enrolment)

    assert "Met, 40 of 50 (good pass)" in page.text
    assert "Met, 27.5 of 50 (pass)" in page.text
    assert f"Passed on {page.context['page'].passed_at:%-d %b %Y}" in page.text


def test_staff_read_and_are_told_of_provisional_wording(
    tutor_client, administrator_client, enrolment
):
    add(enrolment)
    criterion = first_unit(enrolment).criteria.model
    for client in (tutor_client, administrator_client):
        page = page_of(client, enrolment)
        assert page.status_code == 200
        assert "data-upload" not in page.text
        assert "Submit to" not in page.text
    assert criterion.objects.filter(is_provisional=True).count() == 0


@pytest.mark.parametrize("status", [EnrolmentStatus.WITHDRAWN, EnrolmentStatus.COMPLETED])
def test_an_ended_enrolment_is_read_only_and_says_why(candidate_client, enrolment, status):
    add(enrolment)
    enrolment.status = status
    if status == EnrolmentStatus.WITHDRAWN:
        enrolment.withdrawn_on = NOW.date()
    else:
        enrolment.completed_at = NOW
    enrolment.save()
    page = page_of(candidate_client, enrolment)

    assert "This enrolment has ended, so the unit can only be read." in page.text
    assert "data-upload" not in page.text
    assert "Submit to" not in page.text


def test_a_submitted_unit_says_with_whom_since_when(candidate_client, enrolment):
    add(enrolment)
    submission = submit(enrolment)
    page = page_of(candidate_client, enrolment)
    assert "With Tess Turner since 4 May 2026, 11:14, and due back by 18 May 2026." in page.text
    assert "Withdraw to change something" in page.text

    draft(submission, "met", now=LATER)
    page = page_of(candidate_client, enrolment)
    assert "Tess Turner has begun to mark it." in page.text
    assert "Withdraw to change something" not in page.text


def test_the_list_has_every_unit_with_its_state(candidate_client, enrolment):
    add(enrolment)
    submit(enrolment)
    page = candidate_client.get(reverse("assessments:unit_list"))

    assert "0 of 2 units passed." in page.text
    assert address("unit_detail", enrolment, position=2) in page.text
    states = [line.state for line in page.context["lists"][0][1]]
    assert states == [UnitState.SUBMITTED, UnitState.NOT_STARTED]


def test_the_list_of_somebody_without_a_diploma_says_what_will_be_there(candidate_client):
    page = candidate_client.get(reverse("assessments:unit_list"))

    assert "Your units will be listed here" in page.text


POSTED = ["narrative_save", "unit_submit", "evidence_add"]
POSTED_ITEM = ["evidence_edit", "evidence_use", "evidence_remove", "evidence_restore"]


@pytest.mark.parametrize("name", ["unit_detail", *POSTED, *POSTED_ITEM])
def test_anybody_elses_unit_is_like_no_unit(enrolment, name):
    evidence = add(enrolment, name="CANARY patient.pdf")
    more = [evidence.reference] if name in POSTED_ITEM else []
    stranger = client_of(EnrolmentFactory(version=enrolment.version).candidate.user)
    send = stranger.get if name == "unit_detail" else stranger.post
    denied = send(address(name, enrolment, *more))
    missing = send(
        address(name, enrolment, *more).replace(
            str(enrolment.reference), "00000000-0000-4000-8000-000000000000"
        )
    )

    assert denied.status_code == missing.status_code == 404
    assert without_tokens(denied) == without_tokens(missing)
    assert "CANARY" not in denied.text
    assert claimed(evidence) == {"1.1": "", "1.2": ""}
    assert Evidence.objects.standing().count() == 1
    assert Narrative.objects.count() == 0


@pytest.mark.parametrize("name", [*POSTED, *POSTED_ITEM])
@pytest.mark.parametrize("who", ["tutor_client", "administrator_client"])
def test_staff_change_nothing(request, enrolment, name, who):
    evidence = add(enrolment)
    more = [evidence.reference] if name in POSTED_ITEM else []
    client = request.getfixturevalue(who)

    assert client.post(address(name, enrolment, *more)).status_code == 403
    assert client.get(address(name, enrolment, *more)).status_code == 403
    assert claimed(evidence) == {"1.1": "", "1.2": ""}


@pytest.mark.parametrize("name", [*POSTED, *POSTED_ITEM])
def test_nothing_is_changed_by_a_get(candidate_client, enrolment, name):
    evidence = add(enrolment)
    more = [evidence.reference] if name in POSTED_ITEM else []

    assert candidate_client.get(address(name, enrolment, *more)).status_code == 405
    assert claimed(evidence) == {"1.1": "", "1.2": ""}


def test_a_unit_of_another_diploma_is_not_found(candidate_client, enrolment):
    elsewhere = SpecificationVersionFactory().units.first().code
    url = reverse("assessments:unit_detail", args=[enrolment.reference, elsewhere])

    assert candidate_client.get(url).status_code == 404


def test_an_item_of_ones_other_diploma_is_not_found_here(candidate_client, enrolment):
    other = EnrolmentFactory(
        version=SpecificationVersionFactory(qualification__level=7), candidate=enrolment.candidate
    )
    evidence = add(other)
    response = candidate_client.post(address("evidence_use", enrolment, evidence.reference))

    assert response.status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_asks_as_much_for_three_items_as_for_one(
    candidate_client, enrolment, size, django_assert_num_queries
):
    for number in range(size):
        add(enrolment, name=f"{number}.pdf")
    with django_assert_num_queries(17):
        page = page_of(candidate_client, enrolment)

    assert len(page.context["cards"]) == size


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_asks_as_much_for_three_units_as_for_one(
    candidate_client, candidate_user, size, django_assert_num_queries
):
    EnrolmentFactory(
        version=SpecificationVersionFactory(units=size), candidate__user=candidate_user
    )
    with django_assert_num_queries(6):
        page = candidate_client.get(reverse("assessments:unit_list"))

    assert len(page.context["lists"][0][1]) == size
