"""An adjustment agreed before the assessment, and more time for a resubmission."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from assessments.actions.extending import grant_extension
from assessments.actions.supporting import AdjustmentTerms, agree_adjustment
from assessments.deadlines import PLANNED_END, deadlines_of, standing_of
from ledger.versions import fingerprint
from reports.demo import words
from reports.demo.register import enrolment_of
from reports.demo.timeline import Timeline

ADJUSTED, ADJUSTED_UNITS = "Jones", (5, 8)
EXTENDED = "Sobczak"
MORE_TIME = timedelta(days=14)


def plan_support(timeline: Timeline) -> None:
    """Put both on the timeline, by the tutor of each candidate."""
    timeline.ago(40, 17, _adjust)
    timeline.ago(2, 17, _extend)


def _adjust(now: datetime) -> None:
    enrolment = enrolment_of(ADJUSTED)
    what, why, evidence = words.ADJUSTMENT
    units = enrolment.version.units.filter(position__range=ADJUSTED_UNITS)
    agree_adjustment(
        enrolment=enrolment,
        agreed=AdjustmentTerms(what=what, why=why, evidence=evidence, units=list(units)),
        form_token=UUID(int=1),
        by=enrolment.tutor,
        now=now,
    )


def _extend(now: datetime) -> None:
    enrolment = enrolment_of(EXTENDED)
    deadlines = deadlines_of(enrolment)
    resubmission = next(one for one in deadlines if one.key != PLANNED_END)
    grant_extension(
        enrolment=enrolment,
        deadline=resubmission.key,
        until=resubmission.day + MORE_TIME,
        reason=words.EXTENSION,
        version=fingerprint(standing_of(deadlines)),
        form_token=UUID(int=2),
        by=enrolment.tutor,
        now=now,
    )
