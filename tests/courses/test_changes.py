"""What is said to change between two states of a specification."""

from dataclasses import replace

from hypothesis import given

from courses.changes import Change, specification_changes
from courses.specification import read_specification
from tests.courses.test_specification import SMALL, damaged
from tests.factories.courses import shipped_text

OLD = read_specification(SMALL).specification


def changes(*edits):
    text = SMALL
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    return specification_changes(OLD, read_specification(text).specification)


def test_the_same_content_has_no_changes():
    assert changes() == ()


def test_a_first_import_adds_everything():
    found = specification_changes(None, OLD)
    assert found[0] == Change("added", "qualification 9000", after="A small diploma")
    assert {change.verb for change in found} == {"added"}
    assert len(found) == 1 + 2 + 2 + 3 + 4


def test_wording_is_reworded_and_figures_are_changed():
    assert changes(
        ("Explain leading", "Explain how to lead"),
        ("Marks: 50", "Marks: 49.5"),
        ("Marks: 20.5", "Marks: 21"),
        ("6-9 months", "6-10 months"),
        ("Wording: provisional\n", ""),
    ) == (
        Change("changed", "specification, is provisional", "yes", "no"),
        Change("changed", "specification, listed months", "6–9", "6–10"),
        Change("reworded", "criterion 9000-01/1.1", "Explain leading", "Explain how to lead"),
        Change("changed", "criterion 9000-01/1.1, maximum", "50", "49.5"),
        Change("changed", "criterion 9000-01/1.2, maximum", "20.5", "21"),
        Change("changed", "criterion 9000-01/2.1, is provisional", "yes", "no"),
    )


def test_a_descriptor_is_named():
    assert changes(("Pass: Led.", "Pass: Led a team.")) == (
        Change("reworded", "criterion 9000-01/2.1, pass descriptor", "Led.", "Led a team."),
    )


def test_parts_are_added_and_removed_by_their_numbers():
    unit = SMALL[SMALL.index("Unit 9000-02") :]
    found = changes(
        (unit, unit.replace("9000-02", "9000-03")),
        ("Portal: x\n", "") if "Portal" in SMALL else ("Level: 5", "Level: 5\nPortal: Online"),
    )
    assert found == (
        Change("reworded", "specification, portal name", "none", "Online"),
        Change("added", "unit 9000-03", after="Budgets"),
        Change("added", "outcome 9000-03/1", after="Set a budget"),
        Change("added", "criterion 9000-03/1.1", after="Set a budget"),
        Change("removed", "unit 9000-02", before="Budgets"),
        Change("removed", "outcome 9000-02/1", before="Set a budget"),
        Change("removed", "criterion 9000-02/1.1", before="Set a budget"),
    )


def test_another_order_of_units_is_a_change():
    without_headings = replace(
        OLD, headings=(), units=tuple(replace(unit, heading=None) for unit in OLD.units)
    )
    turned = replace(without_headings, units=without_headings.units[::-1])
    assert specification_changes(without_headings, turned) == (Change("reordered", "units"),)


@given(damaged("8617"))
def test_there_are_changes_exactly_when_the_content_differs(text):
    shipped = read_specification(shipped_text("8617")).specification
    other = read_specification(text).specification
    if other is not None:
        is_same = other.content_hash == shipped.content_hash
        assert is_same == (specification_changes(shipped, other) == ())
