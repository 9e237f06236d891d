"""Who may mark a judgement a second time: approved for it, and without any part in the first.

One answer for the list of who may be picked, for what an assessor may take, and for the actions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.models import RoleGrant, User
from accounts.querysets import UserQuerySet
from accounts.roles import Role
from assessments.models import Countersignature, CriterionDecision, Submission, UnitResult
from enrolments.models import AssuranceDuty, StaffQualification, TutorAssignment, UnitApproval
from quality.models import AppealPart, ExerciseMarking, IQASample, SecondMarking

Work = tuple[int, int]  # an enrolment and a unit: all attempts at it


@dataclass(frozen=True, slots=True)
class Parts:
    """Who knows of a first marking: in one attempt at the unit, or of all of an enrolment."""

    of_work: dict[Work, set[int]] = field(default_factory=lambda: defaultdict(set))
    of_enrolment: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    of_qualification: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    of_all: set[int] = field(default_factory=set)

    def knowing(self, submission: Submission) -> set[int]:
        """Everybody who made, countersigned, handed in, was shown or may read the first marking.

        Not who could countersign it while it was provisional: such work is never drawn.
        """
        enrolment = submission.enrolment
        return (
            self.of_all
            | self.of_work[enrolment.pk, submission.unit_id]
            | self.of_enrolment[enrolment.pk]
            | self.of_qualification[enrolment.qualification_id]
            | {enrolment.candidate.user_id, enrolment.tutor_id}
        )


def markers_for(submissions: Sequence[Submission], *, today: date) -> dict[int, list[User]]:
    """By submission, who may mark it a second time, by name (R15, R16).

    Qualified assessors, approved for the unit where approvals are kept of them. Not whoever judged
    or countersigned any attempt at it, sampled it, compared a second marking of it, was invited to
    standardise on it, answers an appeal about it, handed it in, is or was the candidate's tutor, or
    may read the marking: an assurer on duty, an administrator. In twelve queries for any number.
    """
    if not submissions:
        return {}
    people = list(assessors(today=today))
    approvals = approvals_of(people)
    parts = parts_in(submissions, today=today)
    return {
        one.pk: [
            person
            for person in people
            if person.pk not in parts.knowing(one)
            and is_approved(approvals.get(person.pk, ()), one, on=today)
        ]
        for one in submissions
    }


def assessors(*, today: date) -> UserQuerySet:
    """Active tutors who are qualified assessors on that day, by name."""
    awards = StaffQualification.objects.to_assess(on=today).filter(person=OuterRef("pk"))
    return UserQuerySet(User).holding(Role.TUTOR).filter(Exists(awards)).by_name()


def approvals_of(people: Collection[User]) -> dict[int, list[UnitApproval]]:
    """All approvals that are kept of people."""
    found: dict[int, list[UnitApproval]] = defaultdict(list)
    for row in UnitApproval.objects.filter(person__in=[one.pk for one in people]):
        found[row.person_id].append(row)
    return found


def is_approved(rows: Collection[UnitApproval], submission: Submission, *, on: date) -> bool:
    """Whether one of these covers the unit on that day; of whom none is kept, none is asked."""
    return not rows or any(
        row.qualification_id == submission.enrolment.qualification_id
        and row.unit_code in ("", submission.unit.code)
        and row.starts_on <= on
        and (row.ends_on is None or on <= row.ends_on)
        for row in rows
    )


def parts_in(submissions: Iterable[Submission], *, today: date) -> Parts:
    """Who has a part in the first marking of any of these."""
    parts = Parts()
    enrolments = {one.enrolment_id for one in submissions}
    for rows, person in _who_knows(enrolments):
        for enrolment, unit, user in rows.values_list(*person):
            parts.of_work[enrolment, unit].add(user)
    for enrolment, user in TutorAssignment.objects.filter(enrolment__in=enrolments).values_list(
        "enrolment", "tutor"
    ):
        parts.of_enrolment[enrolment].add(user)
    duties = AssuranceDuty.objects.in_force(today=today)
    for qualification, user in duties.values_list("qualification", "assurer"):
        parts.of_qualification[qualification].add(user)
    grants = RoleGrant.objects.standing().filter(role=Role.ADMINISTRATOR)
    parts.of_all.update(grants.values_list("user", flat=True))
    return parts


def _who_knows(enrolments: Collection[int]) -> list[tuple[Any, tuple[str, str, str]]]:
    """Rows that say who judged, signed, sampled, compared, standardised or answers; the columns.

    Of an appeal only who answers or decides reads it: the other parts are told by the other rows.
    """
    direct = ("submission__enrolment", "submission__unit")
    of_result = ("result__submission__enrolment", "result__submission__unit")
    of_appeal = ("appeal__submission__enrolment", "appeal__submission__unit")
    of_exercise = ("exercise__submission__enrolment", "exercise__submission__unit")
    sources: list[tuple[Any, tuple[str, str], str]] = [
        (CriterionDecision.objects.all(), direct, "assessor"),
        (UnitResult.objects.all(), direct, "assessor"),
        (Countersignature.objects.all(), of_result, "by"),
        (IQASample.objects.all(), direct, "assurer"),
        (SecondMarking.objects.finished(), direct, "marker"),
        (ExerciseMarking.objects.all(), of_exercise, "assessor"),
        (AppealPart.objects.filter(stage__isnull=False), of_appeal, "person"),
    ]
    return [
        (rows.filter(**{f"{columns[0]}__in": enrolments}).order_by(), (*columns, person))
        for rows, columns, person in sources
    ]
