"""The rest of the plain model: what assurers, visitors and administrators may do, and when."""

from dataclasses import dataclass

from tests.machine.model import LIMIT, Judging
from tests.machine.people import is_


@dataclass
class Asked:
    """A decision that an assurer did not agree with, and what became of it."""

    place: tuple  # unit and criterion
    assessor: str
    assurer: str
    is_disagreed: bool
    is_answered: bool = False
    is_settled: bool = False
    is_agreed_since: bool = False


class Model(Judging):
    """One enrolment, from its first evidence to its certificate, and the visits that read it."""

    def __init__(self, units, tutor):
        super().__init__(units, tutor)
        self.asked = []
        self.samples = 0
        self.is_on_break = False
        self.is_claimed = self.has_claimed = False
        self.statements = []  # whether each one issued still holds
        self.visit = None  # when it opens and closes, and whether it was ended

    # Internal quality assurance

    def sample(self, at, which, view, by):
        attempt = self.units[at].last
        had_a_part = by in attempt.made | attempt.carried_from | attempt.signed
        if not is_("Q", by) or had_a_part or attempt.stage not in ("marked", "released"):
            return False
        if attempt.is_provisional or attempt.sampled == (len(attempt.results), False):
            return False
        for criterion, row in attempt.rows.items():
            if criterion == which and view != "agree":
                is_disagreed = view == "disagree"
                self.asked.append(Asked((at, criterion), row.author, by, is_disagreed))
            else:
                for one in self.asked:
                    one.is_agreed_since |= one.place == (at, criterion)
        attempt.sampled = (len(attempt.results), view != "agree")
        attempt.is_sealed = view == "agree" or (attempt.is_sealed and view == "action")
        self.samples += 1
        return True

    def answer(self, asked, by):
        if by != asked.assessor or asked.is_settled:
            return False
        asked.is_answered = True
        return True

    def settle(self, asked, by):
        if by != asked.assurer:
            return False
        is_owed = asked.is_disagreed and not asked.is_agreed_since
        if not asked.is_settled and (not asked.is_answered or is_owed):
            return False
        asked.is_settled = True
        return True

    @property
    def is_held(self):
        """Whether quality assurance stands in the way of a claim."""
        return any(
            not one.is_settled or (one.is_disagreed and not one.is_agreed_since)
            for one in self.asked
        )

    # External quality assurance

    def open_visit(self, opens, closes, by):
        if not is_("A", by):
            return False
        self.visit = [opens, closes, False]
        return True

    def may_read(self, by, moment):
        opens, closes, is_ended = self.visit
        is_open = opens <= moment <= closes and not is_ended
        return is_("A", by) or (is_("E", by) and is_open)

    def remark(self, by, moment):
        return is_("E", by) and self.may_read(by, moment)

    def close_visit(self, by, moment):
        may = self.may_read(by, moment)
        self.visit[2] |= may
        return may

    # Administration

    def register(self, is_old, by):
        if is_("A", by):
            self.registration = "ended" if is_old else "good"
        return is_("A", by)

    def reassign(self, tutor, by):
        is_new = is_("T", tutor) and tutor != self.tutor
        if not is_("A", by) or self.is_withdrawn or not is_new:
            return False
        self.tutor = tutor
        return True

    def override(self, unit, by):
        number = len(unit.attempts) + 1
        judged = {who for each in unit.attempts for who in each.made | each.carried_from}
        may = is_("A", by) and by != self.tutor and by not in judged and self.is_live
        is_due = unit.standing is not None and not unit.is_open and not unit.is_passed
        if not may or not is_due or number <= LIMIT or number in unit.overrides:
            return False
        unit.overrides.add(number)
        return True

    def withdraw(self, by):
        if not is_("A", by) or not self.is_live:
            return False
        self.is_withdrawn = True
        return True

    def start_break(self, by):
        if not is_("A", by) or not self.is_live or self.is_on_break:
            return False
        self.is_on_break = True
        return True

    def end_break(self, by):
        if not is_("A", by) or not self.is_live or not self.is_on_break:
            return False
        self.is_on_break = False
        return True

    def issue(self, is_replacing, by):
        is_there = any(self.statements)
        if is_there and not is_replacing:
            return True  # the one there is
        if not is_("A", by) or not self.is_complete or is_there is not is_replacing:
            return False
        self.statements = [False] * len(self.statements) + [True]
        return True

    def withdraw_statement(self, by):
        if not is_("A", by) or not any(self.statements):
            return False
        self.statements[-1] = False
        return True

    def claim(self, is_waived, is_signed, by):
        is_ready = self.is_complete and self.registration == "good" and not self.is_held
        if not is_("A", by) or self.is_claimed or not (is_ready and is_waived and is_signed):
            return False
        self.is_claimed = self.has_claimed = True
        for attempt in (attempt for unit in self.units for attempt in unit.attempts):
            attempt.is_sealed |= attempt.stage == "released"
        return True

    def take_back_claim(self, by):
        if is_("A", by):
            self.is_claimed = False
        return is_("A", by)
