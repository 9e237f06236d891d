"""Keeping what the awarding organisation says of the centre, and who pays for whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from enrolments.choices import Funding, RatingCode
from enrolments.errors import EnrolmentRefused, RatingRefused
from enrolments.models import Enrolment, QualityRating
from enrolments.permissions import can_administer
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Qualification


@transaction.atomic
def record_rating(
    *,
    qualification: Qualification,
    code: RatingCode,
    given_on: date,
    note: str,
    by: User,
    now: datetime,
) -> QualityRating:
    """Add the rating a visit or a letter gave; an earlier one stays as it was (R20)."""
    if not can_administer(by):
        raise PermissionDenied
    if given_on > timezone.localdate(now):
        raise RatingRefused("A rating is recorded once it is given: choose today or a day before.")
    before = QualityRating.objects.standing_for([qualification.pk])[qualification.pk]
    rating = QualityRating.objects.create(
        qualification=qualification,
        code=code,
        given_on=given_on,
        note=note.strip(),
        recorded_by=by,
        recorded_at=now,
    )
    audit.record(
        by,
        "rated",
        qualification,
        before={"code": before},
        after={"code": code, "given_on": given_on.isoformat()},
        at=now,
    )
    return rating


@transaction.atomic
def set_funding(*, enrolment: Enrolment, funding: Funding, by: User, now: datetime) -> Enrolment:
    """Say who pays: an order at the awarding organisation holds one kind only (R21)."""
    if not can_administer(by):
        raise PermissionDenied
    held = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if held.candidate.user_id == by.pk:
        raise EnrolmentRefused("Nobody decides about their own enrolment.")
    if held.funding == funding:
        return held
    before, held.funding = held.funding, funding
    held.save(update_fields=["funding"])
    audit.record(
        by, "changed funding of", held, before={"funding": before}, after={"funding": funding},
        at=now,
    )  # fmt: skip
    return held
