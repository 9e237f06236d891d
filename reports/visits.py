"""The visit pack: one value from a fixed number of queries, from which page and files are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from assessments.models import CriterionDecision, UnitProgress
from awards.models import ClaimLine
from courses.models import Unit
from enrolments.models import AssuranceDuty, Enrolment, EQAVisit
from quality.choices import View
from quality.models import (
    IQASample,
    PlannedSample,
    SamplePlan,
    SamplingPolicy,
    VisitAction,
    VisitRemark,
)
from reports.visit_sections import (
    ExerciseLine,
    SecondMarkings,
    StaffRecord,
    exercises_of,
    records_of,
    second_markings_of,
)

if TYPE_CHECKING:
    from enrolments.querysets import EnrolmentQuerySet


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan that counts: how many of the visit's candidates' units are in it, how many sampled."""

    plan: SamplePlan
    planned: int
    sampled: int


@dataclass(frozen=True, slots=True)
class StaffLine:
    """Somebody who judges or assures what is read here, and since when they may."""

    person: User
    duty: str
    since: date | None


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """One candidate, whatever became of them."""

    enrolment: Enrolment
    passed: int
    units: int
    samples: int
    is_picked: bool


@dataclass(frozen=True, slots=True)
class VisitPack:
    """What an external quality assurer finds on arrival, as it stands at one moment."""

    visit: EQAVisit
    made_at: datetime
    policy: SamplingPolicy
    plans: tuple[PlanLine, ...]
    samples: tuple[Any, ...]  # IQASample with `agreed`, `asked` and `disagreed`
    staff: tuple[StaffLine, ...]
    records: tuple[StaffRecord, ...]
    exercises: tuple[ExerciseLine, ...]
    second: SecondMarkings
    candidates: tuple[CandidateLine, ...]
    last_visit: EQAVisit | None
    claims: tuple[ClaimLine, ...]
    earlier_actions: tuple[VisitAction, ...]
    remarks: tuple[VisitRemark, ...]
    actions: tuple[VisitAction, ...]

    @property
    def open_before(self) -> int:
        """How many actions of earlier visits are not done."""
        return sum(action.done_at is None for action in self.earlier_actions)


def pack_of(visit: EQAVisit, *, user: User | None, now: datetime) -> VisitPack:
    """Read it all within the visit's part of the qualification, as `user` may at that moment.

    `user` is None when the system itself reads.
    """
    seen = Enrolment.objects.inspectable_by(user, visit=visit, now=now)
    keys = seen.order_by().values("pk")
    last_visit = EQAVisit.objects.before(visit).with_people().first()
    judged = IQASample.objects.inspectable_by(user, visit=visit, now=now).with_people()
    samples = tuple(judged.annotate(**views_counted()).order_by("-concluded_at", "-pk"))
    claims = ClaimLine.objects.standing().filter(enrolment__in=keys).with_people()
    if last_visit is not None:
        claims = claims.filter(claim__claimed_at__gte=last_visit.opens_at)
    people = ("owner", "set_by", "done_by", "visit")
    staff = staff_of(visit, keys, today=timezone.localdate(now))
    return VisitPack(
        visit=visit,
        made_at=now,
        policy=SamplingPolicy.objects.in_force(),
        plans=plans_of(visit, keys),
        samples=samples,
        staff=staff,
        records=records_of((one.person for one in staff), qualification=visit.qualification),
        exercises=exercises_of(visit, user=user, now=now),
        second=second_markings_of(visit, user=user, now=now),
        candidates=candidates_of(visit, seen, samples),
        last_visit=last_visit,
        claims=tuple(claims.in_register_order()),
        earlier_actions=tuple(VisitAction.objects.before(visit).select_related(*people)),
        remarks=tuple(visit.remarks.select_related("author")),
        actions=tuple(visit.actions.select_related(*people)),
    )


def views_counted() -> dict[str, Count]:
    """How many decisions of a sample were agreed with, asked about, disagreed with."""
    named = {"agreed": View.AGREE, "asked": View.ACTION, "disagreed": View.DISAGREE}
    return {
        name: Count("judgements", filter=Q(judgements__view=view)) for name, view in named.items()
    }


def plans_of(visit: EQAVisit, keys: QuerySet[Any, Any]) -> tuple[PlanLine, ...]:
    """The accepted plans of the qualification, with what they hold of the visit's candidates."""
    plans = SamplePlan.objects.accepted().filter(qualification=visit.qualification_id)
    planned, sampled = Counter[int](), Counter[int]()
    cells: Any = PlannedSample.objects.standing().filter(plan__in=plans, enrolment__in=keys)
    for plan_id, is_sampled in cells.with_submissions().values_list("plan_id", "is_sampled"):
        planned[plan_id] += 1
        sampled[plan_id] += is_sampled
    return tuple(
        PlanLine(plan, planned[plan.pk], sampled[plan.pk])
        for plan in plans.select_related("made_by", "policy")
    )


def staff_of(visit: EQAVisit, keys: QuerySet[Any, Any], *, today: date) -> tuple[StaffLine, ...]:
    """Who assures the qualification, and who teaches or judged the visit's candidates."""
    duties = AssuranceDuty.objects.in_force(today=today).filter(qualification=visit.qualification)
    lines = [
        StaffLine(duty.assurer, "Internal quality assurer", duty.starts_on)
        for duty in duties.select_related("assurer").order_by("starts_on", "pk")
    ]
    decided = CriterionDecision.objects.filter(submission__enrolment__in=keys)
    people = User.objects.filter(
        Q(pk__in=Enrolment.objects.filter(pk__in=keys).values("tutor"))
        | Q(pk__in=decided.values("assessor"))
    )
    granted = dict(
        RoleGrant.objects.standing()
        .filter(role=Role.TUTOR, user__in=people.values("pk"))
        .values_list("user_id", "granted_at")
    )
    for person in people.by_name():
        moment = granted.get(person.pk)
        since = timezone.localdate(moment) if moment else None
        lines.append(StaffLine(person, "Tutor and assessor", since))
    return tuple(lines)


def candidates_of(
    visit: EQAVisit, seen: EnrolmentQuerySet, samples: Sequence[IQASample]
) -> tuple[CandidateLine, ...]:
    """Every candidate of the visit in register order: live, complete and withdrawn."""
    enrolments = list(seen.with_people().in_register_order())
    versions = {one.version_id for one in enrolments}
    units = Counter(Unit.objects.filter(version__in=versions).values_list("version_id", flat=True))
    passed = Counter(
        UnitProgress.objects.passed()
        .filter(enrolment__in=[one.pk for one in enrolments])
        .values_list("enrolment_id", flat=True)
    )
    sampled = Counter(sample.submission.enrolment_id for sample in samples)
    picked = set(visit.candidates.filter(is_picked=True).values_list("enrolment_id", flat=True))
    return tuple(
        CandidateLine(
            enrolment=one,
            passed=passed[one.pk],
            units=units[one.version_id],
            samples=sampled[one.pk],
            is_picked=one.pk in picked,
        )
        for one in enrolments
    )
