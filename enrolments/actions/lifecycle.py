"""What becomes of an enrolment after it began: every change dated, reasoned and recorded."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from enrolments.choices import EnrolmentStatus
from enrolments.errors import EnrolmentRefused
from enrolments.models import (
    BreakInLearning,
    Candidate,
    Enrolment,
    QualityRating,
    RegistrationNumber,
    TutorAssignment,
)
from enrolments.permissions import can_administer_enrolment, can_tutor
from enrolments.ratings import may_register
from enrolments.registration import clean_number
from ledger import audit, jobs


@transaction.atomic
def complete_enrolment(*, enrolment: Enrolment, by: User | None, now: datetime) -> Enrolment:
    """Mark a live enrolment complete; whoever calls has seen that every unit is passed (R5).

    Complete already: nothing changes. A break ends with it.
    """
    held = lock(enrolment)
    if held.status == EnrolmentStatus.COMPLETED:
        return held
    if not held.is_live:
        raise EnrolmentRefused(f"{held} is withdrawn and cannot be completed.")
    before = held.status
    close_break(held, on=timezone.localdate(now))
    held.status = EnrolmentStatus.COMPLETED
    held.completed_at = now
    held.save(update_fields=["status", "completed_at"])
    record_status(by, "completed", held, before=before, at=now)
    return held


@transaction.atomic
def reopen_enrolment(
    *, enrolment: Enrolment, reason: str, by: User | None, now: datetime
) -> Enrolment:
    """Make a complete enrolment active again, because a decision it rested on was corrected."""
    held = lock(enrolment)
    if held.status != EnrolmentStatus.COMPLETED:
        raise EnrolmentRefused(f"{held} is not complete, so there is nothing to reopen.")
    need_reason(reason)
    held.status = EnrolmentStatus.ACTIVE
    held.completed_at = None
    held.save(update_fields=["status", "completed_at"])
    record_status(
        by, "reopened", held, before=EnrolmentStatus.COMPLETED, at=now, reason=reason.strip()
    )
    return held


@transaction.atomic
def withdraw_enrolment(
    *, enrolment: Enrolment, withdrawn_on: date, reason: str, by: User, now: datetime
) -> Enrolment:
    """End a live enrolment early. Submitted work stays as it is; the candidate may enrol again."""
    held = administered(enrolment, by=by)
    if not held.is_live:
        raise EnrolmentRefused(f"{held} has ended already.")
    need_reason(reason)
    need_past(withdrawn_on, now=now)
    if withdrawn_on < min(held.starts_on, timezone.localdate(held.enrolled_at)):
        raise EnrolmentRefused("The last day is before the enrolment began.")
    before = held.status
    close_break(held, on=withdrawn_on)
    held.status = EnrolmentStatus.WITHDRAWN
    held.withdrawn_on = withdrawn_on
    held.withdrawn_reason = reason.strip()
    held.save(update_fields=["status", "withdrawn_on", "withdrawn_reason"])
    record_status(by, "withdrew", held, before=before, at=now, reason=reason.strip())
    return held


@transaction.atomic
def start_break(
    *,
    enrolment: Enrolment,
    starts_on: date,
    expected_back_on: date | None,
    reason: str,
    by: User,
    now: datetime,
) -> Enrolment:
    """Put an active enrolment on a break. Its plan stays; the tutor changes the pace afterwards."""
    held = administered(enrolment, by=by)
    if held.status != EnrolmentStatus.ACTIVE:
        raise EnrolmentRefused(f"{held} is not active, so a break cannot start.")
    need_reason(reason)
    need_past(starts_on, now=now)
    if starts_on < held.starts_on:
        raise EnrolmentRefused("The break would start before the enrolment did.")
    if held.breaks.filter(ended_on__gt=starts_on).exists():
        raise EnrolmentRefused("There is a break at that time already.")
    if expected_back_on and expected_back_on <= starts_on:
        raise EnrolmentRefused("The expected return must come after the start of the break.")
    BreakInLearning.objects.create(
        enrolment=held,
        starts_on=starts_on,
        expected_back_on=expected_back_on,
        reason=reason.strip(),
    )
    held.status = EnrolmentStatus.ON_BREAK
    held.save(update_fields=["status"])
    record_status(
        by, "started a break", held, before=EnrolmentStatus.ACTIVE, at=now, reason=reason.strip()
    )
    return held


@transaction.atomic
def end_break(*, enrolment: Enrolment, ended_on: date, by: User, now: datetime) -> Enrolment:
    """Bring a candidate back from a break."""
    held = administered(enrolment, by=by)
    if held.status != EnrolmentStatus.ON_BREAK:
        raise EnrolmentRefused(f"{held} is not on a break.")
    need_past(ended_on, now=now)
    if held.breaks.filter(ended_on=None, starts_on__gt=ended_on).exists():
        raise EnrolmentRefused("The break cannot end before it started.")
    close_break(held, on=ended_on)
    held.status = EnrolmentStatus.ACTIVE
    held.save(update_fields=["status"])
    record_status(by, "ended a break", held, before=EnrolmentStatus.ON_BREAK, at=now)
    return held


@transaction.atomic
def reassign_tutor(
    *, enrolment: Enrolment, tutor: User, reason: str, by: User, now: datetime
) -> Enrolment:
    """Hand a candidate to another tutor (P5.7); the former tutor sees them no longer.

    Also when the diploma is complete: only today's tutor can put a wrong pass right (R12).
    """
    tutor = hold_tutor(tutor)
    held = administered(enrolment, by=by)
    if held.status == EnrolmentStatus.WITHDRAWN:
        raise EnrolmentRefused(f"{held} has ended; its tutor stays as recorded.")
    need_reason(reason)
    need_tutor(tutor, candidate_user=held.candidate.user)
    if tutor.pk == held.tutor_id:
        raise EnrolmentRefused(f"{tutor} is the tutor already.")
    before = held.tutor
    assignment = TutorAssignment.objects.create(
        enrolment=held, tutor=tutor, starts_at=now, assigned_by=by, reason=reason.strip()
    )
    held.tutor = tutor
    held.save(update_fields=["tutor"])
    audit.record(
        by,
        "reassigned",
        held,
        before={"tutor": str(before)},
        after={"tutor": str(tutor)},
        reason=reason.strip(),
        at=now,
    )
    for kind, person in (
        ("tutor_changed_mail", held.candidate.user),
        ("candidate_given_mail", tutor),
    ):
        jobs.owe(
            kind, key=str(assignment.pk), now=now, recipient=person, assignment_id=assignment.pk
        )
    return held


@transaction.atomic
def record_registration(
    *, enrolment: Enrolment, number: str, registered_on: date, by: User, now: datetime
) -> Enrolment:
    """Keep the awarding organisation's number and its day (P5.3). A slip is put right the same way.

    The number belongs to a person: on two enrolments of one candidate, never on two people.
    """
    held = administered(enrolment, by=by)
    kept = clean_number(number)
    if not kept:
        raise EnrolmentRefused("A registration number has 3 to 12 letters and digits.")
    need_past(registered_on, now=now)
    rating = QualityRating.objects.standing_for([held.qualification_id])[held.qualification_id]
    if not held.registration_number and not may_register(rating):
        raise EnrolmentRefused(f"Rating {rating.value}: registrations are suspended.")
    claim_number(kept, enrolment=held)
    before = {"number": held.registration_number, "on": iso(held.registered_on)}
    held.registration_number = kept
    held.registered_on = registered_on
    held.save(update_fields=["registration_number", "registered_on"])
    release_numbers(held)
    audit.record(
        by,
        "registered",
        held,
        before=before if before["number"] else None,
        after={"number": kept, "on": iso(registered_on)},
        at=now,
    )
    return held


def lock(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it stands now, held until the transaction ends."""
    held = Enrolment.objects.select_for_update(of=("self",))
    return held.select_related("candidate__user", "qualification", "tutor").get(pk=enrolment.pk)


