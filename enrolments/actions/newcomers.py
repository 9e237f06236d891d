"""The person behind an enquiry: found by address, or made a person and a candidate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.actions import create_person
from accounts.errors import PersonExists
from accounts.models import User
from accounts.roles import Role
from enrolments.errors import EnrolmentRefused
from enrolments.models import Candidate, Enquiry
from enrolments.phones import kept_phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who is to be enrolled. Somebody already known by the address keeps their own record."""

    email: str
    given_name: str
    family_name: str
    employer_name: str
    employer_kind: str
    phone: str = ""
    job_role: str = ""
    reports_to: str = ""

    @classmethod
    def of(cls, enquiry: Enquiry) -> Self:
        """The person who enquired."""
        return cls(
            email=enquiry.email.lower(),
            given_name=enquiry.given_name,
            family_name=enquiry.family_name,
            employer_name=enquiry.employer_name,
            employer_kind=enquiry.employer_kind,
            phone=kept_phone(enquiry.phone),
            job_role=enquiry.job_role,
            reports_to=enquiry.reports_to,
        )


def find_or_create_candidate(newcomer: Newcomer, *, by: User, now: datetime) -> Candidate:
    """The candidate with this address, locked: found, or made of a person found or made.

    An enquiry proves nothing about who wrote it, so a record that exists keeps what it says;
    only what it leaves empty is filled.
    """
    user = find_or_create_user(newcomer, by=by, now=now)
    if not user.is_active:
        raise EnrolmentRefused(f"The account of {user} is closed.")
    if Role.EQA in user.role_names:
        raise EnrolmentRefused(f"{user} assures this centre from outside, and cannot study here.")
    details = {
        "phone": newcomer.phone,
        "job_role": newcomer.job_role,
        "reports_to": newcomer.reports_to,
    }
    Candidate.objects.get_or_create(
        user=user,
        defaults={
            **details,
            "employer_name": newcomer.employer_name,
            "employer_kind": newcomer.employer_kind,
        },
    )
    candidate = Candidate.objects.select_for_update().get(user=user)
    missing = {name: value for name, value in details.items() if not getattr(candidate, name)}
    for name, value in missing.items():
        setattr(candidate, name, value)
    candidate.save(update_fields=list(missing))
    return candidate


def find_or_create_user(newcomer: Newcomer, *, by: User, now: datetime) -> User:
    """The person with this address, whatever they are already; made when there is none."""
    known = User.objects.filter(email=newcomer.email)
    user: User | None = known.first()
    if user:
        return user
    try:
        with transaction.atomic():
            return create_person(
                email=newcomer.email,
                given_name=newcomer.given_name,
                family_name=newcomer.family_name,
                by=by,
                now=now,
            )
    except (IntegrityError, PersonExists, ValidationError):
        user = known.first()  # somebody made them in between
        if user is None:
            raise
        return user
