"""Submitting a unit and withdrawing it: what is judged is frozen as it was sent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.actions.holding import hold
from assessments.actions.unit_work import HeldUnit, hold_unit
from assessments.attempt_limit import brings_something, may_attempt
from assessments.choices import OPEN, SubmissionStage, UnitState
from assessments.declarations import declared_text, fingerprint, text_version
from assessments.errors import EvidenceRefused, NotDeclared, SubmissionRefused
from assessments.models import (
    AttemptOverride,
    Declaration,
    EvidenceClaim,
    EvidenceFile,
    Narrative,
    Submission,
    SubmittedFile,
)
from assessments.permissions import can_submit
from assessments.progress import refresh_progress
from enrolments.working_days import add_working_days
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Unit
    from enrolments.models import Enrolment


@transaction.atomic
def submit_unit(
    *,
    enrolment: Enrolment,
    unit: Unit,
    has_declared: bool,
    refuses_standardisation: bool,
    by: User,
    now: datetime,
) -> Submission:
    """Send a unit to the tutor with the candidate's own declaration (R6, R11).

    Files, their places and the narrative are frozen as they are. Criteria passed before are not
    part of it, and another attempt brings something new for those that are (R14). A unit that is
    with the tutor already is not sent again: the submission there is comes back, so a double
    click makes one. As prior learning it is sent whole (R23).
    """
    held = _held(enrolment, unit, by=by)
    standing = Submission.objects.filter(
        enrolment=held.enrolment, unit=unit, stage__in=OPEN
    ).first()
    if standing is not None:
        return standing
    attempt = held.standing.attempts + 1
    _refuse_attempt(held, attempt)
    narrative = _narrative_of(held)
    files = _files_of(held)
    if not narrative and not files:
        raise SubmissionRefused(
            "There is nothing to submit yet. Add evidence for a criterion, or write a narrative."
        )
    is_prior_learning = held.enrolment.prior_learning.filter(unit=unit, ended_at=None).exists()
    if is_prior_learning:
        _refuse_unmapped(held, files)
    _refuse_the_same_again(held, narrative, files)
    if not has_declared:
        raise NotDeclared("Declare that the work is your own before you submit it.")
    submission = Submission.objects.create(
        enrolment=held.enrolment,
        unit=unit,
        attempt=attempt,
        is_prior_learning=is_prior_learning,
        narrative=narrative,
        narrative_sha256=fingerprint(narrative),
        submitted_at=now,
        due_back_on=add_working_days(
            timezone.localdate(now), settings.MARKING_TURNAROUND_WORKING_DAYS
        ),
    )
    for file in files:
        file.submission = submission
    SubmittedFile.objects.bulk_create(files)
    Declaration.objects.create(
        submission=submission,
        text_version=text_version(is_prior_learning=is_prior_learning),
        text=declared_text(is_prior_learning=is_prior_learning),
        has_refused_standardisation=refuses_standardisation,
        declared_by=by,
        declared_at=now,
    )
    refresh_progress(enrolment=held.enrolment, unit=unit, now=now)
    audit.record(by, "submitted", submission, after=_frozen(submission, files), at=now)
    return submission


@transaction.atomic
def withdraw_submission(*, submission: Submission, by: User, now: datetime) -> Submission:
    """Take a submission back while its marking has not begun; its attempt does not count (R11)."""
    held = hold(submission)
    if not can_submit(by, held.enrolment):
        raise PermissionDenied
    if held.stage == SubmissionStage.WITHDRAWN:
        return held
    if not held.enrolment.is_live:
        raise SubmissionRefused("This enrolment has ended, so nothing in it can be withdrawn.")
    if held.stage != SubmissionStage.SUBMITTED or held.marking_started_at is not None:
        raise SubmissionRefused("Marking has begun, so this can no longer be withdrawn.")
    if held.cases.open().exists():
        raise SubmissionRefused(
            "A case about this work is open, so it stays with the centre until that is decided."
        )
    held.stage = SubmissionStage.WITHDRAWN
    held.withdrawn_at = now
    held.save(update_fields=["stage", "withdrawn_at"])
    refresh_progress(enrolment=held.enrolment, unit=held.unit, now=now)
    audit.record(by, "withdrew", held, after={"attempt": held.attempt}, at=now)
    return held


def _held(enrolment: Enrolment, unit: Unit, *, by: User) -> HeldUnit:
    try:
        return hold_unit(enrolment, unit, by=by)
    except EvidenceRefused as refusal:
        raise SubmissionRefused(str(refusal)) from refusal


def _refuse_attempt(held: HeldUnit, attempt: int) -> None:
    """The next attempt follows a referral, and one above the limit an override (R11)."""
    if held.standing.state == UnitState.PASSED:
        raise SubmissionRefused(f"{held.unit.short_code} is passed already.")
    allowed = AttemptOverride.objects.numbers(enrolment=held.enrolment, unit=held.unit)
    if not may_attempt(attempt, limit=settings.ATTEMPTS_PER_UNIT, allowed=allowed):
        raise SubmissionRefused(
            f"You have used all {settings.ATTEMPTS_PER_UNIT} attempts at {held.unit.short_code}. "
            f"Ask {held.enrolment.tutor} about another; the centre can allow it."
        )


def _refuse_unmapped(held: HeldUnit, files: list[SubmittedFile]) -> None:
    """Prior learning is recognised by whole unit: evidence is mapped to every criterion (R23)."""
    mapped = {file.criterion_id for file in files}
    missing = [one.number for one in held.open_criteria if one.pk not in mapped]
    if missing:
        raise SubmissionRefused(
            "Prior learning is recognised for a whole unit. "
            f"Map evidence to {', '.join(missing)} first."
        )


def _refuse_the_same_again(held: HeldUnit, narrative: str, files: list[SubmittedFile]) -> None:
    """An attempt is not used up on what was judged already (R14)."""
    tried = Submission.objects.standing().filter(enrolment=held.enrolment, unit=held.unit)
    last = tried.order_by("-attempt").first()
    if last is None:
        return
    sent = SubmittedFile.objects.sent_up_to(last).filter(criterion__in=held.open_criteria)
    if not brings_something(
        [(file.sha256, file.criterion_id, file.location) for file in files],
        before=[*sent.values_list("sha256", "criterion_id", "location")],
        narrative=narrative,
        narrative_before=last.narrative,
    ):
        raise SubmissionRefused(
            f"Nothing is new since attempt {last.attempt}, so there is nothing new to judge. "
            "Add evidence for what was referred, or change the narrative."
        )


def _narrative_of(held: HeldUnit) -> str:
    drafts = Narrative.objects.filter(enrolment=held.enrolment, unit=held.unit)
    return drafts.values_list("text", flat=True).first() or ""


def _files_of(held: HeldUnit) -> list[SubmittedFile]:
    """The newest file of each piece of evidence, once for each open criterion it is claimed for.

    What is in quarantine is left out (R26).
    """
    claims = EvidenceClaim.objects.filter(
        criterion__in=held.open_criteria,
        evidence__enrolment=held.enrolment,
        evidence__removed_at__isnull=True,
    ).order_by("criterion__position", "evidence__added_at", "evidence")
    rows = list(claims)
    files = EvidenceFile.objects.filter(evidence__in={claim.evidence_id for claim in rows})
    newest = {file.evidence_id: file for file in files.order_by("version")}
    return [
        SubmittedFile(
            file=newest[claim.evidence_id],
            criterion_id=claim.criterion_id,
            location=claim.location,
            sha256=newest[claim.evidence_id].sha256,
        )
        for claim in rows
        if not newest[claim.evidence_id].is_taken_away
    ]


def _frozen(submission: Submission, files: list[SubmittedFile]) -> dict[str, object]:
    """What was sent, for the record: hashes and numbers, no text."""
    return {
        "attempt": submission.attempt,
        "files": sorted({file.sha256 for file in files}),
        "narrative": submission.narrative_sha256,
        "declaration": text_version(is_prior_learning=submission.is_prior_learning),
    } | ({"is_prior_learning": True} if submission.is_prior_learning else {})
