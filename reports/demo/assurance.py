"""An internal quality assurer of the demonstration: duties, two plans, and what became of samples.

The first plan is done with: one disagreement was settled, one action answered and agreed. Of the
second some is sampled, some disputed, some answered, and some waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from accounts.models import User
from courses.models import Qualification
from enrolments.actions.assuring import appoint_assurer
from quality.actions.planning import accept_plan, add_cell, propose_plan
from quality.actions.policy import set_risk
from quality.choices import Band, View
from quality.models import PlannedSample, SamplePlan
from reports.demo import words
from reports.demo.register import work_of
from reports.demo.sampling import answer, correct, look, settle
from reports.demo.timeline import Timeline

PLANNED = "level-7"
FIRST_PLAN, SECOND_PLAN = 75, 15  # days ago

# Whose work, and which unit.
Work = tuple[str, int]
REMARKED: Work = ("Cross", 2)
EXPLAINED: Work = ("Dada", 1)
CLAIMED: Work = ("Cross", 3)
DISPUTED: Work = ("Vidal", 3)
ANSWERED: Work = ("Farouk", 1)
ASKED: Work = ("Morgan", 1)
COMPLETED: Work = ("Roberts", 3)
NEWEST: Work = ("O’Brien", 2)
EARLY: Work = ("Mehta", 1)


@dataclass(frozen=True)
class Assurance:
    """What one assurer did in the last months, each thing on its day."""

    assurer: User
    tutor: User
    second_tutor: User
    timeline: Timeline

    def appoint(self, *, since: date, now: datetime) -> None:
        """Give the assurer both diplomas."""
        for qualification in Qualification.objects.order_by("level"):
            appoint_assurer(
                assurer=self.assurer,
                qualification=qualification,
                starts_on=since,
                by=None,
                now=now,
            )

    def plan(self) -> None:
        """Put everything on the timeline."""
        first, ago = FIRST_PLAN, self.timeline.ago
        ago(first + 1, 15, self._bands)
        ago(first, 10, partial(self._propose, 8617))
        for place, work in enumerate((REMARKED, EXPLAINED)):
            ago(first, 11, partial(self._add, work, words.ADDED_FIRST[place]))
        ago(first - 2, 10, partial(look, REMARKED, self.assurer, View.DISAGREE, words.UNFAIR))
        ago(first - 2, 11, partial(look, EXPLAINED, self.assurer, View.ACTION, words.UNDATED))
        ago(first - 2, 12, partial(self._sample_rest, ()))
        ago(first - 6, 14, partial(correct, REMARKED, words.REMARKING))
        ago(first - 6, 15, partial(answer, REMARKED, words.REMARKED))
        ago(first - 7, 14, partial(answer, EXPLAINED, words.DATED))
        ago(first - 9, 10, partial(look, REMARKED, self.assurer, View.AGREE, ""))
        ago(first - 9, 11, partial(settle, REMARKED))
        ago(first - 9, 12, partial(settle, EXPLAINED))
        ago(SECOND_PLAN, 17, partial(self._propose, 8618))
        for place, work in enumerate((CLAIMED, DISPUTED, ANSWERED, ASKED, EARLY)):
            ago(SECOND_PLAN, 18, partial(self._add, work, words.ADDED[place]))
        left = (DISPUTED, ANSWERED, ASKED, EARLY)
        ago(SECOND_PLAN - 1, 10, partial(self._sample_rest, left))
        ago(10, 11, partial(look, ANSWERED, self.assurer, View.ACTION, words.ONE_SOURCE))
        ago(9, 17, partial(look, DISPUTED, self.assurer, View.DISAGREE, words.TOO_KIND))
        ago(5, 16, partial(self._add, COMPLETED, words.COMPLETE))
        ago(5, 17, partial(look, COMPLETED, self.assurer, View.AGREE, ""))
        ago(4, 14, partial(answer, ANSWERED, words.SOURCES))
        ago(3, 11, partial(look, ASKED, self.assurer, View.ACTION, words.UNSIGNED))
        ago(1, 16, partial(self._add, NEWEST, words.HALF_WAY))

    def _bands(self, now: datetime) -> None:
        told = ((self.tutor, Band.LOW), (self.second_tutor, Band.MEDIUM))
        for (tutor, band), reason in zip(told, words.BANDS, strict=True):
            set_risk(assessor=tutor, band=band, reason=reason, by=self.assurer, now=now)

    def _propose(self, seed: int, now: datetime) -> None:
        planned = Qualification.objects.get(slug=PLANNED)
        plan = propose_plan(qualification=planned, seed=seed, by=self.assurer, now=now)
        accept_plan(plan=plan, by=self.assurer, now=now)

    def _cells(self) -> list[PlannedSample]:
        """What the newest plan wants, in the order it came in."""
        newest = SamplePlan.objects.latest("made_at")
        named = newest.cells.standing().select_related("unit", "enrolment__candidate__user")
        return list(named.order_by("pk"))

    def _add(self, work: Work, reason: str, now: datetime) -> None:
        """Put work into the newest plan by hand, unless it was proposed."""
        submission = work_of(*work)
        planned = {(cell.enrolment_id, cell.unit_id) for cell in self._cells()}
        if (submission.enrolment_id, submission.unit_id) not in planned:
            add_cell(
                plan=SamplePlan.objects.latest("made_at"),
                enrolment=submission.enrolment,
                unit=submission.unit,
                reason=reason,
                by=self.assurer,
                now=now,
            )

    def _sample_rest(self, left: tuple[Work, ...], now: datetime) -> None:
        """Agree with all that the newest plan wants, but for what is left for later."""
        for cell in self._cells():
            work = (cell.enrolment.candidate.user.family_name, cell.unit.position)
            if work not in left and not work_of(*work).samples.exists():
                look(work, self.assurer, View.AGREE, "", now)
