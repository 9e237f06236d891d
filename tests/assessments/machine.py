"""The machine that draws sequences of actions and runs them on both sides."""

from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from assessments.actions.attempts import allow_attempt
from assessments.actions.correcting import Correction, correct_decision
from assessments.actions.evidence import describe_evidence, record_evidence
from assessments.actions.marking import finish_marking
from assessments.actions.releasing import release
from assessments.actions.reopening import reopen_criterion, reopen_marking
from assessments.actions.submitting import withdraw_submission
from assessments.choices import Outcome, UnitState
from assessments.claims import Described
from assessments.drafts import Entry
from assessments.file_types import BY_EXTENSION
from assessments.models import CriterionDecision, Submission, UnitProgress
from courses.choices import Regime
from enrolments.actions.enrolling import Newcomer, enrol_newcomer
from enrolments.actions.lifecycle import record_registration, withdraw_enrolment
from enrolments.choices import EmployerKind, EnrolmentStatus
from ledger.errors import DomainError
from tests.assessments import portfolio
from tests.assessments.marking import NOW, save_draft
from tests.assessments.model import Model, UnitModel
from tests.factories.accounts import AdministratorFactory, TutorFactory
from tests.factories.courses import SpecificationVersionFactory
from tests.factories.enrolments import CohortFactory

PDF = BY_EXTENSION["pdf"]
MAXIMUM = 3  # marks, so that half of it is one and a half
HALVES = st.sampled_from([3, 4, 6, 2, 0])
WORDS = st.sampled_from(["met", "met", "not"])
JUDGED = st.lists(st.tuples(HALVES, WORDS), min_size=2, max_size=2)
NUMBER = st.integers(0, 1)
LEAVES = st.sampled_from([False, False, False, True])
GIVEN = st.sampled_from([True, True, False])
FEEDBACK = "Compare the two options."


