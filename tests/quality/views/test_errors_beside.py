"""What is wrong on a bench is said beside its field, where a screen reader finds it."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from quality.actions.second_marking import give_second_marking
from tests.conftest import client_of
from tests.factories.accounts import TutorFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.quality.conftest import on_duty
from tests.quality.exercises import an_exercise
from tests.quality.second import draw_one_in, judged_work

pytestmark = pytest.mark.once

LONG = "x" * 4001


def work_of(regime, assurer):
    """Drawn, assured work: with marks a field for each, in words a pair of radio buttons."""
    draw_one_in(1)
    if regime == "marks":
        version = SpecificationVersionFactory(regime="marks", maximum=Decimal(50))
        work = judged_work("40", "40", enrolment=EnrolmentFactory(version=version))
    else:
        work = judged_work()
    on_duty(work.enrolment.qualification, assurer=assurer)
    return work


def bench_of(name, work, assurer):
    """The address of a bench, and who works at it."""
    if name == "sample":
        return assurer, reverse("quality:sample_bench", args=[work.reference])
    if name == "second marking":
        marker = TutorFactory()
        marking = give_second_marking(submission=work, marker=marker, by=marker, now=timezone.now())
        return marker, marking.get_absolute_url()
    exercise = an_exercise(work, assurer)
    if name == "minutes":
        return assurer, reverse("quality:exercise_minutes", args=[exercise.reference])
    address = reverse("quality:exercise_mark", args=[exercise.reference])
    return work.enrolment.tutor, address


def described(page):
    """What the fields of a page say they are described by, and the ids there are."""
    said = " ".join(re.findall(r'aria-describedby="([^"]*)"', page)).split()
    return set(said), re.findall(r'\bid="([^"]*)"', page)


@pytest.mark.parametrize(
    "name, regime",
    [
        ("exercise", "marks"),
        ("minutes", "words"),
        ("second marking", "words"),
        ("sample", "words"),
    ],
)
def test_every_error_is_tied_to_its_field(assurer, name, regime):
    person, address = bench_of(name, work_of(regime, assurer), assurer)
    wrong = {"c2-comment": LONG, "c1-view": "action", "due_on": "soon"}

    response = client_of(person).post(address, wrong)

    assert response.status_code == 422
    asked, ids = described(response.content.decode())
    form = response.context["form"]
    wrong_fields = [form[name] for name in form.errors if name != "__all__"]
    named = {f"{one.auto_id}_error" for one in wrong_fields if not one.is_hidden}
    assert len(named) > 1
    assert named <= asked  # the control: the fields do say where to look
    assert asked <= set(ids)
    assert len(ids) == len(set(ids))
