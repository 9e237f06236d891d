"""What is drawn for second marking and waits, and how far finished ones agree with the first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from assessments.choices import Outcome, SubmissionStage
from assessments.models import Submission, UnitResult
from quality.agreement import Agreement, Pair, agreement
from quality.drawing import Terms, drawn_by
from quality.markers import markers_for
from quality.models import SamplingPolicy, SecondDecision, SecondMarking
from quality.pool import cycle_start

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.querysets import SubmissionQuerySet
    from quality.querysets import SecondMarkingQuerySet

DECIDED = (SubmissionStage.MARKED, SubmissionStage.RELEASED)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A judgement that waits for a second marker, and who could be it."""

    submission: Submission
    terms: Terms
    markers: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of a unit over all second markings."""

    unit: str
    number: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Report:
    """Agreement over all, and by criterion."""

    overall: Agreement
    lines: tuple[CriterionLine, ...]


def terms() -> list[Terms]:
    """What each version of the policy says of second marking."""
    return [
        Terms(key=one.pk, version=one.version, every=one.second_marking_every, since=one.made_at)
        for one in SamplingPolicy.objects.all()
    ]


def final_judgements() -> SubmissionQuerySet:
    """Finished or released, and owed no countersignature (R16).

    Prior learning is not among them: it has no marks to compare, and is always sampled (R23).
    """
    return Submission.objects.final().filter(
        stage__in=DECIDED, marked_at__isnull=False, is_prior_learning=False
    )


def drawable(submissions: SubmissionQuerySet) -> SubmissionQuerySet:
    """Of these, where no attempt at the unit ever had a provisional result (R15, R16).

    While one waited, every assessor who could countersign it read the mark sheet; and whoever did
    has looked at it a second time already.
    """
    provisional = UnitResult.objects.filter(
        is_provisional=True,
        submission__enrolment=OuterRef("enrolment"),
        submission__unit=OuterRef("unit"),
    )
    return submissions.exclude(Exists(provisional))


def drawn_in(submissions: SubmissionQuerySet, *, today: date) -> list[Drawn]:
    """Of these, what is drawn, judged in the policy's cycle and in nobody's hands, oldest first.

    Never what was ever provisional.
    """
    asked = terms()
    if not any(one.every for one in asked):
        return []
    since = cycle_start(SamplingPolicy.objects.in_force(), today=today)
    taken = SecondMarking.objects.standing().filter(submission=OuterRef("pk"))
    spare = (
        drawable(submissions).filter(marked_at__date__gte=since).exclude(Exists(taken)).order_by()
    )
    found = {}
    for pk, reference, judged_at in spare.values_list("pk", "reference", "marked_at"):
        by = drawn_by(asked, reference=reference, judged_at=judged_at) if judged_at else None
        if by is not None:
            found[pk] = by
    rows = Submission.objects.filter(pk__in=found).select_related(
        "unit", "enrolment__qualification", "enrolment__candidate__user"
    )
    held = list(rows.order_by("marked_at", "pk"))
    markers = markers_for(held, today=today)
    return [Drawn(one, found[one.pk], tuple(markers[one.pk])) for one in held]


def drawn_for(user: User, *, today: date) -> list[Drawn]:
    """What waits that this assessor could take."""
    return [one for one in drawn_in(final_judgements(), today=today) if user in one.markers]


def pair_of(decision: SecondDecision) -> Pair:
    """A criterion as both judged it; from a decision read with `first` and `criterion`."""
    first = decision.first
    return Pair(
        number=decision.criterion.number,
        first=Outcome(first.outcome),
        second=Outcome(decision.outcome),
        first_mark=first.mark,
        second_mark=decision.mark,
        maximum=decision.maximum,
    )


def report_of(markings: SecondMarkingQuerySet) -> Report:
    """How far these agree with the first, over all and by criterion, in one query."""
    rows = SecondDecision.objects.filter(marking__in=markings.order_by().values("pk"))
    every: list[Pair] = []
    by_criterion: dict[tuple[str, int, str], list[Pair]] = defaultdict(list)
    for decision in rows.select_related("first", "criterion__unit"):
        criterion, pair = decision.criterion, pair_of(decision)
        every.append(pair)
        by_criterion[criterion.unit.code, criterion.position, criterion.number].append(pair)
    return Report(
        overall=agreement(every),
        lines=tuple(
            CriterionLine(unit, number, agreement(pairs))
            for (unit, _, number), pairs in sorted(by_criterion.items())
        ),
    )


def compared(
    decisions: Sequence[SecondDecision],
) -> tuple[list[tuple[SecondDecision, Pair]], Agreement]:
    """Each second decision with its pair, and how far they agree."""
    rows = [(decision, pair_of(decision)) for decision in decisions]
    return rows, agreement([pair for _, pair in rows])
