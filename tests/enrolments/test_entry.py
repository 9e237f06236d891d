import pytest

from enrolments.choices import EntryDecision, EntryRequirement, Strength
from enrolments.entry import Finding, faults, findings_for, requirements_for

MATHS, ENGLISH = EntryRequirement.LEVEL_2_MATHS, EntryRequirement.LEVEL_2_ENGLISH
SHOWN = [
    Finding(MATHS, EntryDecision.MET, evidence="GCSE grade 5, certificate seen"),
    Finding(ENGLISH, EntryDecision.MET, evidence="Functional Skills Level 2"),
]


def test_seven_requirements_with_the_strengths_of_the_brochure():
    assert dict(requirements_for(7)) == {
        EntryRequirement.LEVEL_2_MATHS: Strength.REQUIRED,
        EntryRequirement.LEVEL_2_ENGLISH: Strength.REQUIRED,
        EntryRequirement.STUDY_SKILLS: Strength.EXPECTED,
        EntryRequirement.LEADERSHIP_LEVEL_5: Strength.NORMALLY,
        EntryRequirement.MANAGEMENT_EXPERIENCE: Strength.PREFERABLE,
        EntryRequirement.LEVEL_3_BACKGROUND: Strength.ADVISABLE,
        EntryRequirement.EMPLOYER_SELECTION: Strength.EMPLOYER,
    }


def test_level_5_has_no_entry_check():
    assert (findings_for(5, SHOWN), faults(5, [])) == ([], [])


def test_maths_and_english_are_enough():
    assert faults(7, SHOWN) == []
    assert [f.decision for f in findings_for(7, SHOWN)].count(EntryDecision.NOT_SHOWN) == 5


@pytest.mark.parametrize("missing", [MATHS, ENGLISH])
def test_either_missing_bars_the_way(missing):
    given = [finding for finding in SHOWN if finding.requirement != missing]
    assert faults(7, given) == [
        f"{missing.label} is required: say what was seen, or waive it with a reason."
    ]


def test_a_waiver_with_a_reason_opens_it():
    waived = Finding(MATHS, EntryDecision.WAIVED, reason="Degree in economics")
    assert faults(7, [waived, SHOWN[1]]) == []


@pytest.mark.parametrize(
    "finding, fault",
    [
        (Finding(MATHS, EntryDecision.MET, evidence=" "), "Level 2 Maths: say what was seen."),
        (
            Finding(MATHS, EntryDecision.WAIVED, evidence="Nothing", reason=""),
            "Level 2 Maths: say why it is waived.",
        ),
    ],
)
def test_a_finding_needs_its_words(finding, fault):
    assert faults(7, [finding, SHOWN[1]]) == [fault]


def test_what_is_only_advisable_needs_its_words_too_once_it_is_said_to_be_met():
    claim = Finding(EntryRequirement.LEVEL_3_BACKGROUND, EntryDecision.MET)
    assert len(faults(7, [*SHOWN, claim])) == 1
