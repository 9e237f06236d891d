"""Reading specifications: every fault with its line, and no text that defeats the reader."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from courses.choices import OutcomeKind, Regime, UnitKind
from courses.specification import Fault, Range, decode, read_specification
from courses.specification.blocks import NAMES, TOP
from tests.factories.courses import shipped_text

SMALL = """\
Qualification: 9000
Title: A small diploma
Level: 5
Web address: small
Awarding organisation: ILM
Source: The handbook
Wording: as published
Assessment: marks
Units: 2
Outcomes: 3
Credits: 30
Guided learning hours: 50
Total qualification time: about 300 hours
One-to-one tutorials: at least 7 hours
Listed duration: 6-9 months
Typical duration: 9 to 12 months
Weekly study: at least 6-8 hours

Heading 1: People

Unit 9000-01: Leading
Kind: combined
Credits: 10
Guided learning hours: 20
Summary: About leading.

Outcome 1: Understand leading
Kind: knowledge
Criterion 1.1: Explain leading
Command verb: Explain
Marks: 50
Referral: Not yet.
Pass: Explained.
Good pass: Explained with theory.
Criterion 1.2: Evaluate leading
Marks: 20.5
Referral: Not yet.
Pass: Evaluated.
Good pass: Evaluated with evidence.

Outcome 2: Be able to lead
Kind: competence
Criterion 2.1: Lead a team
Wording: provisional
Marks: 29.5
Referral: Not yet.
Pass: Led.
Good pass: Led well.

Heading 2: Money

Unit 9000-02: Budgets
Kind: skills
Credits: 20
Guided learning hours: 30

Outcome 1: Set a budget
Criterion 1.1: Set a budget
Marks: 100
Referral: Not yet.
Pass: Set.
Good pass: Set and
  reviewed.
