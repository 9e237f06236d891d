"""Agreeing an adjustment before the assessment, ending it, and recording adversity after one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments.choices import FollowsFrom, UnitState
from assessments.errors import SupportRefused
from assessments.models import AdjustedUnit, ReasonableAdjustment, SpecialConsideration
from assessments.permissions import can_support
from assessments.progress import standings
from enrolments.actions.lifecycle import lock
from ledger import audit

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Unit
    from enrolments.models import Enrolment

TOO_LATE = "An adjustment is agreed before the assessment"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentTerms:
    """What is agreed, why it is needed, what was seen of that, and for which units."""

    what: str
    why: str
    evidence: str
    units: Collection[Unit]


@transaction.atomic
def agree_adjustment(
    *, enrolment: Enrolment, agreed: AdjustmentTerms, form_token: UUID, by: User, now: datetime
) -> ReasonableAdjustment:
    """Agree an adjustment for units of which nothing is with the tutor, from now on (R24).

    A unit that was sent and not told, or is passed, is refused: its assessment has begun. After
    a referral it holds from the next attempt. The same form sent twice agrees once.
    """
    held = held_for_support(enrolment, by=by)
    twin = ReasonableAdjustment.objects.filter(form_token=form_token, enrolment=held).first()
    if twin is not None:
        return twin
    _need(agreed.what, "Say what is done otherwise.", field="what")
    _need(agreed.why, "Say why it is needed.", field="why")
    _need(agreed.evidence, "Say what was seen of the need.", field="evidence")
    if not agreed.units:
        raise SupportRefused("Choose the units it is for.", field="units")
    attempts = {unit: _next_attempt(held, unit) for unit in agreed.units}
    adjustment = ReasonableAdjustment.objects.create(
        enrolment=held,
        what=agreed.what.strip(),
        why=agreed.why.strip(),
        evidence=agreed.evidence.strip(),
        agreed_by=by,
        agreed_at=now,
        form_token=form_token,
    )
    AdjustedUnit.objects.bulk_create(
        AdjustedUnit(adjustment=adjustment, unit=unit, from_attempt=attempt)
        for unit, attempt in attempts.items()
    )
    audit.record(
        by,
        "agreed",
        adjustment,
        after={"units": sorted(unit.code for unit in attempts)},
        at=now,
    )
    return adjustment


@transaction.atomic
def end_adjustment(
    *, adjustment: ReasonableAdjustment, by: User, now: datetime
) -> ReasonableAdjustment:
    """It is needed no more; what it said stays. Ended already: nothing changes."""
    enrolment = held_for_support(adjustment.enrolment, by=by)
    held = enrolment.adjustments.select_for_update().get(pk=adjustment.pk)
    if held.ended_at is None:
        held.ended_at, held.ended_by = now, by
        held.save(update_fields=["ended_at", "ended_by"])
        audit.record(by, "ended", held, at=now)
    return held


@transaction.atomic
def record_consideration(
    *,
    enrolment: Enrolment,
    unit: Unit | None,
    happened: str,
    evidence: str,
    follows: FollowsFrom,
    form_token: UUID,
    by: User,
    now: datetime,
) -> SpecialConsideration:
    """Record what met a candidate, and what the centre does about it; no decision changes (R24).

    The same form sent twice records once.
    """
    held = held_for_support(enrolment, by=by)
    twin = SpecialConsideration.objects.filter(form_token=form_token, enrolment=held).first()
    if twin is not None:
        return twin
    _need(happened, "Say what happened.", field="happened")
    _need(evidence, "Say what was seen of it.", field="evidence")
    if unit is not None and unit.version_id != held.version_id:
        raise SupportRefused("Choose a unit of this diploma.", field="unit")
    consideration = SpecialConsideration.objects.create(
        enrolment=held,
        unit=unit,
        happened=happened.strip(),
        evidence=evidence.strip(),
        follows=follows,
        recorded_by=by,
        recorded_at=now,
        form_token=form_token,
    )
    audit.record(
        by,
        "recorded",
        consideration,
        after={"unit": unit.code if unit else "", "follows": follows.value},
        at=now,
    )
    return consideration


def held_for_support(enrolment: Enrolment, *, by: User) -> Enrolment:
    """The enrolment, locked; refused to whoever may not agree anything for it."""
    held = lock(enrolment)
    if not held.is_live:
        raise SupportRefused("This enrolment has ended, so nothing more is agreed for it.")
    if not can_support(by, held):
        raise PermissionDenied
    return held


def _need(text: str, message: str, *, field: str) -> None:
    if not text.strip():
        raise SupportRefused(message, field=field)


def _next_attempt(enrolment: Enrolment, unit: Unit) -> int:
    """The attempt that was not sent yet; refused while one is with the tutor, and once passed."""
    places = standings(enrolment_ids=[enrolment.pk], unit_id=unit.pk)
    standing = places.get((enrolment.pk, unit.pk))
    if standing is None:
        raise SupportRefused("Choose units of this diploma.", field="units")
    if standing.state == UnitState.SUBMITTED:
        raise SupportRefused(
            f"{TOO_LATE}: {unit.short_code} is with {enrolment.tutor}.", field="units"
        )
    if standing.state == UnitState.PASSED:
        raise SupportRefused(f"{TOO_LATE}: {unit.short_code} is passed.", field="units")
    return standing.attempts + 1
