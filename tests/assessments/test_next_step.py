"""One sentence and one button: what a candidate should do next."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.choices import UnitState
from assessments.next_step import (
    AgreedAction,
    HeldTutorial,
    Place,
    PlannedDiscussion,
    Situation,
    UnitStand,
    choose,
)
from enrolments.choices import EnrolmentStatus

TODAY = date(2026, 11, 21)
PASSED = UnitStand("P01", "P01 People", UnitState.PASSED, criteria=3, to_do=0)
REFERRED = UnitStand(
    "P07",
    "P07 Communication",
    UnitState.REFERRED,
    criteria=2,
    to_do=1,
    since=date(2026, 11, 18),
    resubmit_by=date(2026, 12, 9),
)
READY = UnitStand("P08", "P08 Writing", UnitState.DRAFTING, criteria=2, to_do=0, is_ready=True)
DRAFT = UnitStand(
    "P09", "P09 Projects", UnitState.DRAFTING, criteria=3, to_do=2, target_on=date(2026, 12, 12)
)
FRESH = UnitStand(
    "P10", "P10 Finance", UnitState.NOT_STARTED, criteria=3, to_do=3, target_on=date(2027, 1, 9)
)
SENT = UnitStand(
    "P11",
    "P11 Self",
    UnitState.SUBMITTED,
    criteria=1,
    to_do=0,
    since=date(2026, 11, 14),
    due_back_on=date(2026, 11, 27),
)
ACTION = AgreedAction("Draw up the rota.", date(2026, 11, 25))
TUTORIAL = HeldTutorial(date(2026, 11, 3), "One-to-one tutorial, 45 min,")


def step(*units, **more):
    values = {
        "today": TODAY,
        "status": EnrolmentStatus.ACTIVE,
        "starts_on": date(2026, 3, 3),
        "tutor": "Tess Turner",
        "units": units,
    }
    return choose(Situation(**values | more))


def test_everything_at_once_is_taken_in_order():
    units = [PASSED, FRESH, DRAFT, SENT, READY, REFERRED]
    more = {"actions": [ACTION], "tutorials": [TUTORIAL]}
    labels = []
    for gone in (None, REFERRED, READY, "actions", "tutorials", DRAFT, FRESH, SENT):
        if gone in units:
            units.remove(gone)
        more.pop(gone, None) if isinstance(gone, str) else None
        labels.append(step(*units, **more).label)

    assert labels == [
        "Open P07",
        "Open P08",
        "See what was agreed",
        "Look at the record",
        "Go on with P09",
        "Start P10",
        "See what you sent for P11",
        "See your units",
    ]


def test_a_referral_says_what_is_asked_by_whom_and_by_when():
    found = step(REFERRED)

    assert found.sentence == "P07 Communication needs more evidence for one criterion."
    assert found.detail == (
        "Tess Turner returned it on 18 Nov 2026. Send it again by 9 Dec 2026. "
        "What you passed stays passed."
    )
    assert (found.place, found.unit) == (Place.UNIT, "P07")


def test_a_referral_whose_day_has_passed_says_so_without_blame():
    found = step(REFERRED, today=date(2026, 12, 10))

    assert "It was asked for by 9 Dec 2026: send it as soon as you can." in found.detail


def test_a_referral_without_a_day_names_none():
    found = step(replace(REFERRED, resubmit_by=None))

    assert found.detail == "Tess Turner returned it on 18 Nov 2026. What you passed stays passed."


def test_a_referral_of_everything_promises_no_passes():
    found = step(replace(REFERRED, to_do=2))

    assert found.sentence.endswith("for 2 criteria.")
    assert "stays passed" not in found.detail


def test_the_referral_that_is_asked_for_first_comes_first():
    sooner = replace(REFERRED, code="P02", name="P02 Rota", resubmit_by=date(2026, 11, 30))
    undated = replace(REFERRED, code="P01", name="P01 People", resubmit_by=None)

    assert step(undated, REFERRED, sooner).unit == "P02"


def test_a_referral_without_an_attempt_left_is_nobodys_next_step():
    used_up = replace(REFERRED, may_submit=False)

    assert step(used_up, FRESH).unit == "P10"
    assert step(used_up).sentence == "There is nothing for you to do just now."


@pytest.mark.parametrize(
    ("due_on", "is_next", "words"),
    [
        (date(2026, 11, 28), True, "It is due by 28 Nov 2026."),
        (date(2026, 11, 29), False, ""),
        (date(2026, 11, 21), True, "It is due by 21 Nov 2026."),
        (date(2026, 11, 20), True, "It was due by 20 Nov 2026."),
    ],
)
def test_an_agreed_action_comes_up_a_week_before_its_day(due_on, is_next, words):
    found = step(FRESH, actions=[AgreedAction("Draw up the rota.", due_on)])

    assert (found.sentence == "You agreed to: Draw up the rota.") == is_next
    assert found.detail.startswith(words)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 28), "Your professional discussion is on 28 Nov 2026."),
        (date(2026, 11, 29), READY.name),
    ],
)
def test_a_discussion_comes_up_a_week_before_its_day(on, words):
    discussion = PlannedDiscussion(on, "at 10:00, video call", "How you delegate")
    found = step(READY, discussions=[discussion])

    assert words in found.sentence
    assert step(REFERRED, READY, discussions=[discussion]).unit == REFERRED.code


def test_a_tutorial_is_asked_about_with_how_many_more():
    found = step(tutorials=[TUTORIAL, HeldTutorial(date(2026, 10, 3), "Group"), TUTORIAL])

    assert found.sentence == "Is the record of your tutorial on 3 Oct 2026 right?"
    assert found.detail.endswith("2 more wait as well.")


def test_a_draft_says_what_is_missing_and_what_the_plan_is():
    found = step(DRAFT, FRESH)

    assert found.sentence == "P09 Projects still needs evidence for 2 of its 3 criteria."
    assert found.detail == "The plan is to pass it by 12 Dec 2026."


def test_the_unit_whose_target_comes_first_is_next():
    sooner = replace(FRESH, code="P17", name="P17 Deciding", target_on=date(2026, 10, 1))
    found = step(FRESH, sooner)

    assert found.label == "Start P17"
    assert found.detail == "3 criteria to show. The plan was to pass it by 1 Oct 2026."


def test_waiting_says_for_whom_since_when_and_until_when():
    found = step(PASSED, SENT)

    assert found.sentence == "All that you have sent is with Tess Turner."
    assert found.detail.startswith(
        "P11 Self has been there since 14 Nov 2026 and due back by 27 Nov 2026."
    )


def test_before_the_start_the_page_says_when_that_is():
    found = step(FRESH, starts_on=date(2027, 3, 3))

    assert found.sentence == "Your diploma starts on 3 Mar 2027."
    assert step(DRAFT, starts_on=date(2027, 3, 3)).label == "Go on with P09"


def test_the_induction_comes_before_the_first_unit_and_holds_nobody_up():
    found = step(FRESH, has_induction=False)

    assert found.sentence == "Your induction comes first."
    assert found.place == Place.INDUCTION
    assert step(FRESH, has_induction=True).label == "Start P10"
    assert step(DRAFT, FRESH, has_induction=False).label == "Go on with P09"
    assert step(SENT, FRESH, has_induction=False).label == "Start P10"
    assert step(FRESH, has_induction=False, starts_on=date(2027, 3, 3)).place == Place.UNITS


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (EnrolmentStatus.COMPLETED, "Your diploma is complete: every unit is passed."),
        (EnrolmentStatus.WITHDRAWN, "This enrolment ended on 20 Nov 2026."),
        (EnrolmentStatus.ON_BREAK, "Your studies are on a break."),
    ],
)
def test_an_enrolment_that_is_not_going_on_says_so_first(status, sentence):
    found = step(REFERRED, status=status, actions=[ACTION], ended_on=date(2026, 11, 20))

    assert found.sentence == sentence
    assert found.place != Place.UNIT


@pytest.mark.parametrize("opens", [False, True])
def test_fellowship_is_named_where_the_diploma_opens_it(opens):
    found = step(PASSED, status=EnrolmentStatus.COMPLETED, opens_fellowship=opens)

    assert ("ILM Fellowship" in found.detail) == opens
    assert found.place == Place.STATEMENTS
