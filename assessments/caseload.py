"""A tutor's caseload: a line for each candidate, in a fixed number of queries.

It stands here and not with the tutorials because it says what waits for marking and what is
passed, which `enrolments` knows nothing of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.attention import Concern, Situation, concerns, urgency
from assessments.contact import with_last_heard
from assessments.models import Submission, UnitProgress
from courses.models import Unit
from enrolments.choices import AttendanceResponse, EnrolmentStatus
from enrolments.models import Attendance
from enrolments.pace import in_words, weeks_behind

if TYPE_CHECKING:
    from enrolments.models import Enrolment, Tutorial
    from enrolments.querysets import EnrolmentQuerySet


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate as the caseload shows them."""

    enrolment: Enrolment
    last_contact_at: datetime | None
    one_to_one_minutes: int
    waiting: tuple[Submission, ...]
    queried: tuple[Tutorial, ...]
    units_passed: int
    units_total: int
    situation: Situation
    concerns: tuple[Concern, ...]

    @property
    def name(self) -> str:
        """As in a register, for order among equals."""
        return self.enrolment.candidate.user.register_name

    @property
    def oldest(self) -> Submission | None:
        """The work that has waited longest."""
        return self.waiting[0] if self.waiting else None

    @property
    def promised_minutes(self) -> int:
        """The least one-to-one time of the diploma; 0 where none is promised."""
        return self.enrolment.version.one_to_one_minutes

    @property
    def pace(self) -> str:
        """How far from the plan, in words."""
        if self.situation.is_on_break:
            return "On a break"
        return in_words(self.situation.weeks_behind)

    @property
    def is_behind(self) -> bool:
        """Whether the plan has slipped enough to say so."""
        return Concern.BEHIND in self.concerns

    @property
    def is_silent(self) -> bool:
        """Whether too long has passed since anything was heard."""
        return Concern.SILENT in self.concerns

    @property
    def is_late(self) -> bool:
        """Whether work waits past its turnaround."""
        return Concern.LATE in self.concerns

    @property
    def needs_attention(self) -> bool:
        """Anything but work that waits within its turnaround."""
        return any(concern != Concern.WAITING for concern in self.concerns)


def lines_of(enrolments: EnrolmentQuerySet, *, today: date, silent_after_days: int) -> list[Line]:
    """The caseload, those who need attention first: three queries for any number."""
    rows: list[Any] = list(
        with_last_heard(enrolments.with_people()).annotate(
            units_total=_counted(Unit.objects.filter(version=OuterRef("version")), "version"),
            units_passed=_counted(
                UnitProgress.objects.passed().filter(enrolment=OuterRef("pk")), "enrolment"
            ),
        )
    )
    keys = [row.pk for row in rows]
    waiting: dict[int, list[Submission]] = defaultdict(list)
    handed_in = Submission.objects.awaiting_marking().filter(enrolment__in=keys)
    for submission in handed_in.select_related("unit"):
        waiting[submission.enrolment_id].append(submission)
    queried: dict[int, list[Tutorial]] = defaultdict(list)
    for attendance in _queries(keys):
        queried[attendance.enrolment_id].append(attendance.tutorial)
    found = []
    for row in rows:
        situation = _situation(
            row,
            oldest=waiting[row.pk][0] if waiting[row.pk] else None,
            has_query=bool(queried[row.pk]),
            today=today,
            silent_after_days=silent_after_days,
        )
        line = Line(
            enrolment=row,
            last_contact_at=row.last_contact_at,
            one_to_one_minutes=row.one_to_one_minutes,
            waiting=tuple(waiting[row.pk]),
            queried=tuple(queried[row.pk]),
            units_passed=row.units_passed,
            units_total=row.units_total,
            situation=situation,
            concerns=concerns(situation),
        )
        found.append(line)
    return sorted(found, key=lambda line: (urgency(line.concerns, line.situation), line.name))


def _situation(
    row: Any, *, oldest: Submission | None, has_query: bool, today: date, silent_after_days: int
) -> Situation:
    return Situation(
        today=today,
        last_heard_on=row.last_heard_on,
        silent_after_days=silent_after_days,
        weeks_behind=weeks_behind(
            passed=row.units_passed,
            total=row.units_total,
            starts_on=row.starts_on,
            ends_on=row.planned_end_on,
            today=today,
        ),
        is_on_break=row.status == EnrolmentStatus.ON_BREAK,
        has_query=has_query,
        waiting_since=timezone.localdate(oldest.submitted_at) if oldest else None,
        waiting_due_on=oldest.due_back_on if oldest else None,
    )


def _queries(enrolments: Iterable[int]) -> QuerySet[Attendance]:
    """Records that a candidate says are not right, longest waiting first."""
    return (
        Attendance.objects.filter(
            enrolment__in=enrolments,
            response=AttendanceResponse.QUERIED,
            tutorial__cancelled_at__isnull=True,
        )
        .select_related("tutorial")
        .order_by("responded_at", "pk")
    )


def _counted(rows: QuerySet[Any], by: str) -> Coalesce:
    grouped = rows.order_by().values(by).values(number=Count("pk"))
    return Coalesce(Subquery(grouped), 0)