"""


def read(text):
    return read_specification(text).specification


def faults(text):
    return [(fault.line, fault.message) for fault in read_specification(text).faults]


def line_of(text, start):
    """The number of the first line of `text` that starts with `start`."""
    return next(n for n, line in enumerate(text.split("\n"), 1) if line.startswith(start))


def test_a_small_specification_is_read_whole():
    specification = read(SMALL)
    assert (specification.code, specification.slug, specification.level) == ("9000", "small", 5)
    assert specification.awarding_organisation_short_name == "ILM"
    assert (specification.regime, specification.is_provisional) == (Regime.MARKS, True)
    assert (specification.total_qualification_time, specification.total_time_is_minimum) == (
        300,
        False,
    )
    assert (specification.listed_months, specification.typical_months) == (
        Range(6, 9),
        Range(9, 12),
    )
    assert (specification.weekly_hours, specification.weekly_hours_are_minimum) == (
        Range(6, 8),
        True,
    )
    assert specification.one_to_one_minutes == 420
    assert [heading.title for heading in specification.headings] == ["People", "Money"]
    leading, budgets = specification.units
    assert (leading.heading, leading.kind, leading.credits) == (1, UnitKind.COMBINED, 10)
    assert (budgets.heading, budgets.outcomes[0].kind) == (2, OutcomeKind.COMPETENCE)
    explain, evaluate = leading.outcomes[0].criteria
    assert (explain.command_verb, explain.is_provisional) == ("Explain", False)
    assert (evaluate.number, evaluate.maximum) == ("1.2", Decimal("20.5"))
    assert leading.outcomes[1].criteria[0].is_provisional
    assert budgets.outcomes[0].criteria[0].good_pass_descriptor == "Set and reviewed."


CHANGES = {
    "a missing value": ("Level: 5\n", "", 1, "“Level” is missing from the top of the file."),
    "an empty value": (
        "Title: A small diploma",
        "Title:",
        2,
        "“Title” has nothing after the colon.",
    ),
    "a wrong number": (
        "Level: 5",
        "Level: five",
        3,
        "“five” is not a whole number from 1 to 9999.",
    ),
    "a value given twice": (
        "Level: 5",
        "Level: 5\nLevel: 6",
        4,
        "“Level” is already on line 3.",
    ),
    "a slip of the pen": (
        "Referral: Not yet.\nPass: Explained.",
        "Referal: Not yet.\nPass: Explained.",
        32,
        "“Referal” is not known for criterion 1.1. Did you mean “Referral”?",
    ),
    "a missing descriptor": (
        "Pass: Led.\n",
        "",
        "Criterion 2.1",
        "“Pass” is missing from criterion 2.1.",
    ),
    "a value in the wrong place": (
        "Kind: skills",
        "Kind: skills\nMarks: 7",
        "Marks: 7",
        "“Marks” is not known for unit 9000-02. It belongs to a criterion.",
    ),
    "an unknown kind": (
        "Kind: skills",
        "Kind: skilful",
        "Kind: skilful",
        "“skilful” is not one of “knowledge”, “skills”, “combined”.",
    ),
    "a line without a colon": (
        "Summary: About leading.",
        "About leading.",
        "About leading.",
        "“About leading.” is not “Name: value”. To go on with the line above, start this one with "
        "a space.",
    ),
    "a line that goes on with nothing": (
        "Heading 1: People",
        "  and so on\nHeading 1: People",
        "  and so on",
        "This line starts with a space but continues nothing.",
    ),
    "units that do not add up": (
        "Units: 2",
        "Units: 17",
        "Units: 17",
        "17 units are declared, 2 are listed.",
    ),
    "outcomes that do not add up": (
        "Outcomes: 3",
        "Outcomes: 37",
        "Outcomes: 37",
        "37 outcomes are declared, 3 are listed.",
    ),
    "credits that do not add up": (
        "Credits: 30",
        "Credits: 60",
        "Credits: 60",
        "60 credits are declared, the units' come to 30.",
    ),
    "credits that one unit leaves out": (
        "Credits: 20\n",
        "",
        "Unit 9000-02",
        "“Credits” is missing from unit 9000-02.",
    ),
    "credits that the top leaves out": (
        "Credits: 30\n",
        "",
        "Credits: 10",
        "Units have credits but the top of the file declares none.",
    ),
    "hours that do not add up": (
        "Guided learning hours: 30",
        "Guided learning hours: 40",
        "Guided learning hours: 50",
        "50 guided learning hours are declared, the units' come to 60.",
    ),
    "more guided than all": (
        "about 300 hours",
        "about 30 hours",
        "Total",
        "Guided learning is longer than the total.",
    ),
    "marks that do not add up": (
        "Marks: 29.5",
        "Marks: 29",
        "Unit 9000-01",
        "The marks of unit 9000-01 come to 99.5, not 100.",
    ),
    "a third of a mark": (
        "Marks: 29.5",
        "Marks: 29.3",
        "Marks: 29.3",
        "“29.3” is not a number of marks up to 100, like 30 or 7.5.",
    ),
    "no marks at all": (
        "Marks: 100",
        "Marks: 0",
        "Marks: 0",
        "“0” is not a number of marks up to 100, like 30 or 7.5.",
    ),
    "the same unit code twice": (
        "Unit 9000-02",
        "Unit 9000-01",
        "Unit 9000-01: Budgets",
        "This unit's code is already on line 21.",
    ),
    "a criterion pasted twice": (
        "Criterion 1.2: Evaluate leading",
        "Criterion 1.2: Explain leading",
        "Criterion 1.2",
        "This criterion's wording is already on line 29.",
    ),
    "an outcome left out": (
        "Outcome 2: Be able to lead\nKind: competence\nCriterion 2.1",
        "Outcome 3: Be able to lead\nKind: competence\nCriterion 3.1",
        "Outcome 3",
        "“3” stands where 2 is expected.",
    ),
    "a criterion of another outcome": (
        "Criterion 2.1",
        "Criterion 1.3",
        "Criterion 1.3",
        "“1.3” stands where 2.1 is expected.",
    ),
    "a heading left out": (
        "Heading 2",
        "Heading 3",
        "Heading 3",
        "“3” stands where 2 is expected.",
    ),
    "an empty heading": (
        "Heading 2: Money",
        "Heading 2: Time\nHeading 3: Money",
        "Heading 2",
        "Heading 2 has no unit.",
    ),
    "a code with spaces": (
        "Unit 9000-02:",
        "Unit 9000 02:",
        "Unit 9000 02",
        "Write “Unit 8617-700: …”, one number before the colon.",
    ),
    "a code in small letters": (
        "Unit 9000-02:",
        "Unit 9000-two:",
        "Unit 9000-two",
        "“9000-two” is not a code like 8617-700.",
    ),
    "an outcome of another kind than its unit": (
        "Outcome 1: Set a budget",
        "Outcome 1: Set a budget\nKind: knowledge",
        58,
        "A skills unit holds competence outcomes only.",
    ),
    "a verb that is not there": (
        "Command verb: Explain",
        "Command verb: Describe",
        "Command verb",
        "The command verb does not appear in the criterion.",
    ),
    "a range backwards": (
        "6-9 months",
        "9-6 months",
        "Listed",
        "“9-6 months” must run from a smaller number to a larger.",
    ),
    "hours for months": (
        "6-9 months",
        "6-9 hours",
        "Listed",
        "“6-9 hours” is not like “6-9 months”.",
    ),
    "a total that is neither about nor at least": (
        "about 300 hours",
        "300 hours",
        "Total",
        "“300 hours” is not like “at least 6 hours”.",
    ),
    "an address with a capital": (
        "Web address: small",
        "Web address: Small",
        "Web address",
        "“Small” is not like “level-5”.",
    ),
    "a title that is too long": (
        "Unit 9000-02: Budgets",
        f"Unit 9000-02: {'Budgets ' * 26}",
        "Unit 9000-02",
        "“Unit” has 207 characters; at most 200 fit.",
    ),
    "an invisible character": (
        "Set a budget\nMarks",
        "Set a bud\N{SOFT HYPHEN}get\nMarks",
        "Criterion 1.1: Set",
        "There is an invisible character here (U+00AD, soft hyphen).",
    ),
    "a NUL byte": (
        "Pass: Led.",
        "Pass: L\0ed.",
        "Pass: L\0ed.",
        "There is an invisible character here (U+0000, control character).",
    ),
    "a right-to-left mark": (
        "Pass: Led.",
        "Pass: \N{RIGHT-TO-LEFT OVERRIDE}Led.",
        "Pass: \N{RIGHT-TO-LEFT OVERRIDE}",
        "There is an invisible character here (U+202E, right-to-left override).",
    ),
    "a character lost on the way": (
        "About leading",
        "About l\N{REPLACEMENT CHARACTER}ading",
        "Summary",
        "A character here was lost (�). Save the file as UTF-8 and restore it.",
    ),
    "UTF-8 read as something else": (
        "About leading",
        "Oneâ€™s leading",
        "Summary",
        "“â€” is a sign of the wrong encoding. Save the file as UTF-8.",
    ),
}


@pytest.mark.parametrize("before, after, line, message", CHANGES.values(), ids=CHANGES)
def test_a_fault_is_named_with_its_line(before, after, line, message):
    assert SMALL.count(before) >= 1
    text = SMALL.replace(before, after, 1)
    where = line if isinstance(line, int) else line_of(text, line)
    assert faults(text) == [(where, message)]


def test_every_fault_is_reported_in_the_order_of_the_lines():
    text = SMALL.replace("Level: 5", "Level: high").replace("Marks: 100", "Marks: many")
    text = text.replace("Kind: skills", "Kinds: skills")
    assert [line for line, _ in faults(text)] == [
        line_of(text, start) for start in ("Level", "Kinds", "Marks: many")
    ]


def test_no_unit_stands_above_the_first_heading():
    text = SMALL.replace("Heading 1: People\n\n", "").replace("Heading 2", "Heading 1")
    where = line_of(text, "Unit 9000-01")
    assert faults(text) == [(where, "This unit stands above the first heading.")]


def test_outcomes_and_criteria_need_something_above_them():
    text = SMALL.replace("Unit 9000-01: Leading\n", "").replace("Units: 2", "Units: 1")
    assert "Outcome 1 has no unit above it." in [message for _, message in faults(text)]
    text = SMALL.replace("Outcome 1: Understand leading\n", "", 1)
    assert "Criterion 1.1 has no outcome above it." in [message for _, message in faults(text)]


def test_nothing_may_be_empty():
    messages = [message for _, message in faults("Unit A-1: Alone\nKind: skills")]
    assert "Unit A-1 has no outcome." in messages
    messages = [message for _, message in faults("Unit A-1: Alone\nOutcome 1: Do it")]
    assert "Outcome 1 has no criterion." in messages
    assert "There is no unit." in [message for _, message in faults("")]


def test_marks_and_descriptors_are_for_marks_only():
    text = SMALL.replace("Assessment: marks", "Assessment: met or not yet met")
    messages = {message for _, message in faults(text)}
    assert messages == {"This is for qualifications assessed by marks."}
    kept = [
        line for line in text.split("\n")
        if not line.startswith(("Marks", "Referral", "Pass", "Good pass", "  reviewed"))
    ]  # fmt: skip
    specification = read("\n".join(kept))
    assert specification.regime == Regime.MET
    assert {c.maximum for u in specification.units for o in u.outcomes for c in o.criteria} == {
        None
    }


def test_a_text_of_any_length_is_answered():
    assert faults("x" * 1_000_001) == [(1, "The text is longer than 1,000,000 characters.")]
    assert len(faults("x\n" * 1000)) > 1000


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_files_of_every_system_are_counted_alike(line_end):
    text = SMALL.replace("Marks: 100", "Marks: lots").replace("\n", line_end)
    assert [line for line, _ in faults(text)] == [line_of(SMALL, "Marks: 100")]


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\t", "  ", "\u2028"])
def test_white_space_of_every_kind_becomes_a_space_and_nothing_else_changes(space):
    text = SMALL.replace("Set a budget", f"Set{space}a{space}“budget”, {space}one’s own.")
    outcome = read(text).units[1].outcomes[0]
    assert outcome.text == "Set a “budget”, one’s own."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_may_be_utf_8_or_what_notepad_calls_unicode(encoding):
    assert decode(SMALL.replace("People", "People’s").encode(encoding)) == SMALL.replace(
        "People", "People’s"
    )


def test_a_byte_that_is_not_utf_8_is_found_by_its_line():
    data = SMALL.replace("About leading", "One’s leading").encode("cp1252")
    assert [line for line, _ in faults(decode(data))] == [line_of(SMALL, "Summary")]


def test_remarks_and_layout_do_not_change_the_content():
    spaced = "# a remark\n\n" + SMALL.replace("\n", "\n\n").replace("Set and\n", "Set and")
    assert read(spaced).content_hash == read(SMALL).content_hash
    assert read(SMALL.replace("Marks: 50", "Marks: 50.0")).content_hash == read(SMALL).content_hash


@pytest.mark.parametrize(
    "before, after", [("Explain leading", "Explain Leading"), ("Marks: 50\n", "Marks: 49.5\n")]
)
def test_a_change_of_content_changes_the_hash(before, after):
    text = SMALL.replace(before, after).replace("20.5" if "49.5" in after else "\0", "21")
    assert read(text).content_hash != read(SMALL).content_hash


def test_the_example_in_the_documentation_is_a_specification():
    page = Path(__file__).parents[2] / "docs" / "specification-format.md"
    text = page.read_text(encoding="utf-8")
    assert read(re.search(r"```\n(.*?)```", text, re.S)[1]).code == "8617"
    for names in NAMES.values():
        for name in names:
            assert f"`{name.capitalize()}`" in text


def assert_answered(text):
    """The reader answers: a specification or faults, each on a line that is there."""
    reading = read_specification(text)
    assert (reading.specification is None) == bool(reading.faults)
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert list(reading.faults) == sorted(set(reading.faults))
    for fault in reading.faults:
        assert isinstance(fault, Fault)
        assert 1 <= fault.line <= count
        assert fault.message.isprintable()


@given(st.text())
@example("\ud800: lone surrogate")
@example(":\n :\n#:")
@example("Unit \u0663: ٣\nLevel: ٣\nMarks: ½")
def test_arbitrary_text_is_always_answered(text):
    assert_answered(text)


@given(st.binary())
def test_arbitrary_bytes_are_always_answered(data):
    assert_answered(decode(data))


WORDS = [name for names in NAMES.values() for name in names] + [
    "Heading 1", "Unit A-1", "Outcome 1", "Criterion 1.1", "Unit", "Outcome x", "  go on", "#", "",
]  # fmt: skip
VALUES = st.sampled_from(
    ["1", "0", "99999", "combined", "skills", "marks", "at least 6 hours", "6-9 months", "A-1", ""]
) | st.text(max_size=20)


@given(st.lists(st.tuples(st.sampled_from(WORDS), VALUES), max_size=60))
def test_lines_that_look_right_are_always_answered(lines):
    assert_answered("\n".join(f"{name}: {value}" for name, value in lines))


@st.composite
def damaged(draw, code):
    """A shipped specification with a few lines lost, doubled, moved or overwritten."""
    lines = shipped_text(code).split("\n")
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        lines[at : at + 1] = draw(
            st.sampled_from([[], [lines[at]] * 2, [lines[other]], [lines[at], lines[other]]])
        )
    return "\n".join(lines)


@given(damaged("8617"))
def test_a_damaged_specification_is_always_answered(text):
    assert_answered(text)


@given(damaged("8617"))
def test_whatever_is_accepted_keeps_what_it_declares(text):
    specification = read(text)
    if specification is None:
        return
    assert len(specification.units) == 3
    assert sum(len(unit.outcomes) for unit in specification.units) == 8
    for unit in specification.units:
        assert sum(c.maximum for outcome in unit.outcomes for c in outcome.criteria) == 100


def test_every_name_has_its_place():
    assert set(NAMES) == {TOP, "heading", "unit", "outcome", "criterion"}
