"""What keeps a certificate from being claimed: every reason, in words (R5, R7, R8, R20)."""

from dataclasses import replace
from datetime import date

import pytest

from awards.readiness import Facts, Obstacle, blocks, reasons
from enrolments.choices import EnrolmentStatus, RatingCode
from enrolments.ratings import may_claim, may_register, needs_sign_off

TODAY = date(2027, 3, 15)
READY = Facts(
    status=EnrolmentStatus.COMPLETED,
    units_to_pass=[],
    registration_number="ABC1234",
    registration_expires_on=date(2027, 3, 15),
    entry_missing=[],
    minutes=420,
    minutes_promised=420,
    rating=RatingCode.SIGN_OFF,
)


@pytest.mark.parametrize(
    "change, obstacle, text",
    [
        ({"status": EnrolmentStatus.WITHDRAWN}, Obstacle.LEFT, "The candidate has withdrawn."),
        ({"units_to_pass": ["8617-702"]}, Obstacle.UNITS, "To pass: 8617-702."),
        ({"units_to_pass": list("abcd")}, Obstacle.UNITS, "4 units to pass."),
        (
            {"units_provisional": ["8617-701"]},
            Obstacle.PROVISIONAL,
            "A qualified assessor has to countersign 8617-701.",
        ),
        (
            {"registration_number": ""},
            Obstacle.REGISTRATION,
            "No registration with the awarding organisation.",
        ),
        (
            {"registration_expires_on": None},
            Obstacle.REGISTRATION,
            "No registration with the awarding organisation.",
        ),
        (
            {"registration_expires_on": date(2027, 3, 14)},
            Obstacle.EXPIRED,
            "The registration ended on 14 Mar 2027.",
        ),
        (
            {"entry_missing": ["Level 2 Maths"]},
            Obstacle.ENTRY,
            "Neither met nor waived: Level 2 Maths.",
        ),
        ({"minutes": 419}, Obstacle.TUTORIALS, "One-to-one time: 6 h 59 of 7 h promised."),
        (
            {"actions_open": 2},
            Obstacle.QUALITY,
            "An action from quality assurance is open.",
        ),
        (
            {"cases_open": 1},
            Obstacle.DISPUTE,
            "A case about the candidate’s work is not settled.",
        ),
        (
            {"prior_learning": ("8617-700",)},
            Obstacle.PRIOR_LEARNING,
            "Prior learning is sampled and agreed with first: 8617-700.",
        ),
        ({"appeals_open": 1}, Obstacle.DISPUTE, "An appeal is not settled."),
        (
            {"samples_owed": 1},
            Obstacle.QUALITY,
            "The sampling plan still wants a sample.",
        ),
        (
            {"disagreements": 1},
            Obstacle.QUALITY,
            "An assurer disagrees with a decision: it is decided and sampled anew first.",
        ),
        (
            {"rating": RatingCode.NO_CLAIMS},
            Obstacle.RATING,
            "Rating 3b: certification is suspended.",
        ),
    ],
)
def test_each_obstacle_is_named_by_itself(change, obstacle, text):
    (reason,) = reasons(replace(READY, **change), today=TODAY)

    assert (reason.obstacle, reason.text) == (obstacle, text)


def test_nothing_in_the_way_is_ready_and_the_last_day_of_a_registration_counts():
    assert reasons(READY, today=TODAY) == ()


def test_every_obstacle_is_told_at_once():
    facts = replace(READY, units_to_pass=["A"], registration_number="", minutes=0)

    assert [reason.obstacle for reason in reasons(facts, today=TODAY)] == [
        Obstacle.UNITS,
        Obstacle.REGISTRATION,
        Obstacle.TUTORIALS,
    ]


def test_only_short_one_to_one_time_can_be_waived_and_only_with_a_reason():
    found = reasons(replace(READY, minutes=0, units_to_pass=["A"]), today=TODAY)

    assert len(blocks(found, waiver=" ")) == 2
    assert [reason.obstacle for reason in blocks(found, waiver="Agreed.")] == [Obstacle.UNITS]


@pytest.mark.parametrize(
    "code, registers, claims, signs",
    [
        ("00", True, True, False),
        ("01", True, True, False),
        ("02", True, True, True),
        ("3a", False, True, True),
        ("3b", True, False, False),
        ("04", False, False, False),
        ("05", False, False, False),
    ],
)
def test_what_each_rating_allows(code, registers, claims, signs):
    rating = RatingCode(code)

    assert (may_register(rating), may_claim(rating), needs_sign_off(rating)) == (
        registers,
        claims,
        signs,
    )
