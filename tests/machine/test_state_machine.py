"""No sequence of actions yields a pass, a certificate or a look that the rules do not.

Random steps of everybody run through the real actions and through the small model of `model.py`
and `centre.py`. After every step both agree on what was allowed, and after every change on each
criterion met, each unit passed and whether the diploma is complete; at the end `rebuild_progress
--check` finds nothing. The controls seed a wrong rule each, and the stories must find it.
"""

from itertools import product

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.bugs import SEEDED
from tests.machine.machine import Centre
from tests.machine.play import done, taken
from tests.machine.stories import STORIES

pytestmark = pytest.mark.django_db

STEPS = 10_000  # on SQLite; PostgreSQL is asked for the rules it keeps in its own way


def run(**changed):
    options = {
        "deadline": None,
        "derandomize": True,
        "database": None,
        "report_multiple_bugs": False,
        "stateful_step_count": 16,
        "suppress_health_check": list(HealthCheck),
    } | changed
    run_state_machine_as_test(Centre, settings=settings(**options))


def play(stories):
    """Each story from its beginning, in marks and then in criteria met."""
    for is_marked, story in product((True, False), stories):
        machine = Centre()
        try:
            machine.begin(is_marked, story.shape, story.tutor)
            machine.follow(story)
        finally:
            machine.teardown()


def test_no_sequence_of_actions_does_what_the_rules_do_not(stage, request):
    is_short = connection.vendor == "postgresql"
    taken.clear()
    done.clear()
    run(max_examples=12 if is_short else 96, phases=[Phase.generate])

    steps, changes = sum(taken.values()), sum(done.values())
    plugins = request.config.pluginmanager
    with plugins.getplugin("capturemanager").global_and_fixture_disabled():
        plugins.getplugin("terminalreporter").write_line(
            f"\nstate machine: {steps} steps, {changes} of them done"
        )
    assert steps >= STEPS / (10 if is_short else 1)


def test_the_stories_go_as_the_model_says(stage):
    taken.clear()
    done.clear()
    play(STORIES.values())

    assert taken.keys() - {"read"} <= done.keys()
    assert len(done) >= 25


@pytest.mark.once
@pytest.mark.parametrize("bug", SEEDED)
def test_a_seeded_bug_is_found(stage, bug, monkeypatch):
    story, places = SEEDED[bug]
    for place, name, wrong in places:
        monkeypatch.setattr(place, name, wrong)

    with pytest.raises((AssertionError, IntegrityError, SystemExit)):
        play([STORIES[story]])
