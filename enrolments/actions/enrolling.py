"""From somebody's interest to an enrolment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.actions import grant_role, invite_user
from accounts.models import User
from accounts.roles import Role
from courses.models import SpecificationVersion
from enrolments import entry
from enrolments.actions.lifecycle import hold_tutor, need_tutor
from enrolments.actions.newcomers import Newcomer, find_or_create_candidate
from enrolments.choices import EnquiryStatus, EnrolmentStatus
from enrolments.errors import (
    AlreadyEnrolled,
    CohortFull,
    EnrolmentRefused,
    EntryNotShown,
    WrongQualification,
)
from enrolments.models import (
    Candidate,
    Cohort,
    Enquiry,
    Enrolment,
    EntryCheck,
    TutorAssignment,
    UnitTarget,
)
from enrolments.pace import spread_targets
from enrolments.permissions import can_administer
from ledger import audit, jobs

if TYPE_CHECKING:
    from enrolments.entry import Finding


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one enquiry: an enrolment (made now, or there already), or why not."""

    enquiry: Enquiry
    enrolment: Enrolment | None = None
    is_new: bool = False
    refusal: str = ""


def enrol_each(
    *,
    enquiries: Sequence[Enquiry],
    cohort: Cohort,
    tutor: User,
    starts_on: date,
    planned_end_on: date,
    entry_checks: Mapping[int, Iterable[Finding]],
    by: User,
    now: datetime,
) -> list[Outcome]:
    """Enrol several people, each by themselves: one refusal stops nobody else.

    `entry_checks` holds the findings by the enquiry's key.
    """
    outcomes = []
    for enquiry in enquiries:
        try:
            enrolment = enrol_candidate(
                enquiry=enquiry,
                cohort=cohort,
                tutor=tutor,
                starts_on=starts_on,
                planned_end_on=planned_end_on,
                entry_checks=entry_checks.get(enquiry.pk, ()),
                by=by,
                now=now,
            )
        except AlreadyEnrolled as there:
            outcomes.append(Outcome(enquiry, enrolment=there.enrolment, refusal=str(there)))
        except EnrolmentRefused as refusal:
            outcomes.append(Outcome(enquiry, refusal=str(refusal)))
        else:
            outcomes.append(Outcome(enquiry, enrolment=enrolment, is_new=True))
    return outcomes


@transaction.atomic
def enrol_candidate(
    *,
    enquiry: Enquiry,
    cohort: Cohort,
    tutor: User,
    starts_on: date,
    planned_end_on: date,
    entry_checks: Iterable[Finding],
    by: User,
    now: datetime,
) -> Enrolment:
    """Enrol the person who enquired, and mark their enquiry enrolled."""
    held = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if held.enrolment:
        raise AlreadyEnrolled(
            f"{held.full_name} is already enrolled from this enquiry.", enrolment=held.enrolment
        )
    if held.status == EnquiryStatus.CLOSED:
        raise EnrolmentRefused(f"The enquiry of {held.full_name} is closed. Reopen it first.")
    need_same_qualification(held, cohort)
    enrolment = enrol_newcomer(
        newcomer=Newcomer.of(held),
        cohort=cohort,
        tutor=tutor,
        starts_on=starts_on,
        planned_end_on=planned_end_on,
        entry_checks=entry_checks,
        by=by,
        now=now,
    )
    before = held.status
    held.status = EnquiryStatus.ENROLLED
    held.enrolment = enrolment
    held.next_action_on = None
    held.save(update_fields=["status", "enrolment", "next_action_on"])
    audit.record(
        by,
        "enrolled",
        held,
        before={"status": before},
        after={"status": held.status, "enrolment": str(enrolment.reference)},
        at=now,
    )
    return enrolment


