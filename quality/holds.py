"""What quality assurance still holds of an enrolment: asked before a certificate is claimed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, QuerySet

from assessments.choices import SubmissionStage
from assessments.models import CriterionDecision, MalpracticeCase, Submission
from quality.choices import View
from quality.models import Appeal, IQASample, PlannedSample, QualityAction, SampleJudgement

if TYPE_CHECKING:
    from enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class Holds:
    """How much of each kind is open for one enrolment."""

    actions: int = 0
    samples: int = 0
    disagreements: int = 0
    cases: int = 0
    appeals: int = 0
    prior_learning: tuple[str, ...] = ()  # codes of units passed so and not sampled and agreed


def holds_of(enrolments: Sequence[Enrolment], *, today: date) -> dict[int, Holds]:
    """What is open for each enrolment, by primary key, in six queries for any number."""
    actions = Counter(
        open_actions(*enrolments).values_list("judgement__sample__submission__enrolment", flat=True)
    )
    samples = Counter(sampling_owed(*enrolments).values_list("enrolment", flat=True))
    disagreements = Counter(
        unsettled_disagreements(*enrolments).values_list("sample__submission__enrolment", flat=True)
    )
    cases = Counter(standing_cases(*enrolments).values_list("enrolment", flat=True))
    appeals = Counter(
        unsettled_appeals(*enrolments, today=today).values_list("enrolment", flat=True)
    )
    unsampled: dict[int, list[str]] = defaultdict(list)
    for enrolment, code in unsampled_prior_learning(*enrolments).values_list(
        "enrolment", "unit__code"
    ):
        unsampled[enrolment].append(code)
    return {
        one.pk: Holds(
            actions=actions[one.pk],
            samples=samples[one.pk],
            disagreements=disagreements[one.pk],
            cases=cases[one.pk],
            appeals=appeals[one.pk],
            prior_learning=tuple(unsampled[one.pk]),
        )
        for one in enrolments
    }


def unsettled_appeals(*enrolments: Enrolment, today: date) -> QuerySet[Appeal]:
    """Appeals that wait for an answer, the candidate, or a decision made anew (R20)."""
    return Appeal.objects.unsettled(today=today).filter(enrolment__in=enrolments)


def standing_cases(*enrolments: Enrolment) -> QuerySet[MalpracticeCase]:
    """Cases not decided, upheld with nothing judged since, or reported and not lifted (R20)."""
    return MalpracticeCase.objects.holding().filter(enrolment__in=enrolments)


def open_actions(*enrolments: Enrolment) -> QuerySet[QualityAction]:
    """Actions that are not settled (R20)."""
    mine = QualityAction.objects.filter(judgement__sample__submission__enrolment__in=enrolments)
    return mine.open()


def sampling_owed(*enrolments: Enrolment) -> QuerySet[PlannedSample]:
    """Cells of accepted plans of which nothing was sampled since the plan was made (R18)."""
    taken = IQASample.objects.filter(
        submission__enrolment=OuterRef("enrolment"),
        submission__unit=OuterRef("unit"),
        concluded_at__gte=OuterRef("plan__made_at"),
    )
    planned = PlannedSample.objects.standing().filter(
        enrolment__in=enrolments, plan__accepted_at__isnull=False
    )
    return planned.exclude(Exists(taken))


def unsampled_prior_learning(*enrolments: Enrolment) -> QuerySet[Submission]:
    """Prior learning of which a decision that stands was not agreed with in a sample (R23)."""
    agreed = SampleJudgement.objects.filter(decision=OuterRef("pk"), view=View.AGREE)
    standing = CriterionDecision.objects.current().filter(submission=OuterRef("pk"))
    later = Submission.objects.standing().filter(
        enrolment=OuterRef("enrolment"), unit=OuterRef("unit"), attempt__gt=OuterRef("attempt")
    )
    decided = Submission.objects.filter(
        enrolment__in=enrolments,
        is_prior_learning=True,
        stage__in=[SubmissionStage.MARKED, SubmissionStage.RELEASED],
    )
    unseen = decided.filter(Exists(standing.exclude(Exists(agreed))))
    return unseen.exclude(Exists(later)).order_by("unit__position", "pk")


def unsettled_disagreements(*enrolments: Enrolment) -> QuerySet[SampleJudgement]:
    """Decisions an assurer disagreed with and no later sample of what stands agrees (R19)."""
    mine = SampleJudgement.objects.filter(sample__submission__enrolment__in=enrolments)
    return mine.unsettled()
