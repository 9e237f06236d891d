"""Making a sampling plan, accepting it, and changing it by hand with a reason."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.models import Submission
from courses.models import Unit
from enrolments.models import Enrolment
from ledger import audit
from quality.choices import Origin, Why
from quality.errors import PlanRefused
from quality.models import AssessorRisk, PlannedSample, SamplePlan, SamplingPolicy
from quality.permissions import can_plan
from quality.pool import cycle_start, policy_of, pool_of
from quality.sampling import Decided, propose

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import Qualification


def quarter(today: date) -> tuple[date, date]:
    """The first and last day of the quarter a day lies in."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    following = (first + timedelta(days=100)).replace(day=1)
    return first, following - timedelta(days=1)


@transaction.atomic
def propose_plan(*, qualification: Qualification, seed: int, by: User, now: datetime) -> SamplePlan:
    """Propose what to sample this quarter, with the reasons (R17, R18).

    The same seed, policy and decisions give the same plan. It takes the place of a proposal of
    theirs that was never accepted.
    """
    today = timezone.localdate(now)
    if not can_plan(by, qualification, today=today):
        raise PermissionDenied
    policy = SamplingPolicy.objects.in_force()
    pool = pool_of(qualification, since=cycle_start(policy, today=today))
    if not pool:
        raise PlanRefused(f"Nothing of {qualification.short_title} was judged in this cycle yet.")
    bands = AssessorRisk.objects.bands({decided.assessor for decided in pool})
    proposal = propose(
        pool,
        policy=policy_of(policy),
        bands=bands,
        by=by.pk,
        today=today,
        rng=Random(seed),  # noqa: S311 -- a draw that is kept to be repeated, not a secret
    )
    _forget_proposals(qualification, by=by)
    starts_on, ends_on = quarter(today)
    plan = SamplePlan.objects.create(
        qualification=qualification,
        policy=policy,
        starts_on=starts_on,
        ends_on=ends_on,
        seed=seed,
        shortfalls=[asdict(shortfall) for shortfall in proposal.shortfalls],
        made_by=by,
        made_at=now,
    )
    units = dict(
        Submission.objects.filter(pk__in=[cell.decided.key for cell in proposal.cells]).values_list(
            "pk", "unit"
        )
    )
    PlannedSample.objects.bulk_create(
        PlannedSample(
            plan=plan,
            enrolment_id=cell.decided.enrolment,
            unit_id=units[cell.decided.key],
            origin=Origin.PROPOSED,
            **_copied(plan, cell.decided),
            reasons=list(cell.reasons),
        )
        for cell in proposal.cells
    )
    audit.record(by, "proposed", plan, after={"cells": len(proposal.cells), "seed": seed}, at=now)
    return plan


def _forget_proposals(qualification: Qualification, *, by: User) -> None:
    """Remove what was proposed and never accepted; one that is being accepted now stays."""
    proposals = SamplePlan.objects.select_for_update().filter(
        qualification=qualification, made_by=by, accepted_at=None
    )
    SamplePlan.objects.filter(pk__in=[plan.pk for plan in proposals]).delete()


@transaction.atomic
def accept_plan(*, plan: SamplePlan, by: User, now: datetime) -> SamplePlan:
    """Let the plan count from now on. Accepted already: nothing changes."""
    held = _hold(plan, by=by, now=now)
    if held.accepted_at is None:
        held.accepted_at = now
        held.save(update_fields=["accepted_at"])
        audit.record(by, "accepted", held, at=now)
    return held


@transaction.atomic
def add_cell(
    *,
    plan: SamplePlan,
    enrolment: Enrolment,
    unit: Unit,
    reason: str,
    by: User,
    now: datetime,
) -> PlannedSample:
    """Put a cell into the plan by hand; never what the planner judged or handed in (R15)."""
    held = _hold(plan, by=by, now=now)
    if not reason.strip():
        raise PlanRefused("Say why this is to be sampled.")
    decided = next(
        (one for one in to_add(held) if (one.enrolment, one.unit) == (enrolment.pk, unit.code)),
        None,
    )
    if decided is None:
        raise PlanRefused("That is in the plan already, is not judged, or is not yours to assure.")
    cell, _ = PlannedSample.objects.update_or_create(
        plan=held,
        enrolment=enrolment,
        unit=unit,
        defaults={
            **_copied(held, decided),
            "reasons": [],
            "origin": Origin.ADDED,
            "added_reason": reason.strip(),
            "removed_at": None,
            "removed_reason": "",
        },
    )
    audit.record(by, "added to", held, after={"cell": cell.pk}, reason=cell.added_reason, at=now)
    return cell


@transaction.atomic
def remove_cell(*, cell: PlannedSample, reason: str, by: User, now: datetime) -> PlannedSample:
    """Take a cell out of the plan, and say why. The cell stays on record."""
    plan = _hold(cell.plan, by=by, now=now)
    held = PlannedSample.objects.get(pk=cell.pk)
    if held.removed_at is not None:
        return held
    if Why.PRIOR_LEARNING in held.reasons:
        raise PlanRefused("Prior learning is always sampled, so it stays in the plan.")
    if not reason.strip():
        raise PlanRefused("Say why it is not to be sampled.")
    held.removed_at, held.removed_reason = now, reason.strip()
    held.save(update_fields=["removed_at", "removed_reason"])
    audit.record(
        by, "removed from", plan, after={"cell": held.pk}, reason=held.removed_reason, at=now
    )
    return held


def to_add(plan: SamplePlan) -> list[Decided]:
    """What the maker of a plan could still put into it by hand."""
    cells = PlannedSample.objects.filter(plan=plan).standing()
    planned = set(cells.values_list("enrolment", "unit__code"))
    since = cycle_start(plan.policy, today=timezone.localdate(plan.made_at))
    return [
        one
        for one in pool_of(plan.qualification, since=since)
        if plan.made_by_id not in one.people and (one.enrolment, one.unit) not in planned
    ]


def _hold(plan: SamplePlan, *, by: User, now: datetime) -> SamplePlan:
    """Lock a plan that the person made, of what they still answer for."""
    plans = SamplePlan.objects.select_for_update(of=("self",)).select_related(
        "qualification", "policy"
    )
    held = plans.get(pk=plan.pk)
    today = timezone.localdate(now)
    if held.made_by_id != by.pk or not can_plan(by, held.qualification, today=today):
        raise PermissionDenied
    return held


def _copied(plan: SamplePlan, decided: Decided) -> dict[str, Any]:
    """The people and the stage of a cell, copied so that the database can refuse them (R15)."""
    return {
        "assurer_id": plan.made_by_id,
        "assessor_id": decided.assessor,
        "countersigner_id": decided.countersigner,
        "candidate_id": decided.candidate,
        "stage": decided.stage,
    }
