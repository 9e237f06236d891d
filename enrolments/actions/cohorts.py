"""Cohorts: made, and changed while people are on them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.dateformat import format as format_date

from enrolments.choices import EnrolmentStatus
from enrolments.errors import CohortRefused
from enrolments.models import Cohort
from enrolments.permissions import can_administer
from ledger import audit
from ledger.versions import Standing, need_version

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Qualification

TAKEN_BY_PAGES = frozenset({"new"})


@transaction.atomic
def create_cohort(
    *,
    reference: str,
    name: str,
    qualification: Qualification,
    starts_on: date,
    ends_on: date,
    capacity: int,
    by: User,
    now: datetime,
) -> Cohort:
    """Make a cohort; without a reference it gets one like "l5-2026-03"."""
    if not can_administer(by):
        raise PermissionDenied
    need_order(starts_on, ends_on)
    cohort = Cohort(
        reference=reference or free_reference(qualification, starts_on),
        name=name,
        qualification=qualification,
        starts_on=starts_on,
        ends_on=ends_on,
        capacity=capacity,
    )
    if cohort.reference in TAKEN_BY_PAGES:
        raise CohortRefused(f"“{cohort.reference}” is the address of another page.")
    try:
        with transaction.atomic():
            cohort.save()
    except IntegrityError as clash:
        raise CohortRefused(f"There is a cohort “{cohort.reference}” already.") from clash
    audit.record(by, "created", cohort, after=values(cohort), at=now)
    return cohort


@transaction.atomic
def change_cohort(
    *,
    cohort: Cohort,
    name: str,
    starts_on: date,
    ends_on: date,
    capacity: int,
    version: str,
    by: User,
    now: datetime,
) -> Cohort:
    """Change a cohort. Its reference and diploma stay: addresses and enrolments rest on them.

    `version` is the fingerprint of the cohort as the person's page had it (`record_of`): what was
    saved since is not written over (`StaleVersion`).
    """
    if not can_administer(by):
        raise PermissionDenied
    held = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    need_order(starts_on, ends_on)
    taken = held.enrolments.exclude(status=EnrolmentStatus.WITHDRAWN).count()
    if capacity < taken:
        raise CohortRefused(f"{taken} places are taken, so there cannot be fewer.")
    before, stands = values(held), record_of(held)
    held.name, held.starts_on, held.ends_on, held.capacity = name, starts_on, ends_on, capacity
    if values(held) == before:
        return held
    need_version(version, stands=stands)
    held.save(update_fields=["name", "starts_on", "ends_on", "capacity"])
    audit.record(by, "changed", held, before=before, after=values(held), at=now)
    return held


def free_reference(qualification: Qualification, starts_on: date) -> str:
    """A reference made of level and month that no cohort has."""
    stem = f"l{qualification.level}-{starts_on:%Y-%m}"
    used = set(
        Cohort.objects.filter(reference__startswith=stem).values_list("reference", flat=True)
    )
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(used) + 3)))
    return next(name for name in names if name not in used)


def need_order(starts_on: date, ends_on: date) -> None:
    """Refuse an end that does not come after the start."""
    if ends_on <= starts_on:
        raise CohortRefused("A cohort must end after it starts.")


def record_of(cohort: Cohort) -> Standing:
    """What may change about a cohort, as people read it."""
    return {
        "Name": cohort.name,
        "First day": format_date(cohort.starts_on, "j M Y"),
        "Last day": format_date(cohort.ends_on, "j M Y"),
        "Places": str(cohort.capacity),
    }


def values(cohort: Cohort) -> dict[str, object]:
    """What the audit trail keeps of a cohort."""
    return {
        "name": cohort.name,
        "starts_on": cohort.starts_on.isoformat(),
        "ends_on": cohort.ends_on.isoformat(),
        "capacity": cohort.capacity,
    }
