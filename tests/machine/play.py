"""The stage: real people and diplomas, made once; one enrolment; and a step on both sides."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from itertools import product
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction

from assessments.models import Submission
from courses.choices import Regime
from enrolments.actions.assuring import appoint_assurer
from enrolments.actions.enrolling import Newcomer, enrol_newcomer
from enrolments.choices import EmployerKind
from ledger.errors import DomainError
from tests.access.watching import Writes
from tests.assessments.marking import NOW
from tests.factories.accounts import UserFactory, qualify
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import CohortFactory
from tests.machine.centre import Model
from tests.machine.model import UnitModel
from tests.machine.people import QUALIFIED, ROLES

MAXIMUM = 3  # marks, so that half of it is one and a half
SHAPES = ((1, 2), (2, 2), (2, 1))  # units, and criteria of each
STARTED = date(2026, 3, 3)
NAMES = {
    "T": "tutor", "Q": "iqa", "A": "administrator", "E": "eqa", "C": "candidate",
}  # fmt: skip
# Typing is no judgement, and the rows of a portfolio are the candidate's own: no event of theirs.
TYPING = {"save_draft"}
taken, done = Counter(), Counter()  # steps by name, and those that were not refused


class Pick(NamedTuple):
    """What was drawn for a step: which unit and criterion, what is judged, and by whom."""

    number: int = 0
    which: int = 0
    value: int = 0
    flag: bool = True
    by: str = ""  # empty: whoever it is due from


class Stage(NamedTuple):
    """Everybody who takes part, and the diplomas in all their shapes."""

    people: dict
    cohorts: dict


def set_stage():
    """Make the people, and a diploma of each shape which the assurers answer for."""
    people = {
        name: UserFactory(given_name=name, roles=[NAMES[letter] for letter in letters])
        for name, letters in ROLES.items()
    }
    for name in QUALIFIED:
        qualify(people[name])
    cohorts = {}
    for is_marked, shape in product((True, False), SHAPES):
        version = SpecificationVersionFactory(
            units=shape[0],
            criteria=shape[1],
            maximum=Decimal(MAXIMUM),
            regime=Regime.MARKS if is_marked else Regime.MET,
        )
        cohorts[is_marked, shape] = CohortFactory(version=version)
        for name in (name for name, letters in ROLES.items() if "Q" in letters):
            appoint_assurer(
                assurer=people[name],
                qualification=version.qualification,
                starts_on=STARTED,
                by=None,
                now=NOW,
            )
    return Stage(people, cohorts)


class Play:
    """One candidate's way through a diploma, on both sides at once."""

    stage: Stage

    def begin(self, is_marked, shape, tutor):
        """Enrol the candidate for the first time."""
        self.now, self.past = NOW, []
        self.cohort = self.stage.cohorts[is_marked, shape]
        version = self.cohort.qualification.versions.get()
        self.units = list(version.units.all())
        self.criteria = [list(unit.criteria.all()) for unit in self.units]
        self.maxima = [2 * MAXIMUM if is_marked else None] * shape[1]
        self.enrol(Pick(by="administrator"), tutor)

    def enrol(self, pick, tutor):
        """Enrol the candidate, who has no enrolment or has left the last one."""
        by = pick.by or "administrator"
        user = self.stage.people["candidate"]
        may = "A" in ROLES[by] and "T" in ROLES[tutor]
        may = may and not (self.past and not self.past[-1][1].is_withdrawn)
        made = self.both(
            may,
            enrol_newcomer,
            by,
            newcomer=Newcomer(
                email=user.email,
                given_name=user.given_name,
                family_name=user.family_name,
                employer_name="Riverside Surgery",
                employer_kind=EmployerKind.PRACTICE,
            ),
            cohort=self.cohort,
            tutor=self.stage.people[tutor],
            starts_on=STARTED,
            planned_end_on=date(2027, 3, 3),
            entry_checks=[],
        )
        if made is not None:
            self.enrolment = made
            self.model = Model([UnitModel(self.maxima) for _ in self.units], tutor)
            self.asked, self.visit = [], None
            self.past.append((made, self.model))

    def both(self, allowed, do, by, at=None, **arguments):
        """Run the action; it is done exactly when the model allows it, and leaves an event."""
        self.now += timedelta(minutes=1)
        name = do.__name__
        taken[name] += 1
        writes = Writes()
        try:
            with transaction.atomic(), writes.watched():
                answer = do(**arguments, by=self.stage.people[by], now=at or self.now)
        except (DomainError, PermissionDenied) as refused:
            if allowed:
                raise AssertionError(f"{name} by {by} was refused") from refused
            return None
        assert allowed, f"{name} by {by} was not refused"
        self.has_changed = bool(writes.tables)
        is_told = not writes.tables or "ledger_auditevent" in writes.tables
        assert is_told or name in TYPING, f"{name} by {by} left no event"
        done[name] += 1
        return answer

    def unit(self, pick):
        """The unit that was drawn: where it is, the real one, and the model's."""
        at = pick.number % len(self.units)
        return at, self.units[at], self.model.units[at]

    def criterion(self, pick):
        at, _, _ = self.unit(pick)
        position = pick.which % len(self.criteria[at])
        return position, self.criteria[at][position]

    def submission(self, pick):
        """The newest attempt at the unit that was drawn."""
        _, unit, _ = self.unit(pick)
        sent = Submission.objects.standing().filter(enrolment=self.enrolment, unit=unit)
        return sent.latest("attempt")

    def check_all(self):
        """What is kept apart from the decisions agrees with them."""
        call_command("rebuild_progress", "--check", stdout=StringIO())
