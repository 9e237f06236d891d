"""The two diplomas as shipped, held against what the brochures and decisions say."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from courses.choices import OutcomeKind, Regime, UnitKind
from courses.specification import Range, decode, read_specification
from tests.factories.courses import SPECIFICATIONS, shipped_text

LEVEL_5 = read_specification(shipped_text("8420-01")).specification
LEVEL_7 = read_specification(shipped_text("8617")).specification


def brochure():
    """The Level 5 headings with their outcomes, from a list of their own."""
    text = (Path(__file__).parent / "brochure_level_5.txt").read_text(encoding="utf-8")
    headings = {}
    for line in text.splitlines():
        if found := re.fullmatch(r"\d+\. (.+)", line):
            headings[found[1]] = outcomes = []
        elif line.startswith("- "):
            outcomes.append(line[2:])
    return headings


BROCHURE = brochure()


def test_the_list_held_against_has_what_the_brochure_counts():
    assert (len(BROCHURE), sum(len(outcomes) for outcomes in BROCHURE.values())) == (10, 37)


def test_both_files_are_without_a_fault():
    readings = [
        read_specification(decode(path.read_bytes()))
        for path in sorted(SPECIFICATIONS.glob("*.txt"))
    ]
    assert [(r.specification.code, r.faults) for r in readings] == [("8420-01", ()), ("8617", ())]


def test_level_5_has_the_ten_headings_in_order():
    assert [heading.title for heading in LEVEL_5.headings] == list(BROCHURE)


def test_level_5_has_every_outcome_word_for_word_in_exactly_one_unit():
    for number, (heading, outcomes) in enumerate(BROCHURE.items(), start=1):
        units = [unit for unit in LEVEL_5.units if unit.heading == number]
        held = [outcome.text for unit in units for outcome in unit.outcomes]
        assert sorted(held) == sorted(outcomes), heading
    total = sum(len(unit.outcomes) for unit in LEVEL_5.units)
    assert total == 37


def test_level_5_splits_each_heading_into_knowledge_and_skills():
    """D1: ten knowledge units, seven skills units, knowledge first, nothing invented."""
    skills = ("Be able to", "Recognise and manage", "Demonstrate")
    for unit in LEVEL_5.units:
        are_skills = {outcome.text.startswith(skills) for outcome in unit.outcomes}
        assert are_skills == {unit.kind == UnitKind.SKILLS}
        assert unit.title == f"{list(BROCHURE)[unit.heading - 1]}: {unit.kind}"
    assert [unit.code for unit in LEVEL_5.units] == [f"8420-P{n:02}" for n in range(1, 18)]
    order = [(unit.heading, unit.kind == UnitKind.SKILLS) for unit in LEVEL_5.units]
    assert order == sorted(order)
    with_skills = [unit.heading for unit in LEVEL_5.units if unit.kind == UnitKind.SKILLS]
    assert with_skills == [2, 3, 5, 6, 8, 9, 10]


def test_level_5_invents_no_criteria():
    """D2: one provisional criterion an outcome, its text the outcome itself."""
    assert (LEVEL_5.regime, LEVEL_5.is_provisional) == (Regime.MET, True)
    for unit in LEVEL_5.units:
        for outcome in unit.outcomes:
            (criterion,) = outcome.criteria
            assert (criterion.text, criterion.is_provisional) == (outcome.text, True)
            assert (criterion.maximum, criterion.good_pass_descriptor) == (None, "")


def test_level_5_figures():
    """P5.2, P5.6, P5.8, P5.9."""
    assert (LEVEL_5.listed_months, LEVEL_5.typical_months) == (Range(6, 9), Range(9, 12))
    assert LEVEL_5.one_to_one_minutes == 420
    assert (LEVEL_5.guided_learning_hours, LEVEL_5.credits) == (221, None)
    assert (LEVEL_5.total_qualification_time, LEVEL_5.total_time_is_minimum) == (512, True)
    assert (LEVEL_5.weekly_hours, LEVEL_5.weekly_hours_are_minimum) == (Range(6, 6), False)
    assert LEVEL_5.portal_name == "ILM Illuminate"


def test_level_7_units():
    """P7.3, P7.6."""
    assert [(u.code, u.title, u.credits, u.guided_learning_hours) for u in LEVEL_7.units] == [
        ("8617-700", "Developing leadership and management capability through enquiry", 20, 30),
        ("8617-701", "Developing a high-level business case", 20, 30),
        (
            "8617-702",
            "Developing and maintaining a high-performance culture and optimising resources",
            20,
            30,
        ),
    ]


def test_level_7_figures():
    """P7.5, P7.6."""
    assert (LEVEL_7.credits, LEVEL_7.guided_learning_hours) == (60, 90)
    assert (LEVEL_7.total_qualification_time, LEVEL_7.total_time_is_minimum) == (600, False)
    assert LEVEL_7.listed_months == LEVEL_7.typical_months == Range(6, 12)
    assert (LEVEL_7.weekly_hours, LEVEL_7.weekly_hours_are_minimum) == (Range(6, 8), True)


def test_level_7_marks():
    """D2: 50 and 50; 30, 40 and 30; 35, 35 and 30; one provisional criterion an outcome."""
    assert (LEVEL_7.regime, LEVEL_7.is_provisional) == (Regime.MARKS, True)
    maxima = [[int(o.criteria[0].maximum) for o in unit.outcomes] for unit in LEVEL_7.units]
    assert maxima == [[50, 50], [30, 40, 30], [35, 35, 30]]
    criteria = [c for unit in LEVEL_7.units for o in unit.outcomes for c in o.criteria]
    assert len(criteria) == 8
    for criterion in criteria:
        assert criterion.is_provisional
        assert criterion.maximum > Decimal(0)
        descriptors = {
            criterion.referral_descriptor,
            criterion.pass_descriptor,
            criterion.good_pass_descriptor,
        }
        assert len(descriptors) == 3


def test_level_7_outcomes_are_of_both_kinds_in_every_unit():
    """P7.4."""
    for unit in LEVEL_7.units:
        assert {outcome.kind for outcome in unit.outcomes} == set(OutcomeKind)


def test_unit_700_is_data_driven():
    """D4: "date-driven" is a slip of the brochure."""
    assert LEVEL_7.units[0].outcomes[0].text == (
        "Take a data-driven approach to own management development"
    )
    assert "date-driven" not in shipped_text("8617")


@pytest.mark.parametrize("specification", [LEVEL_5, LEVEL_7])
def test_the_source_is_said_to_be_provisional(specification):
    assert "provisional until the handbook is imported" in specification.source
