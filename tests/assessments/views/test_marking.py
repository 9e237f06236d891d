"""The marking page, by HTTP."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.reopening import reopen_criterion
from assessments.choices import Outcome, SubmissionStage
from assessments.models import CriterionDecision, DraftConflict, MarkingDraft, UnitResult
from enrolments.choices import EnrolmentStatus
from ledger.models import AuditEvent
from tests.assessments.marking import draft, finish, mark_and_release
from tests.conftest import client_of
from tests.factories.accounts import UserFactory
from tests.factories.assessments import SubmissionFactory
from tests.factories.courses import SpecificationVersionFactory, import_level_7

pytestmark = pytest.mark.once

FEEDBACK = "Source the national figure."


def address(name, submission, **kwargs):
    return reverse(f"assessments:{name}", kwargs={"reference": submission.reference, **kwargs})


def version_on(client, submission):
    """The versions that a freshly opened page carries."""
    page = client.get(address("submission_mark", submission)).content.decode()
    return re.search(r'name="version" value="([^"]*)"', page)[1]


def save(client, submission, version=None, **fields):
    """What autosave.js sends; fields like c1_mark."""
    values = {name.replace("_", "-", 1): value for name, value in fields.items()}
    values["version"] = version_on(client, submission) if version is None else version
    return client.post(address("draft_save", submission), values)


def sheet(submission):
    return {
        row.criterion.position: (row.mark, row.outcome, row.feedback, row.version)
        for row in MarkingDraft.objects.filter(submission=submission)
    }


# Reading ------------------------------------------------------------------------------------------


def test_the_page_shows_criteria_evidence_and_descriptors(tutor_client, tutor, level_7):
    submission = SubmissionFactory(
        enrolment__version=level_7, enrolment__tutor=tutor, evidence__location="p. 4–6"
    )

    page = tutor_client.get(address("submission_mark", submission)).content.decode()

    assert f"{submission.enrolment.candidate}, Riverside Surgery" in page
    assert "Explain part 1 of the work" in page
    assert "Mark for 1.1" in page
    assert "of 20" in page
    assert "?at=page%3D4" in page
    assert "Nothing decided yet." in page


def test_reading_writes_nothing(tutor_client, marked_submission):
    for _ in range(2):
        assert tutor_client.get(address("submission_mark", marked_submission)).status_code == 200

    marked_submission.refresh_from_db()
    assert marked_submission.stage == SubmissionStage.SUBMITTED
    assert marked_submission.marking_started_at is None
    assert not AuditEvent.objects.exists()
    assert not MarkingDraft.objects.exists()


def test_provisional_wording_is_marked_for_staff(tutor_client, tutor):
    version = import_level_7()
    submission = SubmissionFactory(enrolment__version=version, enrolment__tutor=tutor)
    page = tutor_client.get(address("submission_mark", submission)).content.decode()

    assert page.count("provisional wording") == submission.unit.criteria.count()


@pytest.mark.parametrize("size", [1, 3])
def test_marking_page_query_count(tutor_client, tutor, size, django_assert_num_queries):
    version = SpecificationVersionFactory(units=1, criteria=size)
    work = [
        SubmissionFactory(enrolment__version=version, enrolment__tutor=tutor) for _ in range(size)
    ]
    draft(work[0], *["met"] * size)
    with django_assert_num_queries(14):
        response = tutor_client.get(address("submission_mark", work[0]))

    assert len(response.context["rows"]) == size


@pytest.mark.parametrize("has_keys", [True, False])
def test_single_letter_keys_can_be_switched_off(tutor_client, tutor, marked_submission, has_keys):
    tutor.has_key_shortcuts = has_keys
    tutor.save()
    page = tutor_client.get(address("submission_mark", marked_submission)).content.decode()

    assert ("data-keys" in page) is has_keys
    assert ("<kbd>j</kbd>" in page) is has_keys
    assert 'data-do="next"' in page


def test_keys_are_switched_from_the_page_that_has_them(tutor_client, tutor, marked_submission):
    for is_on, offered in (("no", "keys on"), ("yes", "keys off")):
        answer = tutor_client.post(
            address("keys_switch", marked_submission), {"is_on": is_on}, follow=True
        )
        assert answer.redirect_chain[-1][0] == address("submission_mark", marked_submission)
        assert f"Switch single-letter {offered}" in answer.text
        tutor.refresh_from_db()
        assert tutor.has_key_shortcuts is (is_on == "yes")


def test_every_key_has_a_button(tutor_client, tutor, marked_submission, level_5):
    """`p` and `r` are the words one chooses from; Ctrl Enter is Finish, n is Next."""
    decided = SubmissionFactory(enrolment__version=level_5, enrolment__tutor=tutor)
    pages = [
        tutor_client.get(address("submission_mark", submission)).text
        for submission in (marked_submission, decided)
    ]
    for page in pages:
        for key in ("j", "k", "c", "/", "?", "n", "Ctrl ↵"):
            assert f"<kbd>{key}</kbd>" in page
        for does in ("next", "previous", "comment", "phrases", "help"):
            assert f'data-do="{does}"' in page
    assert "<kbd>0</kbd>–<kbd>9</kbd>" in pages[0]
    assert 'data-hint="p"' in pages[1]
    assert 'data-hint="r"' in pages[1]


def test_what_the_verb_of_a_criterion_asks_for_is_said(tutor_client, marked_submission):
    page = tutor_client.get(address("submission_mark", marked_submission)).text

    assert "What “explain” asks for" in page
    assert "Make clear how and why" in page


# Saving as it is typed --------------------------------------------------------------------------


def test_what_is_typed_is_kept_and_answered_with_the_verdict(tutor_client, marked_submission):
    answer = save(tutor_client, marked_submission, c1_mark="7½", c1_feedback=FEEDBACK)

    assert answer.status_code == 200
    said = answer.json()
    assert "1.1 is below half" in said["verdict"]
    assert said["is_referral"] is True
    assert said["standings"]["1"]["band"] == "referral"
    assert "Below half" in said["standings"]["1"]["pill"]
    assert "Unmarked" in said["standings"]["2"]["pill"]
    assert re.fullmatch(r"\d\d:\d\d:\d\d", said["saved_at"])
    assert sheet(marked_submission) == {1: (Decimal("7.5"), "", FEEDBACK, 1)}


def test_each_answer_carries_the_version_for_the_next(tutor_client, marked_submission):
    first = save(tutor_client, marked_submission, c1_mark="7", c1_feedback="").json()
    second = save(tutor_client, marked_submission, first["version"], c1_mark="12", c1_feedback="")

    assert second.status_code == 200
    assert sheet(marked_submission) == {1: (Decimal(12), "", "", 2)}


@pytest.mark.parametrize("mark", ["20.5", "-1", "1e9", "NaN", "7.25", "ten", "9" * 400, "1\x00"])
def test_a_mark_that_is_none_counts_as_none_and_is_named(tutor_client, marked_submission, mark):
    save(tutor_client, marked_submission, c1_mark="12", c1_feedback="")
    answer = save(tutor_client, marked_submission, c1_mark=mark, c1_feedback=FEEDBACK)

    assert answer.status_code == 200
    assert list(answer.json()["problems"]) == ["c1-mark"]
    assert sheet(marked_submission) == {1: (None, "", FEEDBACK, 2)}


def test_feedback_that_is_too_long_is_named_and_not_cut(tutor_client, marked_submission):
    save(tutor_client, marked_submission, c1_mark="12", c1_feedback="Short.")
    answer = save(tutor_client, marked_submission, c1_mark="13", c1_feedback="x" * 10_001)

    assert answer.json()["problems"] == {"c1-feedback": "Use 10,000 characters or fewer."}
    assert sheet(marked_submission) == {1: (Decimal(12), "", "Short.", 1)}


def test_level_5_is_decided_in_a_word(tutor_client, decided_submission):
    answer = save(tutor_client, decided_submission, c1_outcome="met", c1_feedback="")

    assert "Met" in answer.json()["standings"]["1"]["pill"]
    assert sheet(decided_submission) == {1: (None, "met", "", 1)}


def test_what_is_not_sent_is_left_alone(tutor_client, marked_submission):
    save(tutor_client, marked_submission, c1_mark="12", c1_feedback=FEEDBACK)
    save(tutor_client, marked_submission, c2_mark="9", c2_feedback="")
    save(tutor_client, marked_submission)

    assert sheet(marked_submission)[1] == (Decimal(12), "", FEEDBACK, 1)


def test_two_people_on_one_criterion_the_second_is_shown_both(
    tutor_client, marked_submission, tutor
):
    opened = version_on(tutor_client, marked_submission)
    save(tutor_client, marked_submission, c1_mark="12", c1_feedback="First.")
    answer = save(
        tutor_client, marked_submission, opened,
        c1_mark="9", c1_feedback="Second.", c2_mark="11", c2_feedback="",
    )  # fmt: skip

    assert answer.status_code == 409
    said = answer.json()
    assert said["theirs"]["c1-mark"] == "12"
    assert said["theirs"]["c1-feedback"] == "First."
    assert said["theirs"]["c2-mark"] == "11"
    assert said["their_name"] == "You, in another window,"
    assert sheet(marked_submission) == {1: (Decimal(12), "", "First.", 1)}

    again = save(
        tutor_client, marked_submission, said["their_version"],
        c1_mark="9", c1_feedback="First.", c2_mark="11", c2_feedback="",
    )  # fmt: skip
    assert again.status_code == 200
    assert sheet(marked_submission)[1] == (Decimal(9), "", "First.", 2)


def test_both_sides_are_kept_whichever_is_chosen(tutor_client, marked_submission):
    opened = version_on(tutor_client, marked_submission)
    save(tutor_client, marked_submission, c1_mark="12", c1_feedback="First.")
    for _ in range(2):  # a page that tries again
        answer = save(tutor_client, marked_submission, opened, c1_mark="9", c1_feedback="Second.")
    newest = answer.json()["their_version"]
    save(tutor_client, marked_submission, newest, c1_mark="12", c1_feedback="Second.")

    met = DraftConflict.objects.get()
    assert (met.saved_version, met.saved_mark, met.saved_feedback) == (1, 12, "First.")
    assert (met.typed_mark, met.typed_feedback) == (9, "Second.")
    assert sheet(marked_submission)[1] == (Decimal(12), "", "Second.", 2)
    assert "First." in tutor_client.get(address("submission_mark", marked_submission)).text
    draft(marked_submission, "", "10")
    finish(marked_submission)
    assert (
        "1 time two versions met"
        in tutor_client.get(address("submission_result", marked_submission)).text
    )


def test_the_other_person_is_named(tutor_client, marked_submission, other_tutor, tutor):
    opened = version_on(tutor_client, marked_submission)
    draft(marked_submission, "12")
    MarkingDraft.objects.update(saved_by=other_tutor)
    answer = save(tutor_client, marked_submission, opened, c1_mark="9", c1_feedback="")

    assert answer.json()["their_name"] == "Otto Other"


def test_two_people_on_different_criteria_do_not_meet(tutor_client, marked_submission):
    opened = version_on(tutor_client, marked_submission)
    save(tutor_client, marked_submission, c1_mark="12", c1_feedback="")
    answer = save(
        tutor_client, marked_submission, opened,
        c1_mark="", c1_feedback="", c2_mark="9", c2_feedback="",
    )  # fmt: skip

    assert answer.status_code == 200
    assert {at: row[0] for at, row in sheet(marked_submission).items()} == {
        1: Decimal(12), 2: Decimal(9),
    }  # fmt: skip
    late = save(
        tutor_client, marked_submission, answer.json()["version"], c1_mark="5", c1_feedback=""
    )
    assert late.status_code == 409


def test_what_changed_elsewhere_is_named(tutor_client, marked_submission):
    opened = version_on(tutor_client, marked_submission)
    draft(marked_submission, "12", feedback="Theirs.")
    answer = save(
        tutor_client, marked_submission, opened,
        c1_mark="", c1_feedback="", c2_mark="9", c2_feedback="",
    )  # fmt: skip

    assert answer.json()["problems"] == {
        "c1-feedback": "Tess Turner saved something else here at 15:02. Open the page again."
    }


def test_what_cannot_be_met_for_want_of_evidence_is_named(tutor_client, tutor, level_5):
    bare = SubmissionFactory(enrolment__version=level_5, enrolment__tutor=tutor, evidence=False)
    answer = save(tutor_client, bare, c1_outcome="met", c1_feedback="")

    assert answer.json()["problems"] == {
        "c1-outcome": "1.1 has no evidence in any attempt so far, so it cannot be met."
    }


@pytest.mark.parametrize("name", ["draft_save", "submission_mark", "submission_finish"])
def test_what_was_typed_for_one_candidate_is_never_taken_for_another(
    tutor_client, tutor, marked_submission, name
):
    version = marked_submission.enrolment.version
    another = SubmissionFactory(enrolment__version=version, enrolment__tutor=tutor)
    typed = {
        "version": version_on(tutor_client, marked_submission),
        "c1-mark": "20", "c1-feedback": "Meant for Ruth.", "c2-mark": "20", "c2-feedback": "",
    }  # fmt: skip
    answer = tutor_client.post(address(name, another), typed)

    assert answer.status_code == 422
    assert "belongs to another submission" in answer.content.decode()
    assert "Meant for Ruth." not in answer.content.decode()
    assert not MarkingDraft.objects.exists()
    another.refresh_from_db()
    assert another.stage == SubmissionStage.SUBMITTED
    # The same answers on their own page are taken: it is the owner that was refused.
    assert tutor_client.post(address("draft_save", marked_submission), typed).status_code == 200


@pytest.mark.parametrize(
    "version", ["", "x", "not a version 1:1:zz", "0" * 5000, "1:0:" + "a" * 12]
)
def test_a_version_of_no_page_is_refused(tutor_client, marked_submission, version):
    answer = save(tutor_client, marked_submission, version, c1_mark="9", c1_feedback="")

    assert answer.status_code == 422
    assert not MarkingDraft.objects.exists()


def test_saving_a_decision_takes_at_most_fifteen_queries(
    tutor_client, marked_submission, django_assert_max_num_queries
):
    opened = version_on(tutor_client, marked_submission)
    with django_assert_max_num_queries(15):
        first = save(tutor_client, marked_submission, opened, c1_mark="7", c1_feedback="")
    with django_assert_max_num_queries(15):
        save(
            tutor_client, marked_submission, first.json()["version"],
            c1_mark="8", c1_feedback=FEEDBACK,
        )  # fmt: skip

    assert sheet(marked_submission)[1][0] == Decimal(8)


def test_saving_is_refused_when_the_enrolment_has_ended(tutor_client, marked_submission):
    opened = version_on(tutor_client, marked_submission)
    enrolment = marked_submission.enrolment
    enrolment.status, enrolment.withdrawn_on = EnrolmentStatus.WITHDRAWN, timezone.localdate()
    enrolment.save()
    answer = save(tutor_client, marked_submission, opened, c1_mark="7", c1_feedback="")

    assert (answer.status_code, answer.json()["message"]) == (
        422,
        "The enrolment of Ruth Okafor has ended, so this cannot be marked.",
    )


# Saving and finishing with one plain form -------------------------------------------------------


def fill(client, submission, **fields):
    values = {name.replace("_", "-", 1): value for name, value in fields.items()}
    return {"version": version_on(client, submission), **values}


def test_one_plain_form_saves_everything(tutor_client, marked_submission):
    typed = fill(
        tutor_client, marked_submission,
        c1_mark="18", c1_feedback=FEEDBACK, c2_mark="9", c2_feedback="",
    )  # fmt: skip
    answer = tutor_client.post(address("submission_mark", marked_submission), typed, follow=True)

    assert answer.redirect_chain == [(address("submission_mark", marked_submission), 302)]
    assert sheet(marked_submission) == {
        1: (Decimal(18), "", FEEDBACK, 1),
        2: (Decimal(9), "", "", 1),
    }
    assert "27 of 40 marked, 67.5 %." in answer.content.decode()


def test_a_plain_form_with_a_wrong_mark_comes_back_with_everything(tutor_client, marked_submission):
    typed = fill(
        tutor_client, marked_submission,
        c1_mark="20.5", c1_feedback=FEEDBACK, c2_mark="9", c2_feedback="<b>&amp;</b>",
    )  # fmt: skip
    answer = tutor_client.post(address("submission_mark", marked_submission), typed)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'value="20.5"' in page
    assert FEEDBACK in page
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in page
    assert "1.1: Enter a mark from 0 to 20, in whole or half marks." in page
    assert typed["version"] in page
    assert not MarkingDraft.objects.exists()


def test_200_kb_pasted_from_word_are_refused_with_the_reason_and_kept(
    tutor_client, marked_submission
):
    """Curly quotes, hard spaces, soft line ends and bullets, as Word gives them."""
    pasted = ("“Quoted”\u00a0text\x0b • point\r\n" * 9000)[:200_000]
    typed = fill(tutor_client, marked_submission, c1_mark="9", c1_feedback=pasted)
    answer = tutor_client.post(address("submission_mark", marked_submission), typed)

    assert answer.status_code == 422
    assert "1.1: Use 10,000 characters or fewer." in answer.text
    field = answer.context["rows"][0].feedback
    assert field.value() == pasted
    assert answer.text.count("“Quoted”") == pasted.count("“Quoted”")
    assert not MarkingDraft.objects.exists()

    kept = save(tutor_client, marked_submission, c1_mark="9", c1_feedback=pasted, c2_mark="8",
                c2_feedback="")  # fmt: skip
    assert kept.json()["problems"]["c1-feedback"] == "Use 10,000 characters or fewer."
    assert list(sheet(marked_submission)) == [2]


def test_a_plain_form_made_from_an_old_page_comes_back_with_both_sides(
    tutor_client, marked_submission
):
    typed = fill(tutor_client, marked_submission, c1_mark="9", c1_feedback="Mine.")
    draft(marked_submission, "12", feedback="Theirs.")
    answer = tutor_client.post(address("submission_mark", marked_submission), typed)
    page = answer.content.decode()

    assert answer.status_code == 409
    for said in ("Mine.", "Theirs.", "<p>12</p>", "<p>9</p>", 'name="c1-mark-take"'):
        assert said in page
    assert sheet(marked_submission)[1][0] == Decimal(12)

    newest = re.search(r'name="version" value="([^"]*)"', page)[1]
    choice = typed | {"version": newest, "c1-mark-take": "saved", "c1-feedback-take": "typed"}
    answer = tutor_client.post(address("submission_mark", marked_submission), choice)
    assert answer.status_code == 302
    assert sheet(marked_submission)[1] == (Decimal(12), "", "Mine.", 2)


def test_a_plain_form_for_an_ended_enrolment_comes_back(tutor_client, marked_submission):
    typed = fill(tutor_client, marked_submission, c1_mark="9", c1_feedback="Kept on the page.")
    enrolment = marked_submission.enrolment
    enrolment.status, enrolment.withdrawn_on = EnrolmentStatus.WITHDRAWN, timezone.localdate()
    enrolment.save()
    answer = tutor_client.post(address("submission_mark", marked_submission), typed)

    assert answer.status_code == 422
    assert "The enrolment of Ruth Okafor has ended" in answer.content.decode()
    assert "Kept on the page." in answer.content.decode()
    assert not MarkingDraft.objects.exists()


def test_finishing_saves_and_decides(tutor_client, marked_submission):
    typed = fill(
        tutor_client, marked_submission,
        c1_mark="18", c1_feedback="", c2_mark="9.5", c2_feedback=FEEDBACK,
        resubmit_by="2099-01-31",
    )  # fmt: skip
    typed["resubmit_by"] = typed.pop("resubmit-by")
    answer = tutor_client.post(address("submission_finish", marked_submission), typed, follow=True)

    assert answer.redirect_chain[-1][0] == address("submission_result", marked_submission)
    assert [d.outcome for d in CriterionDecision.objects.order_by("criterion__position")] == [
        Outcome.MET, Outcome.NOT_YET_MET,
    ]  # fmt: skip
    assert "Not released." in answer.content.decode()


def test_finishing_says_what_is_missing_and_keeps_what_was_typed(tutor_client, marked_submission):
    typed = fill(
        tutor_client, marked_submission,
        c1_mark="9", c1_feedback="", c2_mark="", c2_feedback=FEEDBACK,
    )  # fmt: skip
    answer = tutor_client.post(address("submission_finish", marked_submission), typed)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Say what 1.1 still needs: a referral names it." in page
    assert "1.2 has no mark yet." in page
    assert "Give a day to resubmit by." in page
    assert FEEDBACK in page
    assert sheet(marked_submission) == {1: (Decimal(9), "", "", 1), 2: (None, "", FEEDBACK, 1)}
    assert not UnitResult.objects.exists()


def test_nobody_finishes_on_what_they_have_not_seen(tutor_client, decided_submission):
    draft(decided_submission, "not", "met", "met", feedback="Still thin.")
    typed = fill(
        tutor_client, decided_submission,
        c1_outcome="not_yet_met", c1_feedback="Still thin.", c2_outcome="met",
        c2_feedback="Still thin.", c3_outcome="met", c3_feedback="Still thin.",
    )  # fmt: skip
    typed["resubmit_by"] = "2099-01-31"
    MarkingDraft.objects.filter(criterion__position=1).update(outcome="met", version=2)
    answer = tutor_client.post(address("submission_finish", decided_submission), typed)

    assert answer.status_code == 409
    assert "The saved one" in answer.content.decode()
    assert not CriterionDecision.objects.exists()

    newest = re.search(r'name="version" value="([^"]*)"', answer.content.decode())[1]
    typed |= {"version": newest, "c1-outcome-take": "typed"}
    tutor_client.post(address("submission_finish", decided_submission), typed)
    assert UnitResult.objects.get().grade == "referred"


def test_a_day_that_is_none_comes_back(tutor_client, marked_submission):
    typed = fill(tutor_client, marked_submission, c1_mark="9", c1_feedback="x")
    typed["resubmit_by"] = "31 February"
    answer = tutor_client.post(address("submission_finish", marked_submission), typed)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'value="31 February"' in page
    assert "Write a date like 3/11/2026." in page


# Reopening a criterion --------------------------------------------------------------------------


@pytest.fixture
def second_attempt(decided_submission):
    mark_and_release(decided_submission, "met", "not", "met")
    return SubmissionFactory(
        enrolment=decided_submission.enrolment, unit=decided_submission.unit, attempt=2
    )


def test_what_was_met_has_no_fields(tutor_client, second_attempt):
    page = tutor_client.get(address("submission_mark", second_attempt)).content.decode()

    assert 'name="c2-outcome"' in page
    assert 'name="c1-outcome"' not in page
    assert "Met in attempt 1" in page
    assert "Asked for after attempt 1" in page
    assert "Say more about the cost." in page


def test_a_criterion_met_before_is_reopened_with_what_else_is_typed(tutor_client, second_attempt):
    typed = fill(tutor_client, second_attempt, c2_outcome="met", c2_feedback="Better.")
    typed["c1-reason"] = "The figures were not theirs."
    answer = tutor_client.post(address("criterion_reopen", second_attempt, position=1), typed)

    assert answer.url == f"{address('submission_mark', second_attempt)}#criterion-1"
    assert sheet(second_attempt)[2] == (None, "met", "Better.", 1)
    page = tutor_client.get(address("submission_mark", second_attempt)).content.decode()
    assert "Reopened: The figures were not theirs." in page

    typed = fill(tutor_client, second_attempt, c1_outcome="met", c1_feedback="")
    tutor_client.post(address("criterion_keep", second_attempt, position=1), typed)
    assert list(sheet(second_attempt)) == [2]


def test_without_a_reason_nothing_is_reopened(tutor_client, second_attempt):
    typed = fill(tutor_client, second_attempt, c2_outcome="met", c2_feedback="Better.")
    answer = tutor_client.post(address("criterion_reopen", second_attempt, position=1), typed)

    assert answer.status_code == 422
    assert "Say why 1.1 is judged again." in answer.content.decode()
    assert list(sheet(second_attempt)) == [2]


def test_what_is_not_reopened_cannot_be_kept(tutor_client, second_attempt):
    typed = fill(tutor_client, second_attempt)
    answer = tutor_client.post(address("criterion_keep", second_attempt, position=1), typed)

    assert answer.status_code == 422
    assert "1.1 is not reopened." in answer.content.decode()


@pytest.mark.parametrize("name", ["criterion_reopen", "criterion_keep"])
def test_a_stale_page_reopens_nothing(tutor_client, second_attempt, name):
    typed = fill(tutor_client, second_attempt, c2_outcome="met", c2_feedback="Mine.")
    typed["c1-reason"] = "Because."
    draft(second_attempt, "not", feedback="Theirs.")
    answer = tutor_client.post(address(name, second_attempt, position=1), typed)

    assert answer.status_code == 409
    assert list(sheet(second_attempt)) == [2]


@pytest.mark.parametrize("name", ["criterion_reopen", "criterion_keep"])
def test_a_criterion_that_is_not_there_is_not_found(tutor_client, second_attempt, name):
    answer = tutor_client.post(address(name, second_attempt, position=9), {})

    assert answer.status_code == 404


# Who, and when ----------------------------------------------------------------------------------

PLACES = [
    ("submission_mark", {}),
    ("draft_save", {}),
    ("submission_finish", {}),
    ("criterion_reopen", {"position": 1}),
    ("criterion_keep", {"position": 1}),
]


@pytest.mark.parametrize(("name", "kwargs"), PLACES)
def test_only_the_tutor_reaches_the_sheet(
    marked_submission, other_tutor_client, administrator_client, candidate_client, name, kwargs
):
    draft(marked_submission, "13.5", feedback="Canary, not released.")
    url = address(name, marked_submission, **kwargs)
    both = client_of(UserFactory(roles=["tutor", "administrator"]))
    before = sheet(marked_submission)
    answers = {
        client: client.post(url, {"c1-mark": "1", "c1-feedback": "", "version": ""})
        for client in (other_tutor_client, administrator_client, candidate_client, both)
    }

    assert [answer.status_code for answer in answers.values()] == [404, 403, 403, 404]
    for client, answer in answers.items():
        said = answer.content.decode() + client.get(url).content.decode()
        assert "Canary" not in said
        assert "13.5" not in said
    assert sheet(marked_submission) == before


def test_a_tutor_who_is_the_candidate_does_not_reach_their_own_sheet(marked_submission, tutor):
    candidate = marked_submission.enrolment.candidate
    candidate.user = tutor
    candidate.save()
    client = client_of(tutor)

    assert client.get(address("submission_mark", marked_submission)).status_code == 404


@pytest.mark.parametrize(("name", "kwargs"), PLACES[1:])
def test_reading_is_not_saving(tutor_client, marked_submission, name, kwargs):
    assert tutor_client.get(address(name, marked_submission, **kwargs)).status_code == 405


def test_finished_work_opens_as_its_result(tutor_client, marked_submission):
    finish(marked_submission, "10", "10")
    answer = tutor_client.get(address("submission_mark", marked_submission))

    assert answer.url == address("submission_result", marked_submission)


def test_a_tutor_handed_over_between_opening_and_saving_is_refused(
    tutor_client, marked_submission, other_tutor
):
    typed = fill(tutor_client, marked_submission, c1_mark="9", c1_feedback="")
    enrolment = marked_submission.enrolment
    enrolment.tutor = other_tutor
    enrolment.save()

    assert tutor_client.post(address("draft_save", marked_submission), typed).status_code == 404
    assert not MarkingDraft.objects.exists()


def test_a_reopened_criterion_starts_from_its_decision(tutor_client, second_attempt, tutor):
    reopen_criterion(
        submission=second_attempt,
        criterion=second_attempt.unit.criteria.first(),
        reason="Because.",
        by=tutor,
        now=timezone.now(),
    )
    page = tutor_client.get(address("submission_mark", second_attempt)).content.decode()

    assert re.search(r'name="c1-outcome" value="met"[^>]*checked', page)
