"""No sequence of actions yields a pass that the rules do not.

Random sequences run through the real actions and through the small model of `model.py`. After
every step both must agree on what was allowed, on every criterion met, on every unit passed and on
whether the diploma is complete; at the end `rebuild_progress --check` must find nothing. The
controls seed a wrong rule each and must be found.
"""

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)

from assessments import permissions, sheets, verdicts
from assessments.actions import correcting, marking, releasing
from assessments.choices import TO_MARK, Grade, Outcome
from tests.assessments.machine import Judgement


def run(**changed):
    options = {
        "deadline": None,
        "derandomize": True,
        "database": None,
        "report_multiple_bugs": False,
        "stateful_step_count": 20,
        "suppress_health_check": list(HealthCheck),
    } | changed
    run_state_machine_as_test(Judgement, settings=settings(**options))


@pytest.mark.django_db
def test_no_sequence_of_actions_passes_what_the_rules_do_not():
    run(max_examples=20)


# Each a wrong rule somebody could write, where it is looked up.
SEEDED = {
    "more than half is needed": (
        sheets, "criterion_outcome",
        lambda mark, maximum: Outcome.MET if mark * 2 > maximum else Outcome.NOT_YET_MET,
    ),
    "one criterion met passes the unit": (
        verdicts, "unit_grade",
        lambda outcomes, *, required: Grade.PASS if Outcome.MET in outcomes.values() else None,
    ),
    "nothing is ever missing": (marking, "missing_from", lambda *args, **kwargs: ()),
    "marking goes on after withdrawal": (
        permissions, "can_mark",
        lambda user, submission: submission.stage in TO_MARK,
    ),
    "one unit completes the diploma": (
        releasing, "is_complete",
        lambda grades, *, required: Grade.PASS in grades.values(),
    ),
    "a correction does not reach the result": (
        correcting, "unit_grade", lambda outcomes, *, required: Grade.REFERRED,
    ),
    "a release leaves the progress": (releasing, "refresh_progress", lambda **kwargs: None),
}  # fmt: skip


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("bug", SEEDED)
def test_a_seeded_bug_is_found(bug, monkeypatch):
    module, name, wrong = SEEDED[bug]
    for place in (module, marking, sheets):
        if hasattr(place, name):
            monkeypatch.setattr(place, name, wrong)

    with pytest.raises((AssertionError, IntegrityError, SystemExit)):
        run(max_examples=300, phases=[Phase.generate])
