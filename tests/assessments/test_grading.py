"""The grading rule on worked numbers. No database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.banding import Band, anchors, band_of
from assessments.choices import Grade, Outcome
from assessments.grading import (
    MarkRefused,
    checked_mark,
    criterion_outcome,
    is_complete,
    parse_mark,
    percentage,
    shown,
    unit_grade,
)

MET, NOT_YET_MET = Outcome.MET, Outcome.NOT_YET_MET
MAXIMA = [Decimal(16), Decimal(20), Decimal(24), Decimal(40)]


def graded(marks, maxima):
    outcomes = {
        number: criterion_outcome(Decimal(mark), maximum)
        for number, (mark, maximum) in enumerate(zip(marks, maxima, strict=True))
    }
    grade = unit_grade(outcomes, required=range(len(maxima)))
    return grade, percentage(map(Decimal, marks), maxima)


@pytest.mark.parametrize(
    ("marks", "maxima", "grade", "per_cent"),
    [
        (["8", "10", "12", "20"], MAXIMA, Grade.PASS, "50.0"),
        (["16", "20", "24", "19"], MAXIMA, Grade.REFERRED, "79.0"),
        (["12", "15", "18", "30"], MAXIMA, Grade.PASS, "75.0"),
        (["20", "9"], [Decimal(20), Decimal(20)], Grade.REFERRED, "72.5"),
        (["10", "10"], [Decimal(20), Decimal(20)], Grade.PASS, "50.0"),
        (["7"], [Decimal(15)], Grade.REFERRED, "46.7"),
        (["7.5"], [Decimal(15)], Grade.PASS, "50.0"),
        (["8"], [Decimal(15)], Grade.PASS, "53.3"),
        (["7"], [Decimal(16)], Grade.REFERRED, "43.8"),
        (["0"], [Decimal(20)], Grade.REFERRED, "0.0"),
    ],
)
def test_every_criterion_must_reach_half_whatever_the_total(marks, maxima, grade, per_cent):
    assert graded(marks, maxima) == (grade, Decimal(per_cent))


@pytest.mark.parametrize(
    ("outcomes", "grade"),
    [
        ({"1.1": MET, "1.2": MET}, Grade.PASS),
        ({"1.1": MET, "1.2": NOT_YET_MET}, Grade.REFERRED),
        ({"1.1": MET}, None),
        ({"1.1": MET, "1.2": None}, None),
        ({"1.1": NOT_YET_MET, "1.2": None}, None),
        ({}, None),
        ({"1.1": MET, "1.2": MET, "9.9": NOT_YET_MET}, Grade.PASS),
    ],
)
def test_incomplete_is_never_a_pass(outcomes, grade):
    assert unit_grade(outcomes, required=["1.1", "1.2"]) == grade


def test_a_unit_without_criteria_has_no_grade():
    assert unit_grade({}, required=[]) is None


@pytest.mark.parametrize(
    ("grades", "complete"),
    [
        ({700: Grade.PASS, 701: Grade.PASS, 702: Grade.PASS}, True),
        ({700: Grade.PASS, 701: Grade.PASS, 702: Grade.REFERRED}, False),
        ({700: Grade.PASS, 701: Grade.PASS}, False),
        ({700: Grade.PASS, 701: Grade.PASS, 702: None}, False),
        ({}, False),
    ],
)
def test_a_qualification_needs_every_unit(grades, complete):
    assert is_complete(grades, required=[700, 701, 702]) is complete


def test_a_qualification_without_units_is_never_complete():
    assert not is_complete({700: Grade.PASS}, required=[])


def test_nothing_to_divide_by_is_no_percentage():
    assert percentage([], []) is None


@pytest.mark.parametrize(
    ("written", "maximum", "mark"),
    [
        ("7.5", 15, "7.5"),
        (" 7,5 ", 15, "7.5"),
        ("7½", 15, "7.5"),
        ("0½", 15, "0.5"),
        ("0", 15, "0.0"),
        ("15", 15, "15.0"),
        ("15.0", 15, "15.0"),
        ("07", 15, "7.0"),
        ("5.", 15, "5.0"),
        ("22.5", Decimal("22.5"), "22.5"),
    ],
)
def test_marks_are_read_as_people_write_them(written, maximum, mark):
    assert str(parse_mark(written, maximum=Decimal(maximum))) == mark


@pytest.mark.parametrize("written", ["", "  ", "\t"])
def test_nothing_written_is_no_mark(written):
    assert parse_mark(written, maximum=Decimal(20)) is None


@pytest.mark.parametrize(
    "written",
    [
        "20.5", "21", "-1", "-0.5", "+5", "1e9", "1e1", "NaN", "nan", "Infinity", "7.25", "0.1",
        "½½", "7.5½", ".", "½.", "ten", "1_0", "1 0", "0x5", "٧", "7\x00", "1/2", "9" * 5000, "10%",
    ],
)  # fmt: skip
def test_what_is_no_mark_is_refused_with_what_would_be(written):
    with pytest.raises(MarkRefused) as refusal:
        parse_mark(written, maximum=Decimal(20))

    assert str(refusal.value) == "Enter a mark from 0 to 20, in whole or half marks."


def test_a_fraction_alone_is_refused():
    with pytest.raises(MarkRefused, match=r"as 0\.5"):
        parse_mark(" ½ ", maximum=Decimal(20))


@pytest.mark.parametrize("mark", ["NaN", "Infinity", "-0.5", "20.5", "0.25", "1e9"])
def test_a_number_that_is_no_mark_is_refused(mark):
    with pytest.raises(MarkRefused, match="from 0 to 20"):
        checked_mark(Decimal(mark), maximum=Decimal(20))


@given(halves=st.integers(0, 400), maximum_halves=st.integers(1, 400))
def test_the_half_rule_holds_for_every_mark(halves, maximum_halves):
    mark, maximum = Decimal(halves) / 2, Decimal(maximum_halves) / 2
    assert (criterion_outcome(mark, maximum) == MET) is (halves * 2 >= maximum_halves)


@given(st.dictionaries(st.integers(0, 5), st.sampled_from([MET, NOT_YET_MET, None])))
def test_a_pass_has_nothing_outstanding(outcomes):
    required = range(4)
    is_pass = unit_grade(outcomes, required=required) == Grade.PASS
    assert is_pass is all(outcomes.get(key) == MET for key in required)


@pytest.mark.parametrize(
    ("mark", "maximum", "band"),
    [
        ("9.5", 20, Band.REFERRAL),
        ("10", 20, Band.PASS),
        ("14.5", 20, Band.PASS),
        ("15", 20, Band.GOOD_PASS),
        ("12", 16, Band.GOOD_PASS),
        ("7.5", 15, Band.PASS),
        ("11", 15, Band.PASS),
        ("11.5", 15, Band.GOOD_PASS),
    ],
)
def test_bands_for_feedback(mark, maximum, band):
    assert band_of(Decimal(mark), Decimal(maximum)) == band


def test_all_criteria_of_the_third_worked_example_are_in_the_highest_band():
    marks = [Decimal(12), Decimal(15), Decimal(18), Decimal(30)]
    assert {band_of(*pair) for pair in zip(marks, MAXIMA, strict=True)} == {Band.GOOD_PASS}


def test_descriptors_stand_at_a_quarter_a_half_and_three_quarters():
    at = anchors(Decimal("30.0"))
    assert (shown(at.referral), shown(at.passing), shown(at.good)) == ("7.5", "15", "22.5")
