"""An internal quality assurer of the demonstration: duties, and a plan that waits for samples."""

from __future__ import annotations

from datetime import date, datetime

from accounts.models import User
from courses.models import Qualification
from enrolments.actions.assuring import appoint_assurer
from quality.actions.planning import accept_plan, propose_plan

PLANNED = "level-7"
SEED = 8617


def assure(assurer: User, *, since: date, now: datetime) -> None:
    """Give the assurer both diplomas, and a plan for the shorter of them, accepted."""
    for qualification in Qualification.objects.order_by("level"):
        appoint_assurer(
            assurer=assurer, qualification=qualification, starts_on=since, by=None, now=now
        )
    planned = Qualification.objects.get(slug=PLANNED)
    plan = propose_plan(qualification=planned, seed=SEED, by=assurer, now=now)
    accept_plan(plan=plan, by=assurer, now=now)
