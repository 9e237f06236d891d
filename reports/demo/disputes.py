"""Appeals and cases of the demonstration: one of each is over, and one is under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from accounts.models import User
from assessments.actions.cases import answer_case, decide_case, note_case, open_case
from assessments.choices import CaseKind, CaseOutcome
from quality.actions.appeals import answer_stage, lodge_appeal, pick_reviewer
from reports.demo import words
from reports.demo.register import enrolment_of, work_of
from reports.demo.timeline import Timeline

# Whose work, and which unit.
Work = tuple[str, int]
ANSWERED_APPEAL: Work = ("Cross", 1)
OPEN_APPEAL: Work = ("Hale", 1)
CLOSED_CASE: Work = ("Evans", 6)
OPEN_CASE: Work = ("Mistry", 5)


@dataclass(frozen=True)
class Disputes:
    """What was disputed, and who looked into it."""

    administrator: User
    reviewer: User
    assurer: User
    timeline: Timeline

    def plan_appeals(self) -> None:
        """Put both appeals on the timeline. The first was about the first result told."""
        self.timeline.ago(281, 19, partial(self._lodge, ANSWERED_APPEAL, words.APPEAL))
        self.timeline.ago(280, 10, partial(self._pick, ANSWERED_APPEAL))
        self.timeline.ago(277, 16, partial(self._answer, ANSWERED_APPEAL, words.APPEAL_ANSWER))
        self.timeline.ago(4, 19, partial(self._lodge, OPEN_APPEAL, words.LATER_APPEAL))
        self.timeline.ago(3, 10, partial(self._pick, OPEN_APPEAL))

    def plan_cases(self) -> None:
        """Put both cases on the timeline."""
        closed = partial(self._open, CLOSED_CASE, CaseKind.COLLUSION, words.ALIKE[0], UUID(int=1))
        self.timeline.ago(70, 16, closed)
        self.timeline.ago(66, 20, partial(self._explain, CLOSED_CASE, words.ALIKE[1]))
        self.timeline.ago(61, 11, self._decide)
        opened = partial(self._open, OPEN_CASE, CaseKind.PLAGIARISM, words.COPIED[0], UUID(int=2))
        self.timeline.ago(9, 16, opened)
        self.timeline.ago(8, 9, self._note)
        self.timeline.ago(6, 20, partial(self._explain, OPEN_CASE, words.COPIED[2]))

    # -- appeals ---------------------------------------------------------------------------

    def _lodge(self, work: Work, grounds: str, now: datetime) -> None:
        submission = work_of(*work)
        candidate = submission.enrolment.candidate.user
        lodge_appeal(submission=submission, grounds=grounds, by=candidate, now=now)

    def _pick(self, work: Work, now: datetime) -> None:
        appeal = work_of(*work).appeals.get()
        pick_reviewer(appeal=appeal, reviewer=self.reviewer, by=self.administrator, now=now)

    def _answer(self, work: Work, text: str, now: datetime) -> None:
        appeal = work_of(*work).appeals.get()
        answer_stage(appeal=appeal, is_upheld=False, answer=text, by=self.reviewer, now=now)

    # -- cases -----------------------------------------------------------------------------

    def _open(
        self, work: Work, kind: CaseKind, suspicion: str, form_token: UUID, now: datetime
    ) -> None:
        submission = work_of(*work)
        open_case(
            submission=submission,
            kind=kind,
            suspicion=suspicion,
            form_token=form_token,
            by=submission.enrolment.tutor,
            now=now,
        )

    def _explain(self, work: Work, text: str, now: datetime) -> None:
        case = work_of(*work).cases.get()
        answer_case(case=case, answer=text, by=case.candidate, now=now)

    def _note(self, now: datetime) -> None:
        note_case(
            case=work_of(*OPEN_CASE).cases.get(),
            text=words.COPIED[1],
            form_token=UUID(int=3),
            by=enrolment_of(OPEN_CASE[0]).tutor,
            now=now,
        )

    def _decide(self, now: datetime) -> None:
        decide_case(
            case=work_of(*CLOSED_CASE).cases.get(),
            outcome=CaseOutcome.UNFOUNDED,
            finding=words.ALIKE[2],
            by=self.assurer,
            now=now,
        )
