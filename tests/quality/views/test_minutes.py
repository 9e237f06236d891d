"""The minutes of a meeting: versions, corrections, and nothing after closing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments.models import CriterionDecision
from quality.actions.minutes import Task
from quality.actions.standardising import close_exercise
from quality.errors import ExerciseRefused
from quality.models import AgreedJudgement, ExerciseMinutes, MinutesAction, MinutesAttendee
from tests.conftest import client_of
from tests.factories.accounts import IQAFactory, TutorFactory
from tests.quality.conftest import on_duty
from tests.quality.exercises import an_exercise, write_up
from tests.quality.second import judged_work

pytestmark = pytest.mark.once


@pytest.fixture
def exercise(assurer):
    work = judged_work()
    on_duty(work.enrolment.qualification, assurer=assurer)
    return an_exercise(work, assurer)


def address(exercise):
    return reverse("quality:exercise_minutes", args=[exercise.reference])


def fields(exercise, **more):
    tutor = exercise.markings.get().assessor
    return {
        "attendees": [str(tutor.pk)],
        "discussed": "How much of a cost is enough.",
        "c1-judged": "met",
        "c2-judged": "not_yet_met",
        "c2-comment": "No cost is shown.",
        "task1-text": "Rewrite the guidance",
        "task1-owner": str(tutor.pk),
        "task1-due_on": (timezone.localdate() + timedelta(days=14)).isoformat(),
        "seen": "0",
        "form_token": str(uuid4()),
    } | more


def test_minutes_are_kept_corrected_and_then_frozen(exercise, assurer, assurer_client):
    before = list(CriterionDecision.objects.values())
    sent = fields(exercise)
    for _ in range(2):  # a double click
        page = assurer_client.post(address(exercise), sent, follow=True).content.decode()
    for word in ("How much of a cost", "No cost is shown.", "Rewrite the guidance", "Version 1"):
        assert word in page
    assert ExerciseMinutes.objects.count() == 1

    form = assurer_client.get(address(exercise)).context["form"]
    assert form["discussed"].value() == "How much of a cost is enough."
    assert form["c2-judged"].value() == "not_yet_met"
    assert form["task1-text"].value() == "Rewrite the guidance"
    again = fields(exercise, seen="1", discussed="Enough is two quotes.")
    assert assurer_client.post(address(exercise), again).status_code == 422
    again["reason"] = "The wording was wrong."
    page = assurer_client.post(address(exercise), again, follow=True).content.decode()
    assert "Enough is two quotes." in page
    assert "How much of a cost is enough." in page  # the earlier version
    assert "The wording was wrong." in page

    close_exercise(exercise=exercise, by=assurer, now=timezone.now())
    late = fields(exercise, seen="2", reason="Again.")
    response = assurer_client.post(address(exercise), late)
    assert response.status_code == 409
    assert "stay as they are" in response.content.decode()
    assert assurer_client.get(address(exercise)).status_code == 302
    assert ExerciseMinutes.objects.count() == 2
    assert list(CriterionDecision.objects.values()) == before


def test_control_before_closing_the_same_correction_is_kept(exercise, assurer):
    write_up(exercise, assurer, "mn")

    assert write_up(exercise, assurer, "mm", seen=1, reason="Again.").version == 2


@pytest.mark.parametrize(
    "more, field",
    [
        ({"attendees": []}, "attendees"),
        ({"discussed": " "}, "discussed"),
        ({"c1-judged": ""}, "c1-judged"),
        ({"task1-owner": ""}, "task1-owner"),
        ({"task1-text": ""}, "task1-text"),
        ({"task1-due_on": "soon"}, "task1-due_on"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_kept(exercise, assurer_client, more, field):
    response = assurer_client.post(address(exercise), fields(exercise, **more))

    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert "No cost is shown." in response.content.decode()
    assert not ExerciseMinutes.objects.exists()


def test_two_who_write_at_once_the_second_reads_first(exercise, assurer, assurer_client):
    write_up(exercise, assurer, "mn")

    response = assurer_client.post(address(exercise), fields(exercise, reason="Mine."))

    assert response.status_code == 409
    assert "Version 1 was written meanwhile" in response.content.decode()


def test_strangers_neither_write_nor_are_named(exercise, assurer):
    stranger = IQAFactory()
    with pytest.raises(PermissionDenied):
        write_up(exercise, stranger, "mn")
    assert client_of(stranger).get(address(exercise)).status_code == 404
    tutor = exercise.markings.get().assessor
    assert client_of(tutor).get(address(exercise)).status_code == 403
    outsider = TutorFactory()
    day = timezone.localdate()
    for more in ({"attendees": [outsider]}, {"tasks": [Task("Do it", outsider, day)]}):
        with pytest.raises(ExerciseRefused, match="part of this exercise"):
            write_up(exercise, assurer, "mn", **more)


@pytest.mark.parametrize(
    "model, change",
    [
        (ExerciseMinutes, {"discussed": "Nothing."}),
        (AgreedJudgement, {"comment": "Nothing."}),
        (MinutesAction, {"text": "Nothing."}),
        (MinutesAttendee, {"person": None}),
    ],
)
def test_the_database_rewrites_no_minutes(exercise, assurer, model, change):
    tutor = exercise.markings.get().assessor
    task = Task("Do it", tutor, timezone.localdate())
    write_up(exercise, assurer, "mn", tasks=[task])
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**change)
