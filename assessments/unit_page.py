"""A unit's page as one value: criteria with their feedback, evidence with its claims.

Candidates and staff see the same; nothing that is not released is ever part of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from assessments.attempt_limit import brings_something, may_attempt
from assessments.banding import Band, band_of
from assessments.choices import OPEN, SubmissionStage, UnitState, shown_state
from assessments.models import (
    AttemptOverride,
    CriterionDecision,
    Evidence,
    Narrative,
    ProfessionalDiscussion,
    Submission,
    SubmittedFile,
    UnitProgress,
)
from assessments.portfolio_items import Item, portfolio_items
from courses.models import AssessmentCriterion, Unit
from enrolments.models import Enrolment, PriorLearning


@dataclass(frozen=True, slots=True)
class Judgement:
    """One released decision, as the candidate reads it."""

    decision: CriterionDecision

    @property
    def state(self) -> UnitState:
        """As a state of the criterion."""
        return UnitState.PASSED if self.decision.outcome == "met" else UnitState.REFERRED

    @property
    def band(self) -> str:
        """Pass, good pass or referral, for a mark: feedback, never a result (P7.12)."""
        decision = self.decision
        if decision.mark is None or decision.maximum is None:
            return ""
        return Band(band_of(decision.mark, decision.maximum)).label

    @property
    def told_at(self) -> datetime:
        """When the candidate could first read it."""
        released_at = self.decision.submission.released_at or self.decision.decided_at
        return max(released_at, self.decision.decided_at)

    @property
    def is_correction(self) -> bool:
        """Whether it replaced a decision of the same attempt that was told."""
        released_at = self.decision.submission.released_at
        return released_at is not None and self.decision.decided_at > released_at


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion: its state, the decision that stands, earlier ones, and the evidence for it."""

    criterion: AssessmentCriterion
    state: UnitState
    evidence: int
    latest: Judgement | None
    earlier: Sequence[Judgement]

    @property
    def is_open(self) -> bool:
        """Still to be shown."""
        return self.state != UnitState.PASSED


@dataclass(frozen=True, slots=True)
class UnitPage:
    """The page of one unit of one enrolment."""

    enrolment: Enrolment
    unit: Unit
    state: UnitState
    attempts: int
    resubmit_by: date | None
    passed_at: datetime | None
    criteria: Sequence[CriterionLine]
    items: Sequence[Item]
    others: Sequence[Item]
    removed: Sequence[Evidence]
    narrative: Narrative | None
    discussions: Sequence[ProfessionalDiscussion]  # announced, and not held yet
    submissions: Sequence[Submission]
    may_submit: bool
    is_unchanged: bool  # nothing is new since the attempt that was referred
    prior_learning: PriorLearning | None  # the unit is assessed by what was learnt before (R23)

    @property
    def shown_state(self) -> str:
        """The state as it is shown: a pass by prior learning says so (R23)."""
        return shown_state(self.state, is_prior_learning=self.prior_learning is not None)

    @property
    def unit_url(self) -> str:
        """Where this page is."""
        return reverse("assessments:unit_detail", args=[self.enrolment.reference, self.unit.code])

    @property
    def open_criteria(self) -> list[AssessmentCriterion]:
        """Criteria still to be shown."""
        return [line.criterion for line in self.criteria if line.is_open]

    @property
    def unshown(self) -> list[CriterionLine]:
        """Open criteria that nothing is claimed for."""
        return [line for line in self.criteria if line.is_open and not line.evidence]

    @property
    def with_tutor(self) -> Submission | None:
        """The submission that is with the tutor now."""
        return next((one for one in self.submissions if one.stage in OPEN), None)

    @property
    def takes_changes(self) -> bool:
        """Whether anything can be added or changed."""
        return self.enrolment.is_live and self.state not in (
            UnitState.SUBMITTED,
            UnitState.PASSED,
        )

    @property
    def next_attempt(self) -> int:
        """The number the next submission gets."""
        return self.attempts + 1

    @property
    def is_last_attempt(self) -> bool:
        """Whether the next submission uses up what the centre allows (D7)."""
        limit: int = settings.ATTEMPTS_PER_UNIT
        return self.next_attempt == limit


