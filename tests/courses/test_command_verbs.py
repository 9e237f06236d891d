"""What the verbs of criteria ask for."""

import pytest

from courses.command_verbs import MEANINGS, command_verbs
from courses.models import AssessmentCriterion
from tests.factories.courses import import_level_5, import_level_7


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("Understand different leadership styles", ["understand"]),
        ("Explore and evaluate the creation of a culture", ["explore", "evaluate"]),
        ("Be able to lead and manage a team", ["be able to", "lead", "manage"]),
        ("Critically analyse: why", ["critically", "analyse"]),
        ("KNOW how to delegate", ["know"]),
        ("Be kind", []),
        ("And evaluate", []),
        ("The plan", []),
        ("", []),
        ("½ \x00", []),
    ],
)
def test_the_verbs_a_criterion_begins_with(text, verbs):
    assert [one.verb for one in command_verbs(text)] == verbs


def test_every_meaning_is_a_sentence():
    assert all(said[0].isupper() and said.endswith(".") for said in MEANINGS.values())


@pytest.mark.once
@pytest.mark.django_db
def test_every_criterion_of_both_diplomas_is_explained():
    import_level_5()
    import_level_7()

    assert AssessmentCriterion.objects.count() > 40
    assert [str(c) for c in AssessmentCriterion.objects.all() if not c.verbs] == []
