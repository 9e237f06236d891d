"""What waits for whom: the lists beside what a candidate should do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from assessments.choices import UnitState
from assessments.models import ProfessionalDiscussion, Submission
from assessments.next_step import NextStep, Place, UnitStand
from assessments.unit_lines import UnitLine
from enrolments.choices import ActionOwner
from enrolments.models import Attendance, Enrolment, TutorialAction
from enrolments.working_days import has_run_out


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for somebody: what, where to go, since when or by when."""

    what: str
    url: str = ""
    state: str = ""
    note: str = ""
    since: date | None = None
    due_on: date | None = None
    is_late: bool = False


def for_candidate(
    step: NextStep,
    lines: Sequence[UnitLine],
    stands: Sequence[UnitStand],
    actions: Sequence[TutorialAction],
    tutorials: Sequence[Attendance],
    discussions: Sequence[ProfessionalDiscussion],
    tutorials_url: str,
    today: date,
) -> list[Waiting]:
    """What waits for the candidate, besides what the page opens with."""
    units = [
        Waiting(
            line.name,
            line.url,
            line.state,
            note="ready to submit" if line.is_ready else "",
            due_on=line.resubmit_by,
            is_late=line.resubmit_by is not None and line.resubmit_by < today,
        )
        for line, stand in zip(lines, stands, strict=True)
        if (line.needs_you or line.is_ready) and stand.may_submit and stand.code != step.unit
    ]
    agreed = [
        Waiting(action.text, tutorials_url, due_on=action.due_on, is_late=action.due_on < today)
        for action in actions
        if action.owner == ActionOwner.CANDIDATE
    ]
    held = [
        Waiting(
            f"Confirm the tutorial of {_day(timezone.localdate(attendance.tutorial.starts_at))}",
            attendance.tutorial.get_absolute_url(),
        )
        for attendance in tutorials
    ]
    to_come = [
        Waiting(
            f"Professional discussion, {timezone.localtime(discussion.planned_for):%H:%M}",
            discussion.get_absolute_url(),
            due_on=timezone.localdate(discussion.planned_for),
        )
        for discussion in discussions
    ]
    # The page opens with the first of these already.
    return [
        *units,
        *to_come[step.place == Place.DISCUSSION :],
        *agreed[step.place == Place.ACTIONS :],
        *held[step.place == Place.TUTORIAL :],
    ]


def for_others(
    sent: Sequence[Submission],
    stands: Sequence[UnitStand],
    actions: Sequence[TutorialAction],
    tutorials_url: str,
    today: date,
) -> list[Waiting]:
    """What waits for the tutor or the centre."""
    with_tutor = [
        Waiting(
            f"{submission.unit.short_code} {submission.unit.title}",
            submission.get_absolute_url(),
            UnitState.SUBMITTED,
            since=timezone.localdate(submission.submitted_at),
            due_on=submission.due_back_on,
            is_late=has_run_out(submission.due_back_on, today=today),
        )
        for submission in sent
    ]
    used_up = [
        Waiting(f"{stand.name}: the centre decides on another attempt", state=stand.state)
        for stand in stands
        if stand.state == UnitState.REFERRED and not stand.may_submit
    ]
    agreed = [
        Waiting(action.text, tutorials_url, due_on=action.due_on, is_late=action.due_on < today)
        for action in actions
        if action.owner == ActionOwner.TUTOR
    ]
    return with_tutor + used_up + agreed


def tutorials_page(enrolment: Enrolment, *, is_own: bool) -> str:
    if is_own:
        return reverse("enrolments:my_tutorials")
    return reverse("enrolments:tutorial_list", args=[enrolment.reference])


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