@transaction.atomic
def enrol_newcomer(
    *,
    newcomer: Newcomer,
    cohort: Cohort,
    tutor: User,
    starts_on: date,
    planned_end_on: date,
    entry_checks: Iterable[Finding],
    by: User,
    now: datetime,
) -> Enrolment:
    """Make a person (or find them by address) a candidate of a cohort.

    They join the current version of the specification and stay on it (D1); the planned end is
    a date of its own (D3). Somebody new is invited to sign in; somebody who signs in already is
    told. The cohort stays locked meanwhile, so that two administrators never fill one place.
    """
    if not can_administer(by):
        raise PermissionDenied
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    qualification = cohort.qualification
    version = qualification.versions.current().first()
    if version is None:
        raise EnrolmentRefused(f"{qualification} has no specification loaded.")
    if planned_end_on <= starts_on:
        raise EnrolmentRefused("The planned end must come after the start.")
    checks = entry.findings_for(qualification.level, entry_checks)
    if faults := entry.faults(qualification.level, checks):
        raise EntryNotShown(" ".join(faults))
    candidate = find_or_create_candidate(newcomer, by=by, now=now)
    tutor = hold_tutor(tutor)
    need_tutor(tutor, candidate_user=candidate.user)
    need_no_live_enrolment(candidate, cohort)
    need_place(cohort)
    enrolment = Enrolment(
        candidate=candidate,
        qualification=qualification,
        version=version,
        cohort=cohort,
        tutor=tutor,
        starts_on=starts_on,
        planned_end_on=planned_end_on,
        weekly_minutes=version.weekly_hours_least * 60,
        enrolled_by=by,
        enrolled_at=now,
    )
    save_once(enrolment)
    TutorAssignment.objects.create(enrolment=enrolment, tutor=tutor, starts_at=now, assigned_by=by)
    set_targets(enrolment, version)
    keep_checks(enrolment, checks, by=by, now=now)
    audit.record(
        by,
        "enrolled",
        enrolment,
        after={
            "cohort": cohort.reference,
            "version": str(version),
            "tutor": str(tutor),
            "starts_on": starts_on.isoformat(),
            "planned_end_on": planned_end_on.isoformat(),
        },
        at=now,
    )
    welcome(enrolment, by=by, now=now)
    return enrolment


def need_no_live_enrolment(candidate: Candidate, cohort: Cohort) -> None:
    """Refuse a second enrolment for a qualification while the first is not withdrawn."""
    there = candidate.enrolments.filter(qualification=cohort.qualification)
    enrolment = there.exclude(status=EnrolmentStatus.WITHDRAWN).first()
    if enrolment:
        raise already(enrolment)


def need_same_qualification(enquiry: Enquiry, cohort: Cohort) -> None:
    """Refuse a cohort of another diploma than the one asked for; "not sure yet" fits any."""
    asked = enquiry.qualification
    if asked and asked.pk != cohort.qualification_id:
        raise WrongQualification(
            f"{enquiry.full_name} asked for {asked.short_title}, and {cohort} is another diploma. "
            "Change the diploma on the enquiry first."
        )


def need_place(cohort: Cohort) -> None:
    """Refuse when every place of the locked cohort is taken."""
    if cohort.enrolments.exclude(status=EnrolmentStatus.WITHDRAWN).count() >= cohort.capacity:
        raise CohortFull(f"{cohort} is full: all {cohort.capacity} places are taken.")


def save_once(enrolment: Enrolment) -> None:
    """Insert; the constraint on live enrolments has the last word, and is put in words."""
    try:
        with transaction.atomic():
            enrolment.save()
    except IntegrityError:
        need_no_live_enrolment(enrolment.candidate, enrolment.cohort)
        raise


def already(enrolment: Enrolment) -> AlreadyEnrolled:
    """Say which enrolment stands in the way."""
    title = enrolment.qualification.short_title
    if enrolment.status == EnrolmentStatus.COMPLETED:
        return AlreadyEnrolled(f"{enrolment.candidate} has completed {title}.", enrolment=enrolment)
    return AlreadyEnrolled(
        f"{enrolment.candidate} is already enrolled on {title}.", enrolment=enrolment
    )


def set_targets(enrolment: Enrolment, version: SpecificationVersion) -> None:
    """Spread a target day for each unit over the plan."""
    units = list(version.units.values_list("pk", flat=True))
    targets = spread_targets(units, starts_on=enrolment.starts_on, ends_on=enrolment.planned_end_on)
    UnitTarget.objects.bulk_create(
        UnitTarget(enrolment=enrolment, unit_id=unit, target_on=day)
        for unit, day in targets.items()
    )


def keep_checks(
    enrolment: Enrolment, checks: Iterable[Finding], *, by: User, now: datetime
) -> None:
    """Keep what was found at entry, with the strength each requirement had (P7.13)."""
    strengths = entry.requirements_for(enrolment.qualification.level)
    EntryCheck.objects.bulk_create(
        EntryCheck(
            enrolment=enrolment,
            requirement=check.requirement,
            strength=strengths[check.requirement],
            decision=check.decision,
            evidence=check.evidence.strip(),
            reason=check.reason.strip(),
            decided_by=by,
            decided_at=now,
        )
        for check in checks
    )


def welcome(enrolment: Enrolment, *, by: User, now: datetime) -> None:
    """Give the role and owe the mail: an invitation, or word to somebody who has one already.

    A second diploma keeps the link of the first, so that no letter ends another's.
    """
    user = User.objects.get(pk=enrolment.candidate.user_id)
    if Role.CANDIDATE not in user.role_names:
        grant_role(user=user, role=Role.CANDIDATE, by=by, now=now)
    if user.has_usable_password() or user.invitations.good(now=now).exists():
        jobs.owe(
            "enrolled_mail",
            key=str(enrolment.pk),
            recipient=user,
            now=now,
            enrolment_id=enrolment.pk,
        )
    else:
        invite_user(user=user, by=by, now=now)