def administered(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Lock for an administrator; anybody else is refused, and the candidate themselves."""
    held = lock(enrolment)
    if not can_administer_enrolment(by, held):
        raise PermissionDenied
    return held


def need_reason(reason: str) -> None:
    """Refuse an empty reason."""
    if not reason.strip():
        raise EnrolmentRefused("Give a reason.")


def need_past(day: date, *, now: datetime) -> None:
    """Refuse a day that has not come yet."""
    if day > timezone.localdate(now):
        raise EnrolmentRefused("The date is in the future.")


def hold_tutor(tutor: User) -> User:
    """A tutor as they are now; their role and account stay so until the transaction ends."""
    held: User = User.objects.select_for_update(no_key=True).get(pk=tutor.pk)
    return held


def need_tutor(tutor: User, *, candidate_user: User) -> None:
    """Refuse somebody who tutors nobody, and a candidate as their own tutor.

    `tutor` is held (`hold_tutor`), so that a role withdrawn at this moment is seen.
    """
    if not can_tutor(tutor):
        raise EnrolmentRefused(f"{tutor} is not a tutor.")
    if tutor.pk == candidate_user.pk:
        raise EnrolmentRefused("Nobody is their own tutor.")


def claim_number(number: str, *, enrolment: Enrolment) -> None:
    """Make a registration number the candidate's, or refuse: it is somebody else's."""
    Candidate.objects.select_for_update(no_key=True).get(pk=enrolment.candidate_id)
    claimed, _ = RegistrationNumber.objects.get_or_create(
        number=number, defaults={"candidate_id": enrolment.candidate_id}
    )
    if claimed.candidate_id != enrolment.candidate_id:
        raise EnrolmentRefused(f"{number} is the registration number of somebody else.")


def release_numbers(enrolment: Enrolment) -> None:
    """Let go of the candidate's numbers that stand on no enrolment any more: they were slips."""
    own = Enrolment.objects.filter(candidate_id=enrolment.candidate_id)
    RegistrationNumber.objects.filter(candidate_id=enrolment.candidate_id).exclude(
        number__in=own.values("registration_number")
    ).delete()


def close_break(enrolment: Enrolment, *, on: date) -> None:
    """End the open break, if there is one; never before it started."""
    for open_break in enrolment.breaks.filter(ended_on=None):
        open_break.ended_on = max(on, open_break.starts_on)
        open_break.save(update_fields=["ended_on"])


def record_status(
    by: User | None, verb: str, held: Enrolment, *, before: str, at: datetime, reason: str = ""
) -> None:
    """Write down a change of status."""
    audit.record(
        by, verb, held, before={"status": before}, after={"status": held.status},
        reason=reason, at=at,
    )  # fmt: skip


def iso(day: date | None) -> str:
    """A day as the audit trail keeps it."""
    return day.isoformat() if day else ""
