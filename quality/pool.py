"""What there is to sample: the newest decided attempt of every candidate and unit, as values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef
from django.utils import timezone

from assessments.choices import SubmissionStage, UnitState
from assessments.models import (
    Countersignature,
    CriterionDecision,
    Submission,
    SubmittedFile,
    UnitProgress,
)
from courses.models import Unit
from enrolments.models import Enrolment
from quality.choices import Band
from quality.models import IQASample, SecondMarking
from quality.sampling import Decided, Policy

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.querysets import SubmissionQuerySet
    from courses.models import Qualification
    from quality.models import SamplingPolicy

DECIDED = (SubmissionStage.MARKED, SubmissionStage.RELEASED)
MONTH = timedelta(days=30.4375)


def policy_of(policy: SamplingPolicy) -> Policy:
    """A version of the policy as the pure rules want it."""
    return Policy(
        rates={
            Band.LOW: policy.rate_low,
            Band.MEDIUM: policy.rate_medium,
            Band.HIGH: policy.rate_high,
            Band.UNQUALIFIED: policy.rate_unqualified,
        },
        first_decisions=policy.first_decisions,
        too_quick_minutes=policy.too_quick_minutes,
        long_since_days=policy.long_since_days,
    )


def cycle_start(policy: SamplingPolicy, *, today: date) -> date:
    """From when decisions count in the cycle that ends today."""
    return today - policy.cycle_months * MONTH


def decided_submissions(qualification: Qualification) -> list[Submission]:
    """Every judged submission of a qualification that is final, oldest judgement first (R16)."""
    rows = Submission.objects.final().filter(
        enrolment__qualification=qualification, stage__in=DECIDED, marked_at__isnull=False
    )
    return list(
        rows.select_related("enrolment__candidate__user", "unit").order_by("marked_at", "pk")
    )


def samplable_by(user: User, *, today: date) -> SubmissionQuerySet:
    """What an assurer may sample: what they assure, and have no second marking of (R15)."""
    second = SecondMarking.objects.standing().filter(
        marker=user,
        submission__enrolment=OuterRef("enrolment"),
        submission__unit=OuterRef("unit"),
    )
    return Submission.objects.assurable_by(user, today=today).exclude(Exists(second))


def pool_of(qualification: Qualification, *, since: date) -> list[Decided]:
    """The pool of a qualification from a day on, in nine queries for any number of candidates.

    Prior learning that was never sampled stays in it however long ago it was decided (R23).
    """
    submissions = decided_submissions(qualification)
    newest = {(one.enrolment_id, one.unit_id): one for one in submissions}
    judges, outcomes = _judgements(qualification)
    signers = _countersigners(qualification)
    second = _second_markers(qualification)
    numbers = _numbers(submissions, judges)
    sampled = _sampled(qualification)
    kept = [
        one
        for one in newest.values()
        if timezone.localdate(one.marked_at) >= since
        or (one.is_prior_learning and one.pk not in sampled)
    ]
    methods = _methods(qualification)
    passed = _counted(
        UnitProgress.objects.filter(
            enrolment__qualification=qualification, state=UnitState.PASSED
        ).values_list("enrolment")
    )
    units = _counted(
        Unit.objects.filter(version__qualification=qualification).order_by().values_list("version")
    )
    return [
        Decided(
            key=one.pk,
            enrolment=one.enrolment_id,
            candidate=one.enrolment.candidate.user_id,
            unit=one.unit.code,
            assessor=judges[one.pk][0],
            others=frozenset(
                [
                    *judges[one.pk][1:],
                    *signers[one.pk],
                    *second[one.enrolment_id, one.unit_id],
                ]
            ),
            countersigner=signers[one.pk][0] if signers[one.pk] else None,
            methods=frozenset(methods[one.pk]),
            attempt=one.attempt,
            decided_on=timezone.localdate(one.marked_at),
            minutes=_minutes(one),
            outcomes=tuple(outcomes[one.pk]),
            number=numbers[one.pk],
            units_passed=passed.get(one.enrolment_id, 0),
            units_total=units[one.enrolment.version_id],
            sampled_on=sampled.get(one.pk),
            is_prior_learning=one.is_prior_learning,
        )
        for one in kept
        if judges[one.pk]
    ]


def enrolments_of(pool: Iterable[Decided]) -> dict[int, Enrolment]:
    """The enrolments of a pool, in register order."""
    rows = Enrolment.objects.filter(pk__in={decided.enrolment for decided in pool})
    return {one.pk: one for one in rows.with_people().in_register_order()}


def _judgements(
    qualification: Qualification,
) -> tuple[dict[int, list[int]], dict[int, list[str]]]:
    """Who judged each submission, whoever judged last first, and what was decided."""
    judges: dict[int, list[int]] = defaultdict(list)
    outcomes: dict[int, list[str]] = defaultdict(list)
    rows = (
        CriterionDecision.objects.current()
        .filter(submission__enrolment__qualification=qualification)
        .order_by(F("carried_from").asc(nulls_last=True), "decided_at", "pk")
        .values_list("submission", "assessor", "outcome", "mark")
    )
    for submission, assessor, outcome, mark in rows:
        if assessor in judges[submission]:
            judges[submission].remove(assessor)
        judges[submission].insert(0, assessor)
        outcomes[submission].append(outcome if mark is None else str(mark))
    return judges, outcomes


def _countersigners(qualification: Qualification) -> dict[int, list[int]]:
    """Who spoke to a provisional result of each submission, whoever did last first (R16)."""
    signers: dict[int, list[int]] = defaultdict(list)
    rows = Countersignature.objects.filter(
        result__submission__enrolment__qualification=qualification
    ).order_by("-result__sequence")
    for submission, by in rows.values_list("result__submission", "by"):
        signers[submission].append(by)
    return signers


def _second_markers(qualification: Qualification) -> dict[tuple[int, int], list[int]]:
    """Who has or had each enrolment's unit for second marking, in whichever attempt (R15)."""
    markers: dict[tuple[int, int], list[int]] = defaultdict(list)
    rows = SecondMarking.objects.standing().filter(
        submission__enrolment__qualification=qualification
    )
    for enrolment, unit, marker in rows.order_by().values_list(
        "submission__enrolment", "submission__unit", "marker"
    ):
        markers[enrolment, unit].append(marker)
    return markers


def _numbers(submissions: Iterable[Submission], judges: dict[int, list[int]]) -> dict[int, int]:
    """Which of its assessor's decisions each submission was, from 1."""
    counted: dict[int, int] = defaultdict(int)
    numbers = {}
    for one in submissions:
        if judges[one.pk]:
            counted[judges[one.pk][0]] += 1
            numbers[one.pk] = counted[judges[one.pk][0]]
    return numbers


def _methods(qualification: Qualification) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = SubmittedFile.objects.filter(submission__enrolment__qualification=qualification)
    for submission, kind in rows.values_list("submission", "file__evidence__kind").distinct():
        found[submission].add(kind)
    return found


def _sampled(qualification: Qualification) -> dict[int, date]:
    """The day each submission was last sampled."""
    rows = IQASample.objects.filter(submission__enrolment__qualification=qualification)
    latest = rows.order_by("concluded_at").values_list("submission", "concluded_at")
    return {submission: timezone.localdate(at) for submission, at in latest}


def _minutes(one: Submission) -> int | None:
    if one.marking_started_at is None or one.marked_at is None:
        return None
    return int((one.marked_at - one.marking_started_at).total_seconds() // 60)


def _counted(rows: object) -> dict[int, int]:
    return dict(rows.annotate(Count("pk")))  # type: ignore[attr-defined]
