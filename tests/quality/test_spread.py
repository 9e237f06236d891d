"""How far people lie apart: values in, values out."""

from decimal import Decimal

import pytest

from assessments.choices import Outcome
from quality.dots import dots_of
from quality.spread import Given, letter_of, row_of

pytestmark = pytest.mark.once

WORDS = {"m": Given(Outcome.MET), "n": Given(Outcome.NOT_YET_MET), "-": None}


def row(judged, maximum=None):
    if maximum is None:
        given = [WORDS[word] for word in judged]
    else:
        maximum = Decimal(maximum)
        given = [
            Given(
                Outcome.MET if 2 * Decimal(mark) >= maximum else Outcome.NOT_YET_MET, Decimal(mark)
            )
            for mark in judged
        ]
    return row_of("1.1", maximum, [(letter_of(at), one) for at, one in enumerate(given)])


def apart(found):
    return "".join(cell.letter for cell in found.cells if cell.is_outlying)


@pytest.mark.parametrize(
    "judged, expected",
    [("mmn", "C"), ("mn", ""), ("mmnn", ""), ("m", ""), ("mm-", ""), ("nnm-", "C")],
)
def test_who_says_another_outcome_than_more_than_half_is_apart(judged, expected):
    assert apart(row(judged)) == expected


@pytest.mark.parametrize(
    "marks, expected",
    [(("12", "13", "14"), ""), (("12", "13", "18"), "C"), (("10", "10", "9.5"), "C"), (("3",), "")],
)
def test_who_lies_a_quarter_of_the_marks_from_the_median_is_apart(marks, expected):
    assert apart(row(marks, "20")) == expected


def test_least_median_and_most():
    found = row(("8", "12.5", "13", "20"), "20")

    assert (found.least, found.middle, found.most) == (Decimal(8), Decimal("12.75"), Decimal(20))
    assert (found.met, found.not_yet_met) == (3, 1)


def test_the_dots_stand_where_the_marks_are():
    drawing = dots_of([row(("0", "10", "10", "20"), "20"), row("mmn")])

    assert len(drawing) == 1
    dots = drawing[0].dots
    assert [dot.x for dot in dots] == [
        drawing[0].first,
        drawing[0].half,
        drawing[0].half,
        drawing[0].last,
    ]
    assert dots[1].y > dots[2].y >= 9
    assert [dot.is_outlying for dot in dots] == [True, False, False, True]


def test_letters_go_on_after_z():
    assert [letter_of(at) for at in (0, 25, 26, 27)] == ["A", "Z", "AA", "AB"]
