"""Where earlier learning could be credited (P5.4)."""

import pytest

from enrolments.choices import SelfRating
from enrolments.scanning import Scanned, creditable_units, in_words


@pytest.mark.parametrize(
    ("own", "tutor", "prior", "is_creditable"),
    [
        ("evidence", "evidence", "", True),
        ("evidence", "confident", "", False),
        ("evidence", "confident", "Level 3 award", True),
        ("new", "evidence", "Level 3 award", True),
        ("evidence", "some", "Level 3 award", False),
        ("evidence", "", "Level 3 award", False),
        ("", "evidence", "", False),
        ("", "", "", False),
    ],
)
def test_an_outcome_could_be_credited(own, tutor, prior, is_creditable):
    assert Scanned(1, 1, own, tutor, prior).is_creditable is is_creditable


def test_prior_learning_is_by_whole_unit():
    yes, no = ("evidence", "evidence"), ("evidence", "some")
    scan = [Scanned(1, 10, *yes), Scanned(2, 10, *yes), Scanned(3, 20, *yes), Scanned(4, 20, *no)]

    assert creditable_units(scan) == [10]
    assert creditable_units([]) == []


def test_each_says_it_in_their_own_words():
    assert in_words(SelfRating.NEW, column="own") == "New to me"
    assert in_words(SelfRating.NEW, column="tutor") == "New to them"
    assert in_words("", column="tutor") == ""
