"""The rules of judgement once more, in plain Python and without looking at the real ones.

Marks are counted in halves, so that nothing here divides. Each method says whether the rules allow
the step, and takes it when they do.
"""

from dataclasses import dataclass, field

LIMIT = 2


@dataclass
class Attempt:
    number: int
    shown: frozenset  # criteria with evidence in this attempt or an earlier one
    fresh: frozenset = frozenset()  # criteria something new was sent for
    stage: str = "submitted"
    drafts: dict = field(default_factory=dict)  # criterion -> (value, has feedback)
    reopened: set = field(default_factory=set)
    decided: dict = field(default_factory=dict)  # criterion -> (value, has feedback)
    met: dict = field(default_factory=dict)  # criterion -> whether met


@dataclass
class UnitModel:
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
    def carried(self):
        """Criteria that stand as met and cannot be judged again without a reason."""
        before = self.standing
        if before is None:
            return set()
        reopened = self.last.reopened if self.is_open else set()
        return {c for c, is_met in before.met.items() if is_met} - reopened

    @property
    def met(self):
        return {c for c, is_met in (self.standing.met if self.standing else {}).items() if is_met}

    @property
    def is_passed(self):
        return self.standing is not None and not self.is_open and self.met == self.every

    @property
    def every(self):
        return set(range(len(self.maxima)))

    def is_met(self, criterion, value):
        maximum = self.maxima[criterion]
        return value == "met" if maximum is None else 2 * value >= maximum

    def will_do(self, criterion, value, has_feedback, shown):
        """Whether one decision may stand: feedback for a referral, evidence for Level 5."""
        if not self.is_met(criterion, value):
            return has_feedback
        return self.maxima[criterion] is not None or criterion in shown


class Model:
    def __init__(self, units):
        self.units = units
        self.is_withdrawn = False

    @property
    def is_complete(self):
        return not self.is_withdrawn and all(unit.is_passed for unit in self.units)

    @property
    def is_live(self):
        return not self.is_withdrawn and not self.is_complete

    def add_evidence(self, unit, criteria):
        if not self.is_live or unit.is_open or unit.is_passed:
            return False
        unit.claimed |= criteria - unit.met
        unit.fresh |= criteria - unit.met
        return True

    def submit(self, unit):
        number = len(unit.attempts) + 1
        has_attempt = number <= LIMIT or number in unit.overrides
        shown = unit.claimed - unit.met
        if not self.is_live or unit.is_passed or not has_attempt or not shown & unit.fresh:
            return False
        before = unit.last.shown if unit.last else frozenset()
        unit.attempts.append(Attempt(number, before | shown, fresh=frozenset(shown & unit.fresh)))
        unit.fresh -= shown
        return True

    def take_back(self, unit):
        if not self.is_live or unit.last.stage != "submitted":
            return False
        unit.fresh |= unit.attempts.pop().fresh
        return True

    def draft(self, unit, criterion, value, has_feedback):
        if not self.is_live or unit.last.stage not in ("submitted", "marking"):
            return False
        if criterion in unit.carried:
            return False
        unit.last.drafts[criterion] = (value, has_feedback)
        unit.last.stage = "marking"
        return True

    def reopen_criterion(self, unit, criterion):
        if not self.is_live or unit.last.stage not in ("submitted", "marking"):
            return False
        if criterion not in unit.carried:
            return False
        unit.last.reopened.add(criterion)
        unit.last.drafts[criterion] = unit.standing.decided[criterion]
        unit.last.stage = "marking"
        return True

    def finish(self, unit, has_date):
        attempt, carried = unit.last, unit.carried
        if not self.is_live or attempt.stage not in ("submitted", "marking"):
            return False
        judged = unit.every - carried
        if any(attempt.drafts.get(c, (None,))[0] is None for c in judged):
            return False
        if not all(unit.will_do(c, *attempt.drafts[c], attempt.shown) for c in judged):
            return False
        met = {c: c in carried or unit.is_met(c, attempt.drafts[c][0]) for c in unit.every}
        if not all(met.values()) and not has_date:
            return False
        standing = unit.standing.decided if unit.standing else {}
        attempt.decided = {
            c: standing[c] if c in carried else attempt.drafts[c] for c in unit.every
        }
        attempt.met, attempt.stage = met, "marked"
        return True

    def reopen_marking(self, unit):
        return self._move(unit, "marked", "marking")

    def release(self, unit):
        return self._move(unit, "marked", "released")

    def _move(self, unit, before, after):
        if not self.is_live or unit.last.stage != before:
            return False
        unit.last.stage = after
        return True

    def correct(self, unit, criterion, value, has_feedback, has_date):
        attempt = unit.last
        if self.is_withdrawn or attempt.stage != "released":
            return False
        if attempt.decided[criterion] == (value, has_feedback):
            return False
        is_met = unit.is_met(criterion, value)
        if not unit.will_do(criterion, value, has_feedback, attempt.shown):
            return False
        met = attempt.met | {criterion: is_met}
        if not all(met.values()) and not has_date:
            return False
        attempt.decided[criterion], attempt.met = (value, has_feedback), met
        return True

    def override(self, unit):
        number = len(unit.attempts) + 1
        is_due = unit.standing is not None and not unit.is_open and not unit.is_passed
        if not self.is_live or not is_due or number <= LIMIT or number in unit.overrides:
            return False
        unit.overrides.add(number)
        return True

    def withdraw(self):
        if not self.is_live:
            return False
        self.is_withdrawn = True
        return True
