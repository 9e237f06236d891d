"""Parts of a visit pack about how the centre keeps its assessors alike: records, standardisation,
second marking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.models import User
from enrolments.models import CPDEntry, EQAVisit, StaffQualification, UnitApproval
from quality.agreement import Agreement
from quality.models import ExerciseMinutes, SecondMarking, StandardisationExercise
from quality.second_marking import report_of

if TYPE_CHECKING:
    from courses.models import Qualification


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """What is kept of somebody: awards with their dates, approvals, development."""

    person: User
    awards: tuple[StaffQualification, ...]
    approvals: tuple[UnitApproval, ...]
    development: tuple[CPDEntry, ...]

    @property
    def hours(self) -> Decimal:
        """Hours of development, in all."""
        return sum((entry.hours for entry in self.development), Decimal(0))


@dataclass(frozen=True, slots=True)
class ExerciseLine:
    """A standardisation exercise, with the newest version of its minutes."""

    exercise: StandardisationExercise  # with `invited` and `handed_in`
    minutes: ExerciseMinutes | None

    @property
    def attendees(self) -> list[str]:
        """Who was there."""
        return [str(one) for one in self.minutes.attendees.all()] if self.minutes else []

    @property
    def agreed(self) -> list[str]:
        """What was agreed, a text for each criterion."""
        found = []
        for one in self.minutes.agreed.all() if self.minutes else ():
            mark = "" if one.mark is None else f", {one.mark:g} of {one.maximum:g}"
            found.append(f"{one.criterion.number} {one.get_outcome_display()}{mark}")
        return found


@dataclass(frozen=True, slots=True)
class SecondMarkings:
    """Finished second markings of the visit's candidates, and how far both markings agree."""

    markings: tuple[SecondMarking, ...]
    agreement: Agreement


def records_of(people: Iterable[User], *, qualification: Qualification) -> tuple[StaffRecord, ...]:
    """The records of these people, approvals for this qualification only; in three queries."""
    persons = list({person.pk: person for person in people}.values())
    keys = [person.pk for person in persons]
    awards: dict[int, list[StaffQualification]] = defaultdict(list)
    for award in StaffQualification.objects.standing().filter(person__in=keys):
        awards[award.person_id].append(award)
    approvals: dict[int, list[UnitApproval]] = defaultdict(list)
    approved = UnitApproval.objects.filter(person__in=keys, qualification=qualification)
    for approval in approved.order_by("unit_code", "starts_on"):
        approvals[approval.person_id].append(approval)
    development: dict[int, list[CPDEntry]] = defaultdict(list)
    for entry in CPDEntry.objects.filter(person__in=keys):
        development[entry.person_id].append(entry)
    return tuple(
        StaffRecord(
            person,
            tuple(awards[person.pk]),
            tuple(approvals[person.pk]),
            tuple(development[person.pk]),
        )
        for person in persons
    )


def exercises_of(visit: EQAVisit, *, user: User | None, now: datetime) -> tuple[ExerciseLine, ...]:
    """The exercises of the visit's qualification, the newest first; in four queries."""
    seen = StandardisationExercise.objects.inspectable_by(user, visit=visit, now=now)
    exercises = list(seen.with_counts().order_by("-held_on", "-pk"))
    rows = ExerciseMinutes.objects.filter(exercise__in=exercises).order_by("version")
    newest = {
        one.exercise_id: one
        for one in rows.prefetch_related("attendees__person", "agreed__criterion")
    }
    return tuple(ExerciseLine(one, newest.get(one.pk)) for one in exercises)


def second_markings_of(visit: EQAVisit, *, user: User | None, now: datetime) -> SecondMarkings:
    """What was marked a second time of the visit's candidates; in two queries."""
    seen = SecondMarking.objects.inspectable_by(user, visit=visit, now=now)
    return SecondMarkings(
        tuple(seen.with_work().order_by("-finished_at", "-pk")), report_of(seen).overall
    )
