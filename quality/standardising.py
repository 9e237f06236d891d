"""Standardisation as pages read it: scripts to choose from, who is invited, and the spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import User
from accounts.querysets import UserQuerySet
from accounts.roles import Role
from assessments.choices import Outcome
from assessments.models import CriterionDecision, Submission
from assessments.scopes import assured_scope
from enrolments.models import AssuranceDuty, Enrolment, UnitApproval
from enrolments.searching import about
from quality.consent import usable
from quality.models import ExerciseMarking, StandardisationExercise
from quality.second_marking import final_judgements
from quality.spread import Given, Row, letter_of, row_of

if TYPE_CHECKING:
    from assessments.querysets import SubmissionQuerySet

RECENTLY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Judge:
    """Somebody who handed in: their letter, and in how many criteria they lie apart."""

    letter: str
    person: User
    outlying: int


@dataclass(frozen=True, slots=True)
class Spread:
    """What everybody who handed in judged of everything."""

    judges: tuple[Judge, ...]
    rows: tuple[Row, ...]
    comments: tuple[tuple[str, str, str], ...]  # criterion, letter, what was said
    invited: int


def scripts_for(user: User, *, today: date) -> SubmissionQuerySet:
    """Work an assurer may open an exercise on: judged, final, assured by them, not refused."""
    if Role.IQA not in user.role_names:
        return Submission.objects.none()
    return usable(final_judgements().filter(assured_scope(user, today=today)))


def assessors_of(submission: Submission, *, today: date) -> UserQuerySet:
    """The active assessors of a qualification, by name.

    Tutors who teach somebody in it, are approved for the unit or all of it, or judged in it within
    a year.
    """
    qualification = submission.enrolment.qualification_id
    teaching = Enrolment.objects.live().filter(qualification=qualification).order_by()
    approved = UnitApproval.objects.in_force(on=today).covering(
        qualification=qualification, unit_code=submission.unit.code
    )
    judged = CriterionDecision.objects.filter(
        submission__enrolment__qualification=qualification, decided_at__date__gte=today - RECENTLY
    )
    return (
        UserQuerySet(User)
        .holding(Role.TUTOR)
        .filter(
            Q(pk__in=teaching.values("tutor"))
            | Q(pk__in=approved.order_by().values("person"))
            | Q(pk__in=judged.order_by().values("assessor"))
        )
        .by_name()
    )


def people_of(exercise: StandardisationExercise) -> UserQuerySet:
    """Who can be at the meeting or be asked to do something: the invited, and who assures it."""
    duties = AssuranceDuty.objects.filter(qualification=exercise.qualification_id, ended_at=None)
    return (
        UserQuerySet(User)
        .filter(
            Q(pk__in=exercise.markings.values("assessor"))
            | Q(pk__in=duties.order_by().values("assurer"))
            | Q(pk=exercise.opened_by_id)
        )
        .by_name()
    )


def searched_scripts(scripts: SubmissionQuerySet, words: str) -> SubmissionQuerySet:
    """Those whose candidate or unit hold every word."""
    user = "enrolment__candidate__user"
    fields = (f"{user}__given_name", f"{user}__family_name", "unit__code", "unit__title")
    return scripts.filter(about(words, *fields))


def spread_of(exercise: StandardisationExercise) -> Spread:
    """How far those who handed in lie apart, in three queries."""
    markings = list(
        ExerciseMarking.objects.filter(exercise=exercise)
        .select_related("assessor")
        .prefetch_related("judgements__criterion")
        .order_by("assessor__family_name", "assessor__given_name", "assessor")
    )
    done = [one for one in markings if one.handed_in_at is not None]
    letters = {one.pk: letter_of(at) for at, one in enumerate(done)}
    rows, comments = _rows(exercise, done, letters)
    apart = [cell.letter for row in rows for cell in row.cells if cell.is_outlying]
    judges = [Judge(letters[one.pk], one.assessor, apart.count(letters[one.pk])) for one in done]
    return Spread(tuple(judges), tuple(rows), tuple(comments), invited=len(markings))


def _rows(
    exercise: StandardisationExercise,
    done: Sequence[ExerciseMarking],
    letters: dict[int, str],
) -> tuple[list[Row], list[tuple[str, str, str]]]:
    given = {
        (judgement.criterion_id, one.pk): judgement
        for one in done
        for judgement in one.judgements.all()
    }
    rows, comments = [], []
    for criterion in exercise.unit.criteria.all():
        judged = []
        for one in done:
            found = given.get((criterion.pk, one.pk))
            said = Given(Outcome(found.outcome), found.mark) if found else None
            judged.append((letters[one.pk], said))
            if found and found.comment:
                comments.append((criterion.number, letters[one.pk], found.comment))
        rows.append(row_of(criterion.number, criterion.maximum, judged))
    return rows, comments
