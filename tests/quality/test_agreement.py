"""The draw, the arithmetic of agreement, and taking names out: values in, values out."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from assessments.choices import Outcome
from quality.agreement import Pair, agreement
from quality.drawing import Terms, drawn_by, is_drawn
from quality.neutral import neutral_name, without_names

pytestmark = pytest.mark.once

START = datetime(2026, 1, 1, tzinfo=UTC)
REFERENCES = [UUID(int=Random(7).getrandbits(128) ^ at, version=4) for at in range(4000)]
MET, NOT = Outcome.MET, Outcome.NOT_YET_MET


@pytest.mark.parametrize("every", [1, 2, 10, 25])
def test_one_in_so_many_is_drawn_and_the_same_ones_again(every):
    drawn = [one for one in REFERENCES if is_drawn(one, version=3, every=every)]

    assert abs(len(drawn) - len(REFERENCES) / every) <= 4 * (len(REFERENCES) / every) ** 0.5
    assert drawn == [one for one in REFERENCES if is_drawn(one, version=3, every=every)]


def test_another_version_draws_others_and_off_draws_none():
    third, fourth = (
        {one for one in REFERENCES if is_drawn(one, version=version, every=10)}
        for version in (3, 4)
    )

    assert third != fourth
    assert not any(is_drawn(one, version=3, every=None) for one in REFERENCES)


def test_a_judgement_is_drawn_by_the_version_that_was_in_force_when_it_was_made():
    terms = [
        Terms(key=1, version=1, every=None, since=START),
        Terms(key=2, version=2, every=1, since=START + timedelta(days=10)),
        Terms(key=3, version=3, every=None, since=START + timedelta(days=20)),
    ]

    def by(days):
        moment = START + timedelta(days=days)
        found = drawn_by(terms, reference=REFERENCES[0], judged_at=moment)
        return found.version if found else None

    assert [by(-1), by(5), by(10), by(19), by(20)] == [None, None, 2, 2, None]


def pair(first, second, maximum=None):
    if maximum is None:
        return Pair(number="1.1", first=first, second=second)
    first, second, maximum = Decimal(first), Decimal(second), Decimal(maximum)
    outcomes = [MET if mark * 2 >= maximum else NOT for mark in (first, second)]
    return Pair(
        number="1.1",
        first=outcomes[0],
        second=outcomes[1],
        first_mark=first,
        second_mark=second,
        maximum=maximum,
    )


def test_agreement_in_words():
    found = agreement([pair(MET, MET), pair(MET, NOT), pair(NOT, NOT)])

    assert (found.compared, found.exact, found.percent) == (3, 2, 67)
    assert found.mean_difference is None


def test_agreement_in_marks():
    found = agreement([pair("10", "10", 20), pair("12", "14.5", 20), pair("11", "9", 20)])

    assert (found.exact, found.same_outcome, found.percent, found.outcome_percent) == (1, 2, 33, 67)
    assert (found.mean_difference, found.mean_distance) == (Decimal("0.2"), Decimal("1.5"))


@pytest.mark.parametrize(
    "first, second, is_large", [("10", "14.5", False), ("10", "15", True), ("10", "9.5", True)]
)
def test_another_outcome_or_a_quarter_of_the_marks_is_far_apart(first, second, is_large):
    assert pair(first, second, 20).is_large is is_large


def test_nothing_compared_is_no_agreement():
    assert agreement([]).percent is None


def test_names_numbers_and_addresses_are_taken_out():
    names = ["Will Okafor", "Will", "Okafor", "w.okafor@practice.example", "ABC1234", "", "x"]
    text = "Will Okafor (abc1234) said: I will. WILL's rota; W.Okafor@practice.example, Willow."

    said = "Candidate (Candidate) said: I will. Candidate's rota; Candidate, Willow."
    assert without_names(text, names) == said
    assert without_names(text, []) == text


def test_files_get_neutral_names():
    assert neutral_name(2, "application/pdf") == "Evidence 2.pdf"
    assert neutral_name(3, "who/knows") == "Evidence 3"
