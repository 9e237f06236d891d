"""What the centre knows of a candidate besides name and address."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from enrolments.errors import CandidateRefused
from enrolments.models import Candidate
from enrolments.permissions import can_administer
from enrolments.phones import kept_phone
from enrolments.uln import is_uln
from ledger import audit
from ledger.versions import Standing, need_version

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The record of a candidate (P5.14, P7.1, R10)."""

    phone: str
    employer_name: str
    employer_kind: str
    job_role: str
    reports_to: str
    membership_number: str
    uln: str


@transaction.atomic
def change_details(
    *, candidate: Candidate, details: Details, version: str, by: User, now: datetime
) -> Candidate:
    """Keep a candidate's details. A unique learner number is real, and belongs to one person.

    `version` is the fingerprint of the record as the person's page had it (`record_of`): what was
    saved since is not written over (`StaleVersion`).
    """
    if not can_administer(by):
        raise PermissionDenied
    if details.uln and not is_uln(details.uln):
        raise CandidateRefused("That is not a unique learner number: its check digit is wrong.")
    held = Candidate.objects.select_for_update().get(pk=candidate.pk)
    names = [field.name for field in fields(details)]
    before = {name: getattr(held, name) for name in names} | {"phone": kept_phone(held.phone)}
    changed = [name for name in names if before[name] != getattr(details, name)]
    if not changed:
        return held
    need_version(version, stands=record_of(held))
    for name in changed:
        setattr(held, name, getattr(details, name))
    try:
        with transaction.atomic():
            held.save(update_fields=changed)
    except IntegrityError as clash:
        raise CandidateRefused(
            f"{details.uln} is the unique learner number of somebody else."
        ) from clash
    audit.record(by, "changed details", held, after={"fields": changed}, at=now)
    return held


def record_of(candidate: Candidate) -> Standing:
    """What stands on the record of a candidate, as people read it."""
    return {
        "Works for": str(candidate.get_employer_kind_display()),
        "Practice or employer": candidate.employer_name,
        "Role": candidate.job_role,
        "Reports to": candidate.reports_to,
        "Telephone": kept_phone(candidate.phone),
        "PMA membership number": candidate.membership_number,
        "Unique learner number": candidate.uln,
    }
