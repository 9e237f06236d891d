"""An external quality assurer of the demonstration: a visit that is over, and one that is open."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from courses.models import Qualification
from enrolments.choices import RatingCode, VisitKind
from enrolments.models import Cohort, EQAVisit
from ledger import jobs
from quality.actions.inspecting import add_remark, rate_visit, set_action
from quality.actions.visiting import Part, Visitor, close_visit, open_visit
from reports.demo.timeline import at

VISITED = "level-7"
PAST_DAYS = 60
OPEN_DAYS = 14


def let_visit(assurer: User, *, by: User, now: datetime) -> None:
    """Two visits to the shorter diploma: one to its first cohort, long closed, and one to all."""
    diploma = Qualification.objects.get(slug=VISITED)
    today = timezone.localdate(now)
    day = today - timedelta(days=PAST_DAYS)
    first = Cohort.objects.filter(qualification=diploma).order_by("starts_on")[:1]
    past = visit_of(
        assurer,
        diploma,
        part=Part(cohorts=list(first)),
        opens_at=at(day, 9),
        closes_at=at(day, 17),
        by=by,
        now=at(day - timedelta(days=21), 11),
    )
    add_remark(
        visit=past,
        text="Feedback names what each criterion still needs. The sampling plan is followed.",
        by=assurer,
        now=at(day, 15),
    )
    set_action(
        visit=past,
        text="Show at the next visit how two assessors mark the same script.",
        owner=by,
        due_on=today + timedelta(days=OPEN_DAYS),
        by=assurer,
        now=at(day, 15, 20),
    )
    rate_visit(visit=past, code=RatingCode.SIGN_OFF, by=assurer, now=at(day, 16))
    close_visit(visit=past, by=by, now=at(day, 16, 30))
    last_second = datetime.combine(
        today + timedelta(days=OPEN_DAYS), time(23, 59, 59), tzinfo=at(day, 9).tzinfo
    )
    visit_of(
        assurer, diploma, part=Part(), opens_at=at(today, 0), closes_at=last_second, by=by, now=now
    )
    jobs.run_due(kind="visit_pack")


def visit_of(
    assurer: User,
    diploma: Qualification,
    *,
    part: Part,
    opens_at: datetime,
    closes_at: datetime,
    by: User,
    now: datetime,
) -> EQAVisit:
    """A visit at the centre."""
    return open_visit(
        qualification=diploma,
        part=part,
        visitor=Visitor(email=assurer.email),
        kind=VisitKind.ON_SITE,
        opens_at=opens_at,
        closes_at=closes_at,
        by=by,
        now=now,
    )
