"""Telling the candidate: release is its own step, and completion follows from it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from assessments.actions.holding import hold
from assessments.choices import SubmissionStage
from assessments.deciding import registration_missing
from assessments.errors import MarkingRefused
from assessments.grading import is_complete
from assessments.models import MalpracticeCase, Submission, UnitResult
from assessments.permissions import can_release, can_reopen
from assessments.progress import refresh_progress, standings, unit_grades
from courses.models import Unit
from enrolments.actions.lifecycle import complete_enrolment, reopen_enrolment
from enrolments.choices import EnrolmentStatus
from ledger import audit, jobs

if TYPE_CHECKING:
    from accounts.models import User
    from enrolments.models import Enrolment


@transaction.atomic
def release(*, submission: Submission, by: User, now: datetime) -> Submission:
    """Tell the candidate: from now on the result shows, and one mail says that it is there.

    When this makes every unit of the version a pass, the enrolment is complete (R5). What is
    provisional is told to nobody, so it never counts as passed (R16); nor is what was marked
    before the candidate was registered (R7).
    """
    held = hold(submission)
    if not can_release(by, held):
        raise MarkingRefused(_why_not_released(held, by))
    refuse_in_a_case(held)
    _refuse_upheld(held)
    if missing := registration_missing(held.enrolment, on=timezone.localdate(now)):
        raise MarkingRefused(missing)
    result = held.results.latest("sequence")
    held.stage = SubmissionStage.RELEASED
    held.released_at = now
    held.released_by = by
    held.save(update_fields=["stage", "released_at", "released_by"])
    audit.record(by, "released", held, after={"grade": result.grade}, at=now)
    tell(held, result, now=now)
    refresh_progress(enrolment=held.enrolment, unit=held.unit, now=now)
    settle_completion(enrolment=held.enrolment, reason="", by=by, now=now)
    return held


def refuse_in_a_case(held: Submission, *, verb: str = "released") -> None:
    """Nothing is told of a unit while a case about any attempt at it is open (R20).

    Where the centre has it so. A case about work that was withdrawn counts too.
    """
    about = MalpracticeCase.objects.about_unit_of(held)
    if settings.OPEN_CASE_HOLDS_RELEASE and about.open().exists():
        raise MarkingRefused(f"A case about this work is open. It is {verb} once that is decided.")


def _refuse_upheld(held: Submission) -> None:
    """What was judged before a case was upheld is not told: the work is done again (R20)."""
    about = MalpracticeCase.objects.about_unit_of(held)
    if settings.OPEN_CASE_HOLDS_RELEASE and about.undone().exists():
        raise MarkingRefused(
            "A case about this work was upheld, and it was judged before that. Take the marking up "
            "again first."
        )


def _why_not_released(held: Submission, by: User) -> str:
    if held.stage == SubmissionStage.RELEASED:
        return f"{held.enrolment.candidate} has been told already."
    if held.stage != SubmissionStage.MARKED:
        return "Finish the marking before it is released."
    if not held.enrolment.is_live:
        return f"The enrolment of {held.enrolment.candidate} has ended."
    if can_reopen(by, held):
        return "A qualified assessor countersigns this before anybody is told."
    return f"Only the tutor of {held.enrolment.candidate} releases this."


def tell(held: Submission, result: UnitResult, *, now: datetime) -> None:
    """Owe the candidate one mail for this result; the mail itself says no result."""
    jobs.owe(
        "result_mail",
        key=f"{held.pk}:{result.sequence}",
        now=now,
        recipient=held.enrolment.candidate.user,
        submission_id=held.pk,
        sequence=result.sequence,
    )


def settle_completion(*, enrolment: Enrolment, reason: str, by: User, now: datetime) -> None:
    """Complete the enrolment when every unit is a pass, reopen it when one no longer is (R5).

    Asked of the decisions themselves, never of the progress rows.
    """
    units = Unit.objects.filter(version=enrolment.version_id).values_list("pk", flat=True)
    grades = unit_grades(standings(enrolment_ids=[enrolment.pk]))
    is_done = is_complete(grades, required=list(units))
    if is_done and enrolment.is_live:
        complete_enrolment(enrolment=enrolment, by=by, now=now)
        jobs.owe(
            "completion_mail",
            key=f"{enrolment.pk}:{now.isoformat()}",
            now=now,
            recipient=enrolment.candidate.user,
            enrolment_id=enrolment.pk,
            completed_at=now.isoformat(),
        )
    elif not is_done and enrolment.status == EnrolmentStatus.COMPLETED:
        reopen_enrolment(enrolment=enrolment, reason=reason, by=by, now=now)
        jobs.owe(
            "statement_review",
            key=f"{enrolment.pk}:{now.isoformat()}",
            now=now,
            enrolment_id=enrolment.pk,
            reopened_at=now.isoformat(),
        )
