"""The rules of judgement once more, in plain Python and without looking at the real ones.

Marks are counted in halves, so that nothing here divides. Each method says whether the rules allow
somebody the step, and takes it when they do.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from tests.machine.people import QUALIFIED, is_

LIMIT = 2
OPEN_TO_MARKS = ("submitted", "marking")


class Row(NamedTuple):
    """What stands for one criterion, and who judged it."""

    value: object  # halves, "met" or "not"
    is_said: bool
    is_carried: bool
    author: str


@dataclass
class Attempt:
    """Work that was sent, and everything said about it."""

    number: int
    shown: frozenset  # criteria with evidence in this attempt or an earlier one
    fresh: frozenset  # criteria something new was sent for
    stage: str = "submitted"
    drafts: dict = field(default_factory=dict)  # criterion -> (value, has feedback)
    reopened: set = field(default_factory=set)
    rows: dict = field(default_factory=dict)
    met: set = field(default_factory=set)
    results: list = field(default_factory=list)  # whether each was provisional
    word: tuple = None  # a countersigner's on the newest result: who, and whether they agreed
    made: set = field(default_factory=set)  # who judged any of it or finished it
    carried_from: set = field(default_factory=set)  # who judged what was carried over into it
    signed: set = field(default_factory=set)
    sampled: tuple = None  # the last sample: results there were, and whether it is disputed
    is_sealed: bool = False

    @property
    def is_provisional(self):
        """Whether the result that stands waits for a countersignature."""
        return bool(self.results) and self.results[-1] and self.word is None


@dataclass
class UnitModel:
    """A unit of one candidate."""

    maxima: list  # halves for each criterion; None where it is met or not
    attempts: list = field(default_factory=list)
    claimed: set = field(default_factory=set)
    fresh: set = field(default_factory=set)  # criteria with evidence that was never sent
    overrides: set = field(default_factory=set)

    @property
    def last(self):
        return self.attempts[-1] if self.attempts else None

    @property
    def standing(self):
        """The newest released attempt."""
        released = [attempt for attempt in self.attempts if attempt.stage == "released"]
        return released[-1] if released else None

    @property
    def is_open(self):
        return self.last is not None and self.last.stage != "released"

    @property
    def met(self):
        return self.standing.met if self.standing else set()

    @property
    def carried(self):
        """Criteria that stand as met and cannot be judged again without a reason."""
        return self.met - (self.last.reopened if self.is_open else set())

    @property
    def is_passed(self):
        return self.standing is not None and not self.is_open and self.met == self.every

    @property
    def every(self):
        return set(range(len(self.maxima)))

    def is_met(self, criterion, value):
        maximum = self.maxima[criterion]
        return value == "met" if maximum is None else 2 * value >= maximum

    def will_do(self, criterion, value, is_said):
        """Whether one decision may stand: feedback for a referral, evidence for Level 5."""
        if not self.is_met(criterion, value):
            return is_said
        return self.maxima[criterion] is not None or criterion in self.last.shown


class Judging:
    """What becomes of the work of one enrolment."""

    def __init__(self, units, tutor):
        self.units, self.tutor = units, tutor
        self.registration = None  # "good" or "ended"
        self.is_withdrawn = False

    @property
    def is_complete(self):
        return not self.is_withdrawn and all(unit.is_passed for unit in self.units)

    @property
    def is_live(self):
        return not self.is_withdrawn and not self.is_complete

    def add_evidence(self, unit, criteria, by):
        if by != "candidate" or not self.is_live or unit.is_open or unit.is_passed:
            return False
        unit.claimed |= criteria - unit.met
        unit.fresh |= criteria - unit.met
        return True

    def submit(self, unit, by):
        number = len(unit.attempts) + 1
        has_attempt = number <= LIMIT or number in unit.overrides
        shown = unit.claimed - unit.met
        may = by == "candidate" and self.is_live and not unit.is_passed and has_attempt
        if not may or not shown & unit.fresh:
            return False
        before = unit.last.shown if unit.last else frozenset()
        unit.attempts.append(Attempt(number, before | shown, frozenset(shown & unit.fresh)))
        unit.fresh -= shown
        return True

    def take_back(self, unit, by):
        if by != "candidate" or not self.is_live or unit.last.stage != "submitted":
            return False
        unit.fresh |= unit.attempts.pop().fresh
        return True

    def may_mark(self, unit, by, stages=OPEN_TO_MARKS):
        return by == self.tutor and self.is_live and unit.last.stage in stages

    def draft(self, unit, criterion, value, is_said, by):
        if not self.may_mark(unit, by) or criterion in unit.carried:
            return False
        unit.last.drafts[criterion] = (value, is_said)
        unit.last.stage = "marking"
        return True

    def reopen_criterion(self, unit, criterion, by):
        if not self.may_mark(unit, by) or criterion not in unit.carried:
            return False
        unit.last.reopened.add(criterion)
        unit.last.drafts[criterion] = unit.standing.rows[criterion][:2]
        unit.last.stage = "marking"
        return True

    def finish(self, unit, has_date, by):
        attempt, carried = unit.last, unit.carried
        judged = unit.every - carried
        if not self.may_mark(unit, by) or self.registration != "good":
            return False
        if not all(c in attempt.drafts and unit.will_do(c, *attempt.drafts[c]) for c in judged):
            return False
        met = carried | {c for c in judged if unit.is_met(c, attempt.drafts[c][0])}
        if met != unit.every and not has_date:
            return False
        for c in unit.every:
            before, row = attempt.rows.get(c), Row(*attempt.drafts.get(c, (0, 0)), False, by)
            if c in carried:
                row = unit.standing.rows[c]._replace(is_carried=True)
            if before is None or before[:3] != row[:3]:
                attempt.rows[c] = row
                (attempt.carried_from if c in carried else attempt.made).add(row.author)
        self._conclude(attempt, met, by in QUALIFIED, by)
        attempt.stage = "marked"
        return True

    def _conclude(self, attempt, met, is_final, by):
        attempt.met, attempt.word = met, None
        attempt.results.append(not is_final)
        attempt.made.add(by)

    def reopen_marking(self, unit, by):
        if not self.may_mark(unit, by, ["marked"]) or unit.last.is_sealed:
            return False
        unit.last.stage = "marking"
        return True

    def release(self, unit, by):
        if not self.may_mark(unit, by, ["marked"]) or unit.last.is_provisional:
            return False
        unit.last.stage = "released"
        return True

    def correct(self, unit, criterion, value, is_said, has_date, by):
        attempt = unit.last
        if by != self.tutor or self.is_withdrawn or attempt.stage != "released":
            return False
        if attempt.is_sealed or self.registration != "good" or by not in QUALIFIED:
            return False
        is_new = attempt.rows[criterion][:2] != (value, is_said)
        if not is_new or not unit.will_do(criterion, value, is_said):
            return False
        met = attempt.met - {criterion}
        met |= {criterion} if unit.is_met(criterion, value) else set()
        if met != unit.every and not has_date:
            return False
        attempt.rows[criterion] = Row(value, is_said, False, by)
        self._conclude(attempt, met, True, by)
        return True

    def countersign(self, unit, agrees, by):
        attempt = unit.last
        may = is_("T", by) and by in QUALIFIED and by not in attempt.made and self.is_live
        if not may or not attempt.results or not attempt.results[-1]:
            return False
        if attempt.word is not None:
            return attempt.word == (by, agrees)  # said already
        if attempt.stage != "marked" or (agrees and self.registration != "good"):
            return False
        attempt.word = (by, agrees)
        attempt.signed.add(by)
        attempt.stage = "marked" if agrees else "marking"
        return True
