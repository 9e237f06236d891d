"""What candidates, tutors and countersigners do."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.countersigning import countersign
from assessments.actions.evidence import describe_evidence, record_evidence
from assessments.actions.marking import finish_marking
from assessments.actions.releasing import release
from assessments.actions.reopening import reopen_criterion, reopen_marking
from assessments.actions.submitting import submit_unit, withdraw_submission
from assessments.choices import Countersigned, Outcome
from assessments.claims import Described
from assessments.drafts import Entry
from assessments.file_types import BY_EXTENSION
from assessments.models import CriterionDecision
from tests.assessments import portfolio
from tests.assessments.marking import save_draft
from tests.machine.play import Play

HALVES = (3, 4, 6, 2, 0)
WORDS = ("met", "met", "met", "not", "not")
FEEDBACK = "Compare the two options."


class Judging(Play):
    """Steps of judgement; each takes what was drawn, and most need work that was sent."""

    def add_evidence(self, pick):
        at, unit, model = self.unit(pick)
        by = pick.by or "candidate"
        shown = model.every if pick.flag else {pick.which % len(model.maxima)}
        wanted = shown - model.met
        item = self.both(
            self.model.add_evidence(model, shown, by),
            record_evidence,
            by,
            enrolment=self.enrolment,
            unit=unit,
            name="Access review.pdf",
            file_type=BY_EXTENSION["pdf"],
            stored=portfolio.stored(),
        )
        if item is None or shown == model.every:
            return  # a new file is claimed for everything that is open
        everything = {self.criteria[at][c].pk: "" for c in model.every - model.met}
        claims = {self.criteria[at][c].pk: "" for c in wanted}
        self.both(
            True,
            describe_evidence,
            by,
            evidence=item,
            unit=unit,
            described=Described(item.title, item.kind, claims),
            version=Described(item.title, item.kind, everything).version,
        )

    def submit(self, pick):
        _, unit, model = self.unit(pick)
        by = pick.by or "candidate"
        # While it is with the tutor, a second click gives the candidate the first back.
        is_there = model.is_open and by == "candidate" and self.model.is_live
        self.both(
            is_there or (not model.is_open and self.model.submit(model, by)),
            submit_unit,
            by,
            enrolment=self.enrolment,
            unit=unit,
            has_declared=True,
            refuses_standardisation=False,
        )

    def take_back(self, pick):
        _, _, model = self.unit(pick)
        by = pick.by or "candidate"
        submission = self.submission(pick)
        self.both(
            self.model.take_back(model, by), withdraw_submission, by, submission=submission
        )  # fmt: skip

    def judged(self, pick):
        """What is judged, as the model, an entry and a correction say it."""
        if self.maxima[0] is None:
            word = WORDS[pick.value]
            outcome = Outcome.MET if word == "met" else Outcome.NOT_YET_MET
            return word, {"outcome": outcome}
        return HALVES[pick.value], {"mark": Decimal(HALVES[pick.value]) / 2}

    def draft(self, pick):
        _, _, model = self.unit(pick)
        position, criterion = self.criterion(pick)
        value, judged = self.judged(pick)
        submission = self.submission(pick)
        by = pick.by or self.model.tutor
        typed = submission.drafts.filter(criterion=criterion).first()
        self.both(
            self.model.draft(model, position, value, pick.flag, by),
            save_draft,
            by,
            submission=submission,
            criterion=criterion,
            entry=Entry(feedback=FEEDBACK if pick.flag else "", **judged),
            version=typed.version if typed else 0,
        )

    def finish(self, pick):
        _, _, model = self.unit(pick)
        by = pick.by or self.model.tutor
        day = timezone.localdate(self.now) + timedelta(days=28)
        self.both(
            self.model.finish(model, pick.flag, by),
            finish_marking,
            by,
            submission=self.submission(pick),
            resubmit_by=day if pick.flag else None,
        )

    def _plain(self, step, action, pick):
        _, _, model = self.unit(pick)
        by = pick.by or self.model.tutor
        self.both(step(model, by), action, by, submission=self.submission(pick))

    def release(self, pick):
        self._plain(self.model.release, release, pick)

    def reopen_marking(self, pick):
        self._plain(self.model.reopen_marking, reopen_marking, pick)

    def reopen_criterion(self, pick):
        _, _, model = self.unit(pick)
        position, criterion = self.criterion(pick)
        by = pick.by or self.model.tutor
        self.both(
            self.model.reopen_criterion(model, position, by),
            reopen_criterion,
            by,
            submission=self.submission(pick),
            criterion=criterion,
            reason="Seen differently now.",
        )

    def correct(self, pick):
        _, _, model = self.unit(pick)
        if not model.last.rows:
            return
        position, criterion = self.criterion(pick)
        value, judged = self.judged(pick)
        by = pick.by or self.model.tutor
        decisions = CriterionDecision.objects.current()
        self.both(
            self.model.correct(model, position, value, pick.flag, pick.flag, by),
            correct_decision,
            by,
            decision=decisions.get(submission=self.submission(pick), criterion=criterion),
            correction=Correction(
                feedback=FEEDBACK if pick.flag else "",
                resubmit_by=date(2031, 1, 1) if pick.flag else None,
                reason="Overlooked before.",
                **judged,
            ),
        )

    def countersign(self, pick):
        _, _, model = self.unit(pick)
        agrees = pick.value < 3
        by = pick.by or "countersigner"
        self.both(
            self.model.countersign(model, agrees, by),
            countersign,
            by,
            submission=self.submission(pick),
            answer=Countersigned.AGREED if agrees else Countersigned.RETURNED,
            reason="" if agrees else "Show the sums.",
            seen=len(model.last.results) or 1,
        )
