"""The rest of the plain model: what assurers, visitors and administrators may do, and when."""

from dataclasses import dataclass, field

from tests.machine.model import LIMIT, Attempt, Judging
from tests.machine.people import is_


@dataclass
class Asked:
    """A decision that an assurer did not agree with, and what became of it."""

    place: tuple  # unit and criterion
    attempt: Attempt
    assurer: str
    is_disagreed: bool
    is_answered: bool = False
    is_settled: bool = False
    agreed: list = field(default_factory=list)  # later agreements: with which attempt and row

    @property
    def is_owed(self):
        """Whether it was disputed, and nobody agreed with what stands, of it or a newer attempt."""
        _, criterion = self.place
        return self.is_disagreed and not any(
            attempt.number >= self.attempt.number and attempt.rows[criterion] is row
            for attempt, row in self.agreed
        )


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

    @staticmethod
    def may_assure(attempt, by):
        had_a_part = by in attempt.made | attempt.carried_from | attempt.signed
        is_judged = attempt.stage in ("marked", "released") and not attempt.is_provisional
        return is_("Q", by) and is_judged and not had_a_part

    def sample(self, at, which, view, by):
        attempt = self.units[at].last
        if not self.may_assure(attempt, by) or attempt.sampled == (len(attempt.results), False):
            return False
        for criterion, row in attempt.rows.items():
            if criterion == which and view != "agree":
                is_disagreed = view == "disagree"
                self.asked.append(Asked((at, criterion), attempt, by, is_disagreed))
            else:
                for one in self.asked:
                    if one.place == (at, criterion):
                        one.agreed.append((attempt, row))
        attempt.sampled = (len(attempt.results), view != "agree")
        attempt.is_sealed = view == "agree" or (attempt.is_sealed and view == "action")
        self.samples += 1
        return True

    def answer(self, asked, by):
        if by != self.tutor or asked.is_settled:
            return False
        asked.is_answered = True
        return True

    def settle(self, asked, by):
        if by != asked.assurer and not self.may_assure(asked.attempt, by):
            return False
        if not asked.is_settled and (not asked.is_answered or asked.is_owed):
            return False
        asked.is_settled = True
        return True

    @property
    def is_held(self):
        """Whether quality assurance stands in the way of a claim."""
        return self.is_disputed or not all(one.is_settled for one in self.asked)

    @property
    def is_disputed(self):
        """Whether an assurer disagrees with what stands."""
        return any(one.is_owed for one in self.asked)

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
        may = is_("A", by) and self.is_complete and not self.is_disputed
        if not may or is_there is not is_replacing:
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
