"""The advice of "Help me choose": every combination of answers, and why."""

from itertools import product as cartesian

import pytest

from courses.choices import Experience, ManagementRole, MathsAndEnglish
from courses.choosing import Verdict, recommend


def product(*answers):
    return list(cartesian(*answers))


NOT_YET, MANAGER, ASPIRING, SENIOR = ManagementRole
NEW, SETTLED, SUSTAINED = Experience
BOTH, NOT_BOTH, NOT_SURE = MathsAndEnglish


def verdict(*answers):
    return recommend(*answers).verdict


@pytest.mark.parametrize("experience, maths", product(Experience, MathsAndEnglish))
def test_somebody_who_does_not_manage_yet_is_told_neither_yet(experience, maths):
    assert verdict(NOT_YET, experience, maths) == Verdict.NOT_MANAGING_YET


@pytest.mark.parametrize("experience, maths", product(Experience, MathsAndEnglish))
def test_a_manager_of_a_team_is_pointed_to_level_5_whatever_their_certificates(experience, maths):
    assert verdict(MANAGER, experience, maths) == Verdict.LEVEL_5


@pytest.mark.parametrize("role, maths", product([ASPIRING, SENIOR], MathsAndEnglish))
def test_a_senior_manager_who_is_new_to_managing_starts_at_level_5(role, maths):
    assert verdict(role, NEW, maths) == Verdict.LEVEL_5


@pytest.mark.parametrize("role, experience", product([ASPIRING, SENIOR], [SETTLED, SUSTAINED]))
@pytest.mark.parametrize(
    "maths, expected",
    [(BOTH, Verdict.LEVEL_7), (NOT_SURE, Verdict.LEVEL_7), (NOT_BOTH, Verdict.LEVEL_2_FIRST)],
)
def test_level_7_needs_both_level_2_certificates(role, experience, maths, expected):
    assert verdict(role, experience, maths) == expected


@pytest.mark.parametrize(
    "answers", product(ManagementRole, Experience, MathsAndEnglish), ids=lambda a: "-".join(a)
)
def test_every_answer_has_a_headline_reasons_and_a_next_step(answers):
    advice = recommend(*answers)
    assert advice.headline.endswith(".")
    assert advice.reasons
    assert advice.next_steps
    assert advice.level == {"level-5": 5, "level-7": 7}.get(advice.verdict)


def test_a_requirement_is_told_from_a_preference():
    steps = " ".join(recommend(SENIOR, SETTLED, NOT_SURE).next_steps)
    assert "both are required" in steps
    assert "Sustained management experience is preferred" in steps
    steps = " ".join(recommend(SENIOR, NEW, BOTH).next_steps)
    assert "a preference at Level 7, not a rule" in steps
