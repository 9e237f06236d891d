"""The progress page as one value: all that a candidate's home shows, in a fixed number of queries.

Results count once they are released; until then a unit is "with tutor", whatever is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone

from assessments.choices import OPEN, SubmissionStage, UnitState
from assessments.emails import FELLOWSHIP_LEVEL
from assessments.models import CriterionDecision, ProfessionalDiscussion, Submission
from assessments.next_step import (
    AgreedAction,
    HeldTutorial,
    NextStep,
    Place,
    PlannedDiscussion,
    Situation,
    UnitStand,
    choose,
)
from assessments.pace_chart import PaceChart, draw
from assessments.pace_words import PaceWords, our_time, pace_words
from assessments.unit_lines import UnitLine, unit_lines
from assessments.waiting import Waiting, for_candidate, for_others, tutorials_page
from enrolments.choices import ActionOwner, AttendanceResponse, EnrolmentStatus
from enrolments.hours import hours_and_minutes
from enrolments.models import Attendance, Enrolment, TutorialAction
from enrolments.pace import Projection, project

LATEST = 3
# A record that is older than this is not asked about any more; silence never blocks anything.
ASKED_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Overview:
    """The progress page of one enrolment."""

    enrolment: Enrolment
    step: NextStep
    step_url: str
    lines: Sequence[UnitLine]
    for_candidate: Sequence[Waiting]
    for_others: Sequence[Waiting]
    feedback: Sequence[CriterionDecision]
    pace: PaceWords
    our_time: str
    chart: PaceChart

    @property
    def units_passed(self) -> int:
        """Units passed."""
        return sum(line.state == UnitState.PASSED for line in self.lines)

    @property
    def has_prior_learning(self) -> bool:
        """Whether a unit is passed by prior learning, which has a square of its own (R23)."""
        return any(line.shown_state != line.state for line in self.lines)

    @property
    def waits_for_centre(self) -> bool:
        """Whether the centre decides on another attempt at a unit."""
        return any(line.needs_centre for line in self.lines)

    @property
    def criteria_met(self) -> int:
        """Criteria released and met."""
        return sum(line.met for line in self.lines)

    @property
    def criteria(self) -> int:
        """Criteria of the whole diploma."""
        return sum(len(line.states) for line in self.lines)

    @property
    def guided_target(self) -> int:
        """Guided minutes the diploma asks for (P5.8, P7.6)."""
        return self.enrolment.version.guided_learning_hours * 60

    @property
    def total_target(self) -> int:
        """All minutes the diploma asks for (P5.8, P7.6)."""
        return self.enrolment.version.total_qualification_time * 60


def overview_of(enrolment: Enrolment, *, is_own: bool, now: datetime) -> Overview:
    """Gather the page. The enrolment comes with its people, hours and induction."""
    today = timezone.localdate(now)
    lines = unit_lines(enrolment)
    sent = list(
        Submission.objects.filter(enrolment=enrolment, stage__in=OPEN)
        .select_related("unit")
        .order_by("submitted_at", "pk")
    )
    actions = list(TutorialAction.objects.open().filter(enrolment=enrolment))
    tutorials = _unanswered(enrolment, now=now)
    discussions = list(enrolment.discussions.ahead().filter(planned_for__gte=now))
    stands = _stands(lines, sent)
    step = choose(_situation(enrolment, stands, actions, tutorials, discussions, today=today))
    passed_on = [timezone.localdate(line.passed_at) for line in lines if line.passed_at]
    projection = _projection(enrolment, passed_on, total=len(lines), today=today)
    own_tutorials = tutorials_page(enrolment, is_own=is_own)
    return Overview(
        enrolment=enrolment,
        step=step,
        step_url=_step_url(step, enrolment, tutorials, discussions, is_own=is_own),
        lines=lines,
        for_candidate=for_candidate(
            step, lines, stands, actions, tutorials, discussions, own_tutorials, today
        ),
        for_others=for_others(sent, stands, actions, own_tutorials, today),
        feedback=_latest_feedback(enrolment),
        pace=pace_words(
            passed=len(passed_on),
            total=len(lines),
            starts_on=enrolment.starts_on,
            ends_on=enrolment.planned_end_on,
            today=today,
            projection=projection,
        ),
        our_time=our_time([timezone.localdate(one.submitted_at) for one in sent], today=today),
        chart=draw(
            passed_on,
            total=len(lines),
            starts_on=enrolment.starts_on,
            ends_on=enrolment.planned_end_on,
            today=today,
            projection=projection,
        ),
    )


def _unanswered(enrolment: Enrolment, *, now: datetime) -> list[Attendance]:
    held = Attendance.objects.attended().filter(
        enrolment=enrolment,
        response=AttendanceResponse.NONE,
        tutorial__starts_at__gt=now - ASKED_FOR,
    )
    return list(held.select_related("tutorial").order_by("tutorial__starts_at"))


def _stands(lines: Sequence[UnitLine], sent: Sequence[Submission]) -> list[UnitStand]:
    due_back = {submission.unit_id: submission.due_back_on for submission in sent}
    return [
        UnitStand(
            code=line.unit.code,
            name=line.name,
            state=line.state,
            criteria=len(line.states),
            to_do=line.to_do,
            is_ready=line.is_ready,
            may_submit=line.may_submit,
            since=timezone.localdate(line.since) if line.since else None,
            target_on=line.target_on,
            resubmit_by=line.resubmit_by,
            due_back_on=due_back.get(line.unit.pk),
        )
        for line in lines
    ]


def _situation(
    enrolment: Enrolment,
    stands: Sequence[UnitStand],
    actions: Sequence[TutorialAction],
    tutorials: Sequence[Attendance],
    discussions: Sequence[ProfessionalDiscussion],
    *,
    today: date,
) -> Situation:
    ended_on = enrolment.withdrawn_on
    if enrolment.completed_at:
        ended_on = timezone.localdate(enrolment.completed_at)
    return Situation(
        today=today,
        status=EnrolmentStatus(enrolment.status),
        starts_on=enrolment.starts_on,
        tutor=str(enrolment.tutor),
        units=stands,
        actions=[
            AgreedAction(action.text, action.due_on)
            for action in actions
            if action.owner == ActionOwner.CANDIDATE
        ],
        tutorials=[
            HeldTutorial(
                timezone.localdate(attendance.tutorial.starts_at),
                f"{attendance.tutorial.get_kind_display()}, "
                f"{hours_and_minutes(attendance.tutorial.minutes)},",
            )
            for attendance in tutorials
        ],
        discussions=[
            PlannedDiscussion(
                timezone.localdate(one.planned_for),
                f"at {timezone.localtime(one.planned_for):%H:%M}, {one.place}",
                one.purpose,
            )
            for one in discussions
        ],
        ended_on=ended_on,
        opens_fellowship=enrolment.qualification.level >= FELLOWSHIP_LEVEL,
        has_induction=enrolment.has_induction,  # type: ignore[attr-defined]
    )


def _projection(
    enrolment: Enrolment, passed_on: Sequence[date], *, total: int, today: date
) -> Projection | None:
    if enrolment.status != EnrolmentStatus.ACTIVE:
        return None
    return project(passed_on, total=total, today=today, since=enrolment.starts_on)


def _step_url(
    step: NextStep,
    enrolment: Enrolment,
    tutorials: Sequence[Attendance],
    discussions: Sequence[ProfessionalDiscussion],
    *,
    is_own: bool,
) -> str:
    """Where the button leads; staff have no use for a candidate's own lists."""
    if step.place == Place.UNIT:
        return reverse("assessments:unit_detail", args=[enrolment.reference, step.unit])
    if step.place == Place.INDUCTION:
        return reverse("enrolments:induction_record", args=[enrolment.reference])
    if step.place == Place.TUTORIAL:
        return tutorials[0].tutorial.get_absolute_url()
    if step.place == Place.DISCUSSION:
        return discussions[0].get_absolute_url()
    if step.place == Place.ACTIONS:
        return tutorials_page(enrolment, is_own=is_own)
    if not is_own:
        return ""
    name = "awards:my_statements" if step.place == Place.STATEMENTS else "assessments:unit_list"
    return reverse(name)


def _latest_feedback(enrolment: Enrolment) -> list[Any]:
    """The newest feedback a candidate may see, what asks for something first.

    What was only carried over is not new.
    """
    told = (
        CriterionDecision.objects.current()
        .filter(
            submission__enrolment=enrolment,
            submission__stage=SubmissionStage.RELEASED,
            carried_from__isnull=True,
        )
        .annotate(told_at=Greatest("decided_at", "submission__released_at"))
    )
    newest = told.exclude(feedback="").select_related("criterion", "submission__unit", "assessor")
    return list(newest.order_by("-told_at", "-outcome", "criterion__position")[:LATEST])