def unit_page(enrolment: Enrolment, unit: Unit) -> UnitPage:
    """Gather the page, in a fixed number of queries."""
    criteria = list(unit.criteria.select_related("outcome").order_by("position"))
    progress = UnitProgress.objects.filter(enrolment=enrolment, unit=unit).first()
    states = _states(progress, len(criteria))
    submissions = list(
        Submission.objects.standing()
        .filter(enrolment=enrolment, unit=unit)
        .select_related("unit", "declaration")
        .order_by("-attempt")
    )
    decisions = _decisions(submissions)
    standing, removed = portfolio_items(enrolment, unit)
    items = [item for item in standing if item.places]
    attempts = progress.attempts if progress else 0
    narrative = Narrative.objects.filter(enrolment=enrolment, unit=unit).first()
    open_keys = {
        criterion.pk
        for criterion, state in zip(criteria, states, strict=True)
        if state != UnitState.PASSED
    }
    return UnitPage(
        enrolment=enrolment,
        unit=unit,
        state=UnitState(progress.state) if progress else UnitState.NOT_STARTED,
        attempts=attempts,
        resubmit_by=progress.resubmit_by if progress else None,
        passed_at=progress.passed_at if progress else None,
        criteria=[
            CriterionLine(
                criterion=criterion,
                state=state,
                evidence=sum(criterion.pk in item.places for item in items),
                latest=next(iter(decisions[criterion.pk]), None),
                earlier=decisions[criterion.pk][1:],
            )
            for criterion, state in zip(criteria, states, strict=True)
        ],
        items=items,
        others=[item for item in standing if not item.places],
        removed=removed,
        narrative=narrative,
        discussions=_ahead(enrolment, unit),
        submissions=submissions,
        may_submit=may_attempt(
            attempts + 1,
            limit=settings.ATTEMPTS_PER_UNIT,
            allowed=AttemptOverride.objects.numbers(enrolment=enrolment, unit=unit),
        ),
        is_unchanged=_is_unchanged(submissions, items, narrative, among=open_keys),
        prior_learning=enrolment.prior_learning.filter(unit=unit, ended_at=None)
        .select_related("proposed_by")
        .first(),
    )


def _is_unchanged(
    submissions: Sequence[Submission],
    items: Sequence[Item],
    narrative: Narrative | None,
    *,
    among: Collection[int],
) -> bool:
    """Whether another attempt would bring nothing new for what is still open (R14)."""
    last = submissions[0] if submissions else None
    if last is None or last.stage != SubmissionStage.RELEASED:
        return False
    sent = SubmittedFile.objects.sent_up_to(last).filter(criterion__in=among)
    shown = [item for item in items if not item.file.is_taken_away]
    now = [(item.file.sha256, key, place) for item in shown for key, place in item.places.items()]
    return not brings_something(
        [claim for claim in now if claim[1] in among],
        before=[*sent.values_list("sha256", "criterion_id", "location")],
        narrative=narrative.text if narrative else "",
        narrative_before=last.narrative,
    )


def _ahead(enrolment: Enrolment, unit: Unit) -> list[ProfessionalDiscussion]:
    """The discussions to come that are about this unit, each with its criteria."""
    about = ProfessionalDiscussion.objects.ahead().filter(
        enrolment=enrolment, criteria__criterion__unit=unit
    )
    return list(about.distinct().prefetch_related("criteria__criterion__unit"))


def _states(progress: UnitProgress | None, count: int) -> list[UnitState]:
    if progress is None:
        return [UnitState.NOT_STARTED] * count
    return [UnitState(state) for state in progress.criterion_states]


def _decisions(submissions: Sequence[Submission]) -> dict[int, list[Judgement]]:
    """Decisions that were told, by criterion, newest first; a carried one repeats an earlier."""
    rows = (
        CriterionDecision.objects.told()
        .filter(submission__in=submissions, carried_from__isnull=True)
        .select_related("assessor", "submission")
    )
    found: dict[int, list[Judgement]] = defaultdict(list)
    for row in rows.order_by("-submission__attempt", "-sequence"):
        found[row.criterion_id].append(Judgement(row))
    return found