class Judgement(RuleBasedStateMachine):
    """One enrolment, from its first evidence to its last correction."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = NOW

    def teardown(self):
        try:
            if hasattr(self, "enrolment"):
                call_command("rebuild_progress", "--check", stdout=StringIO())
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # The two sides ---------------------------------------------------------------------------

    @initialize(
        is_marked=st.booleans(),
        shape=st.sampled_from([(1, 2), (2, 2), (2, 1)]),
    )
    def enrol(self, is_marked, shape):
        units, criteria = shape
        version = SpecificationVersionFactory(
            units=units,
            criteria=criteria,
            maximum=Decimal(MAXIMUM),
            regime=Regime.MARKS if is_marked else Regime.MET,
        )
        self.tutor, self.administrator = TutorFactory(), AdministratorFactory()
        self.enrolment = enrol_newcomer(
            newcomer=Newcomer(
                email="ruth@surgery.example",
                given_name="Ruth",
                family_name="Okafor",
                employer_name="Riverside Surgery",
                employer_kind=EmployerKind.PRACTICE,
            ),
            cohort=CohortFactory(version=version),
            tutor=self.tutor,
            starts_on=date(2026, 3, 3),
            planned_end_on=date(2027, 3, 3),
            entry_checks=[],
            by=self.administrator,
            now=self.now,
        )
        self.enrolment = record_registration(
            enrolment=self.enrolment,
            number="ABC1234",
            registered_on=NOW.date(),
            by=self.administrator,
            now=self.now,
        )
        self.units = list(version.units.all())
        self.criteria = [list(unit.criteria.all()) for unit in self.units]
        halves = 2 * MAXIMUM if is_marked else None
        self.model = Model([UnitModel([halves] * criteria) for _ in self.units])

    def both(self, allowed, action, **arguments):
        """Run the action; it must be allowed exactly when the model allowed it."""
        self.now += timedelta(minutes=1)
        try:
            with transaction.atomic():
                done = action(**arguments, now=self.now)
        except (DomainError, PermissionDenied) as refused:
            done, refusal = None, refused
        else:
            refusal = None
        assert (refusal is None) is allowed, f"{action.__name__}: {refusal or 'done'}"
        return done

    def pick(self, number):
        at = number % len(self.units)
        return at, self.units[at], self.model.units[at]

    def criterion(self, at, number):
        position = number % len(self.criteria[at])
        return position, self.criteria[at][position]

    def value(self, halves, word):
        """What is judged, as the model and as an entry say it."""
        if self.model.units[0].maxima[0] is None:
            outcome = Outcome.MET if word == "met" else Outcome.NOT_YET_MET
            return word, {"outcome": outcome}
        return halves, {"mark": Decimal(halves) / 2}

    def submission(self, unit):
        return Submission.objects.standing().filter(unit=unit).latest("attempt")

    has_work = precondition(lambda self: any(unit.attempts for unit in self.model.units))
    has_told = precondition(lambda self: any(unit.standing for unit in self.model.units))

    # The candidate ---------------------------------------------------------------------------

    @rule(number=NUMBER, shown=st.sets(NUMBER, min_size=1))
    def add_evidence(self, number, shown):
        at, unit, model = self.pick(number)
        shown = {criterion % len(model.maxima) for criterion in shown}
        wanted = shown - model.met
        item = self.both(
            self.model.add_evidence(model, shown),
            record_evidence,
            enrolment=self.enrolment,
            unit=unit,
            name="Access review.pdf",
            file_type=PDF,
            stored=portfolio.stored(),
            by=self.enrolment.candidate.user,
        )
        if item is None:
            return
        everything = {self.criteria[at][c].pk: "" for c in model.every - model.met}
        claims = {self.criteria[at][c].pk: "" for c in wanted}
        self.both(
            True,
            describe_evidence,
            evidence=item,
            unit=unit,
            described=Described(item.title, item.kind, claims),
            version=Described(item.title, item.kind, everything).version,
            by=self.enrolment.candidate.user,
        )

    def submit(self, number):
        _, unit, model = self.pick(number)
        if model.is_open:
            return  # a second click gives back the first submission
        allowed = self.model.submit(model)
        self.both(allowed, lambda now: portfolio.submit(self.enrolment, unit, now=now))

    def take_back(self, number):
        _, unit, model = self.pick(number)
        self.both(
            self.model.take_back(model),
            withdraw_submission,
            submission=self.submission(unit),
            by=self.enrolment.candidate.user,
        )

    # The tutor -------------------------------------------------------------------------------

    @rule(
        number=NUMBER, judged=JUDGED, steps=st.sampled_from([5, 4, 3, 2]),
        shows_all=st.booleans(), is_said=st.booleans(), has_date=st.booleans(),
        doubts=st.booleans(), leaves=LEAVES,
    )  # fmt: skip
    def go_on(self, number, judged, steps, shows_all, is_said, has_date, doubts, leaves=False):
        """The next steps of a unit in turn: show, submit, judge again, mark, finish, release."""
        _, _, model = self.pick(number)
        if not model.is_open:
            self.add_evidence(number, model.every if shows_all else {0})
            self.submit(number)
        if not model.attempts or steps < 3:
            return
        if leaves:
            self.withdraw()
        if model.last.stage in ("submitted", "marking"):
            for which in sorted(model.carried if doubts else ()):
                self.reopen_criterion(number, which)
            for which in sorted(model.every - model.carried):
                self.draft(number, which, *judged[which], is_said)
            self.finish(number, has_date)
        if steps > 4:
            self.release(number)

    @rule(number=NUMBER, judged=JUDGED, again=JUDGED, doubts=st.booleans(), leaves=LEAVES)
    def resubmit(self, number, judged, again, doubts, leaves):
        """Two attempts in turn, or as far as the rules let them."""
        self.go_on(number, judged, 5, True, True, True, False)
        self.go_on(number, again, 5, True, True, True, doubts, leaves)

    @rule(judged=JUDGED, following=JUDGED, corrects=st.booleans())
    def go_through(self, judged, following, corrects):
        """All units, released one after the other, and perhaps a decision corrected."""
        for number, values in enumerate((judged, following)):
            self.go_on(number, values, 5, True, True, True, False)
        if corrects:
            self.correct(0, 0, *following[0], True, True)

    @has_work
    @rule(number=NUMBER, which=NUMBER, halves=HALVES, word=WORDS, is_said=GIVEN)
    def draft(self, number, which, halves, word, is_said):
        at, unit, model = self.pick(number)
        if not model.attempts:
            return
        position, criterion = self.criterion(at, which)
        value, judged = self.value(halves, word)
        submission = self.submission(unit)
        typed = submission.drafts.filter(criterion=criterion).first()
        self.both(
            self.model.draft(model, position, value, is_said),
            save_draft,
            submission=submission,
            criterion=criterion,
            entry=Entry(feedback=FEEDBACK if is_said else "", **judged),
            version=typed.version if typed else 0,
            by=self.tutor,
        )

    def finish(self, number, has_date=True):
        _, unit, model = self.pick(number)
        self.both(
            self.model.finish(model, has_date),
            finish_marking,
            submission=self.submission(unit),
            resubmit_by=timezone.localdate(self.now) + timedelta(days=28) if has_date else None,
            by=self.tutor,
        )

    def release(self, number):
        _, unit, model = self.pick(number)
        self.both(
            self.model.release(model), release, submission=self.submission(unit), by=self.tutor
        )

    def reopen_marking(self, number):
        _, unit, model = self.pick(number)
        self.both(
            self.model.reopen_marking(model),
            reopen_marking,
            submission=self.submission(unit),
            by=self.tutor,
        )

    @has_told
    @rule(number=NUMBER, which=NUMBER)
    def reopen_criterion(self, number, which):
        at, unit, model = self.pick(number)
        if not model.attempts:
            return
        position, criterion = self.criterion(at, which)
        self.both(
            self.model.reopen_criterion(model, position),
            reopen_criterion,
            submission=self.submission(unit),
            criterion=criterion,
            reason="Seen differently now.",
            by=self.tutor,
        )

    @has_told
    @rule(
        number=NUMBER, which=NUMBER, halves=HALVES, word=WORDS, is_said=GIVEN, has_date=GIVEN,
    )  # fmt: skip
    def correct(self, number, which, halves, word, is_said, has_date):
        at, unit, model = self.pick(number)
        if not model.attempts or not model.last.decided:
            return
        position, criterion = self.criterion(at, which)
        value, judged = self.value(halves, word)
        decisions = CriterionDecision.objects.current()
        self.both(
            self.model.correct(model, position, value, is_said, has_date),
            correct_decision,
            decision=decisions.get(submission=self.submission(unit), criterion=criterion),
            correction=Correction(
                feedback=FEEDBACK if is_said else "",
                resubmit_by=date(2031, 1, 1) if has_date else None,
                reason="Overlooked before.",
                **judged,
            ),
            by=self.tutor,
        )

    @has_work
    @rule(
        number=NUMBER,
        step=st.sampled_from(["submit", "take_back", "finish", "release", "reopen_marking"]),
    )
    def out_of_turn(self, number, step):
        """Any step at any moment; most of the time the rules refuse it."""
        if step == "submit" or self.pick(number)[2].attempts:
            getattr(self, step)(number)

    # The administrator -----------------------------------------------------------------------

    @has_told
    @rule(number=NUMBER)
    def override(self, number):
        _, unit, model = self.pick(number)
        self.both(
            self.model.override(model),
            allow_attempt,
            enrolment=self.enrolment,
            unit=unit,
            reason="Ill at the time.",
            by=self.administrator,
        )

    def withdraw(self):
        self.both(
            self.model.withdraw(),
            withdraw_enrolment,
            enrolment=self.enrolment,
            withdrawn_on=timezone.localdate(self.now),
            reason="Left the practice.",
            by=self.administrator,
        )

    # What must hold --------------------------------------------------------------------------

    @invariant()
    def passes_exactly_what_the_rules_pass(self):
        rows = {row.unit_id: row for row in UnitProgress.objects.filter(enrolment=self.enrolment)}
        for unit, model in zip(self.units, self.model.units, strict=True):
            row = rows.get(unit.pk)
            state = row.state if row else UnitState.NOT_STARTED
            cells = row.criterion_states if row else []
            passed = {c for c, cell in enumerate(cells) if cell == UnitState.PASSED}
            assert (state == UnitState.PASSED) is model.is_passed
            assert passed == model.met
            assert (row.attempts if row else 0) == len(model.attempts)

    @invariant()
    def completes_exactly_when_every_unit_is_passed(self):
        self.enrolment.refresh_from_db()
        is_complete = self.enrolment.status == EnrolmentStatus.COMPLETED
        assert is_complete is self.model.is_complete
