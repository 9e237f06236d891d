"""Setting the policy, and the risk of an assessor: always another row, with a reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from ledger import audit
from quality.choices import Band
from quality.errors import PolicyRefused
from quality.models import AssessorRisk, SamplingPolicy
from quality.models.policy import LEAST_RATE
from quality.permissions import can_rate, can_set_policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a policy says: rates in per cent, spans in the unit of their name.

    One in `second_marking_every` judgements is marked a second time; None for none.
    """

    rate_low: int
    rate_medium: int
    rate_high: int
    rate_unqualified: int
    first_decisions: int
    too_quick_minutes: int
    long_since_days: int
    cycle_months: int
    second_marking_every: int | None = None


@transaction.atomic
def set_policy(*, terms: Terms, reason: str, by: User, now: datetime) -> SamplingPolicy:
    """Make the next version of the policy; plans already made keep theirs (R17)."""
    if not can_set_policy(by):
        raise PermissionDenied
    rates = [terms.rate_low, terms.rate_medium, terms.rate_high, terms.rate_unqualified]
    if min(rates) < LEAST_RATE or max(rates) > 100:
        raise PolicyRefused(f"A rate lies between {LEAST_RATE} % and 100 %.")
    if rates != sorted(rates):
        raise PolicyRefused("More risk is never sampled less: rates rise from low to unqualified.")
    if terms.second_marking_every is not None and terms.second_marking_every < 1:
        raise PolicyRefused("Second marking is of 1 in 1 or more, or of none.")
    if not reason.strip():
        raise PolicyRefused("Say why the policy changes.")
    last = SamplingPolicy.objects.select_for_update().order_by("-version")[0]
    policy = SamplingPolicy.objects.create(
        version=last.version + 1, **asdict(terms), reason=reason.strip(), made_by=by, made_at=now
    )
    audit.record(by, "set", policy, after=asdict(terms), reason=policy.reason, at=now)
    return policy


@transaction.atomic
def set_risk(*, assessor: User, band: Band, reason: str, by: User, now: datetime) -> AssessorRisk:
    """Put an assessor in a band of risk from now on, and say why (R17)."""
    User.objects.select_for_update().get(pk=assessor.pk)
    if not can_rate(by, assessor, today=timezone.localdate(now)):
        raise PermissionDenied
    if not reason.strip():
        raise PolicyRefused(f"Say why {assessor} is in that band.")
    before = AssessorRisk.objects.bands([assessor.pk])[assessor.pk]
    risk = AssessorRisk.objects.create(
        assessor=assessor, band=band, reason=reason.strip(), set_by=by, set_at=now
    )
    audit.record(
        by,
        "set the risk of",
        assessor,
        before={"band": before},
        after={"band": band},
        reason=risk.reason,
        at=now,
    )
    return risk
