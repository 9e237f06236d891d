"""Standardisation: the candidate's choice, opening an exercise, judging in it, closing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.actions.holding import hold
from assessments.models import EvidenceFile, Submission
from assessments.papers import papers_of
from enrolments.models import Enrolment
from ledger import audit, jobs
from quality.consent import may_be_used
from quality.errors import ExerciseRefused
from quality.judging import Judgement, Unjudged, judged
from quality.models import (
    ExerciseFile,
    ExerciseJudgement,
    ExerciseMarking,
    StandardisationChoice,
    StandardisationExercise,
)
from quality.permissions import can_choose_standardisation, can_run_exercise, can_use_as_script
from quality.standardising import assessors_of

if TYPE_CHECKING:
    from accounts.models import User

WITHDRAWN = "The candidate does not let this work be used. Choose another script."
DECLARATION = (
    "I looked into every file that is part of this script. No candidate, practice or patient is "
    "named in it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an exercise is: its title and day, and which parts of the work are its script."""

    title: str
    held_on: date
    files: Sequence[EvidenceFile]
    has_narrative: bool
    is_declared: bool
    form_token: UUID


@transaction.atomic
def choose_standardisation(
    *, enrolment: Enrolment, is_refused: bool, by: User, now: datetime
) -> StandardisationChoice:
    """Let assessors practise on one's work, or refuse it, from now on. The same again: no row.

    A script of an exercise that runs is hidden from the moment of the refusal.
    """
    held = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if not can_choose_standardisation(by, held):
        raise PermissionDenied
    last = held.standardisation_choices.first()
    if last is not None and last.is_refused == is_refused:
        return last
    choice = StandardisationChoice.objects.create(
        enrolment=held, is_refused=is_refused, chosen_by=by, chosen_at=now
    )
    verb = "refused the use for standardisation of" if is_refused else "allowed the use of"
    audit.record(by, verb, held, at=now)
    return choice


@transaction.atomic
def open_exercise(
    *, submission: Submission, plan: Plan, by: User, now: datetime
) -> StandardisationExercise:
    """Open an exercise on a script and invite every active assessor of the qualification.

    Sent twice, it is opened once. Raises `ExerciseRefused` where the candidate refuses, nothing is
    chosen of the work, or nobody declared that names inside were looked for.
    """
    there = StandardisationExercise.objects.filter(form_token=plan.form_token).first()
    if there is not None and there.opened_by_id == by.pk:
        return there
    held = hold(submission)
    if not can_use_as_script(by, held, today=timezone.localdate(now)):
        raise PermissionDenied
    if not may_be_used(held):
        raise ExerciseRefused(WITHDRAWN)
    if not plan.title.strip():
        raise ExerciseRefused("Give it a title.")
    if not plan.is_declared:
        raise ExerciseRefused("Look into every file, and declare that nobody is named in it.")
    has_narrative = plan.has_narrative and bool(held.narrative)
    sent = {document.file.pk for document in papers_of(held).documents}
    if not {file.pk for file in plan.files} <= sent:
        raise ExerciseRefused("Choose files of this work.")
    if not plan.files and not has_narrative:
        raise ExerciseRefused("Choose at least one part of the work.")
    candidate = held.enrolment.candidate.user
    exercise = StandardisationExercise.objects.create(
        form_token=plan.form_token,
        title=plan.title.strip(),
        qualification=held.enrolment.qualification,
        unit=held.unit,
        submission=held,
        held_on=plan.held_on,
        has_narrative=has_narrative,
        declaration=DECLARATION,
        opened_by=by,
        opened_at=now,
    )
    ExerciseFile.objects.bulk_create(
        ExerciseFile(exercise=exercise, file=file, number=number)
        for number, file in enumerate(plan.files, start=1)
    )
    invited = assessors_of(held, today=timezone.localdate(now)).exclude(pk=candidate.pk)
    for person in invited:
        marking = ExerciseMarking.objects.create(
            exercise=exercise, assessor=person, candidate=candidate
        )
        jobs.owe(
            "exercise_mail", key=str(marking.pk), now=now, recipient=person, marking_id=marking.pk
        )
    audit.record(
        by,
        "opened",
        exercise,
        after={"unit": held.unit.code, "invited": len(invited), "files": len(plan.files)},
        at=now,
    )
    return exercise


@transaction.atomic
def keep_exercise_draft(
    *, marking: ExerciseMarking, typed: Mapping[str, str], by: User, now: datetime
) -> ExerciseMarking:
    """Keep what is typed so far, to go on later."""
    held = _hold_marking(marking, by=by)
    held.draft = dict(typed)
    held.save(update_fields=["draft"])
    return held


@transaction.atomic
def hand_in(
    *, marking: ExerciseMarking, judgements: Mapping[int, Judgement], by: User, now: datetime
) -> ExerciseMarking:
    """Keep somebody's own judgement of every criterion, by position, once.

    Handed in already: nothing changes. Refused once the exercise is closed or the work withdrawn.
    """
    if (
        marking.assessor_id == by.pk
        and ExerciseMarking.objects.filter(pk=marking.pk, handed_in_at__isnull=False).exists()
    ):
        return marking
    held = _hold_marking(marking, by=by)
    try:
        found = judged(held.exercise.unit.criteria.all(), judgements)
    except Unjudged as refusal:
        raise ExerciseRefused(str(refusal)) from refusal
    ExerciseJudgement.objects.bulk_create(
        ExerciseJudgement(
            marking=held,
            criterion=one.criterion,
            outcome=one.outcome,
            mark=one.mark,
            maximum=one.maximum,
            comment=one.comment,
        )
        for one in found
    )
    held.handed_in_at, held.draft = now, {}
    held.save(update_fields=["handed_in_at", "draft"])
    audit.record(by, "handed in", held.exercise, at=now)
    return held


@transaction.atomic
def close_exercise(
    *, exercise: StandardisationExercise, by: User, now: datetime
) -> StandardisationExercise:
    """End it: nobody hands in any more, no minutes are added, and everybody invited reads it.

    Closed already: nothing changes.
    """
    held = hold_exercise(exercise)
    if not can_run_exercise(by, held, today=timezone.localdate(now)):
        raise PermissionDenied
    if held.closed_at is not None:
        return held
    held.closed_at, held.closed_by = now, by
    held.save(update_fields=["closed_at", "closed_by"])
    audit.record(by, "closed", held, at=now)
    return held


def hold_exercise(exercise: StandardisationExercise) -> StandardisationExercise:
    """The exercise as it is now, locked."""
    held = StandardisationExercise.objects.select_for_update(of=("self",))
    return held.select_related("unit", "qualification", "submission").get(pk=exercise.pk)


def _hold_marking(marking: ExerciseMarking, *, by: User) -> ExerciseMarking:
    """A part in an exercise that is one's own and open, locked behind the exercise."""
    exercise = hold_exercise(marking.exercise)
    held = ExerciseMarking.objects.select_for_update(of=("self",)).get(pk=marking.pk)
    held.exercise = exercise
    if held.assessor_id != by.pk:
        raise PermissionDenied
    if held.handed_in_at is not None:
        raise ExerciseRefused("You handed in already.")
    if exercise.closed_at is not None:
        raise ExerciseRefused("The exercise is closed.")
    if not may_be_used(exercise.submission):
        raise ExerciseRefused("The candidate has withdrawn this work: it is shown no more.")
    return held
