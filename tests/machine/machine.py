"""The machine that draws sequences of steps, and what must hold after each of them."""

from random import Random

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from assessments.choices import UnitState
from assessments.models import UnitProgress
from enrolments.choices import EnrolmentStatus
from tests.machine.administering import Administering
from tests.machine.assuring import Assuring
from tests.machine.judging import Judging
from tests.machine.people import ROLES
from tests.machine.play import SHAPES, Pick
from tests.machine.stories import STORIES

NEED_WORK = (
    "take_back", "draft", "finish", "release", "reopen_marking", "reopen_criterion", "correct",
    "countersign", "sample",
)  # fmt: skip
NEED_ASKED = ("answer", "settle")
NEED_VISIT = ("read", "remark", "close_visit")
NEED_NOTHING = (
    "add_evidence", "submit", "open_visit", "register", "reassign", "override", "withdraw",
    "come_back", "start_break", "end_break", "issue", "claim",
)  # fmt: skip
NEED_STATEMENT, NEED_CLAIM = ("withdraw_statement",), ("take_back_claim",)
RARE = ("withdraw", "come_back", "open_visit")  # after these much begins anew
STEPS = tuple(
    step
    for step in (*NEED_NOTHING, *NEED_WORK, *NEED_ASKED, *NEED_VISIT, *NEED_STATEMENT, *NEED_CLAIM)
    for _ in range(1 if step in RARE else 4)
)

ASTRAY = 40  # steps at a time
WHO = (*[""] * len(ROLES), *ROLES)  # half of the time whoever it is due from
DUE = st.builds(
    Pick,
    number=st.integers(0, 1),
    which=st.integers(0, 1),
    value=st.integers(0, 4),
    flag=st.sampled_from([True, True, False]),
    by=st.just(""),
)
VALUES = st.lists(st.integers(0, 4), min_size=2, max_size=2)


class Centre(Judging, Assuring, Administering, RuleBasedStateMachine):
    """One candidate and everybody round them."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self):
        try:
            if hasattr(self, "enrolment"):
                self.check_all()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    @initialize(
        is_marked=st.booleans(),
        shape=st.sampled_from(SHAPES),
        tutor=st.sampled_from(["tutor", "learner", "manager"]),
    )
    def enrol_first(self, is_marked, shape, tutor):
        self.begin(is_marked, shape, tutor)

    def can(self, step, pick):
        """Whether there is something the step could be about at all."""
        if step in NEED_WORK:
            return bool(self.unit(pick)[2].attempts)
        if step in NEED_ASKED:
            return bool(self.asked)
        if step in NEED_VISIT:
            return self.visit is not None
        if step in NEED_STATEMENT:
            return bool(self.model.statements)
        return step not in NEED_CLAIM or self.model.has_claimed

    def take(self, step, pick):
        """Take a step; where it changed anything, what must hold holds at once."""
        if self.can(step, pick):
            self.has_changed = False
            getattr(self, step)(pick)
            if self.has_changed:
                self.check()

    @rule(seed=st.integers(0, 2**32))
    def go_astray(self, seed):
        """Any steps at any moment by anybody; most of the time the rules refuse them."""
        chance = Random(seed)
        for _ in range(ASTRAY):
            pick = Pick(
                number=chance.randrange(2),
                which=chance.randrange(2),
                value=chance.randrange(5),
                flag=chance.random() < 0.7,
                by=chance.choice(WHO),
            )
            self.take(chance.choice(STEPS), pick)

    @rule(pick=DUE, values=VALUES, length=st.sampled_from([9, 9, 3, 2, 1]), doubts=st.booleans())
    def go_on(self, pick, values, length, doubts):
        """The next steps of a unit in turn: show, submit, mark, finish, countersign, release."""
        _, _, model = self.unit(pick)
        if model.is_passed or not self.model.is_live:
            return
        if not model.is_open:
            self.take("add_evidence", pick)
            self.take("submit", pick)
        if not model.attempts:
            return
        if self.model.registration is None:
            self.take("register", pick)
        if model.last.stage in ("submitted", "marking"):
            for which in sorted(model.carried if doubts else ()):
                self.take("reopen_criterion", pick._replace(which=which))
            for which in sorted(model.every - model.carried)[:length]:
                self.take("draft", pick._replace(which=which, value=values[which], flag=True))
            self.take("finish", pick)
        if model.last.is_provisional and length > 2:
            self.take("countersign", pick)
        if length > 1:
            self.take("release", pick)

    @rule(pick=DUE, values=VALUES, again=VALUES, doubts=st.booleans())
    def resubmit(self, pick, values, again, doubts):
        """Two attempts in turn, or as far as the rules let them."""
        self.go_on(pick, values, 9, False)
        self.go_on(pick, again, 9, doubts)

    @rule(pick=DUE, values=st.sampled_from([[0, 1], [1, 0], [2, 2], [0, 3]]))
    def go_through(self, pick, values):
        """All units, released one after the other; the statement and perhaps the certificate."""
        for number in range(len(self.units)):
            self.go_on(pick._replace(number=number, flag=True, value=0), values, 9, False)
        for step in ("issue", "register", "claim"):
            self.take(step, pick)

    @rule(story=st.sampled_from(list(STORIES.values())))
    def follow(self, story):
        """A story, wherever it begins."""
        for step, pick in story.steps:
            self.take(step, pick)

    @rule(pick=DUE, corrects=st.booleans())
    def assure(self, pick, corrects):
        """A sample and what comes of it, as far as the rules let it."""
        agreeing = pick._replace(value=0)
        self.take("sample", pick)
        self.take("answer", pick)
        if corrects:
            self.take("correct", pick)
        for step in ("settle", "sample", "settle"):
            self.take(step, agreeing)

    @rule(pick=DUE)
    def visit_once(self, pick):
        """A visit, read and written in at every second that matters."""
        self.take("open_visit", pick)
        for value in range(5):
            self.take("read", pick._replace(value=value, flag=True))
        for step in ("read", "remark", "close_visit", "remark", "read"):
            self.take(step, pick)

    @rule(pick=DUE)
    def leave_and_come_back(self, pick):
        for step in ("withdraw", "finish", "release", "correct", "come_back"):
            self.take(step, pick)

    @invariant()
    def check(self):
        """Somebody passes, and has completed, exactly when the rules say so."""
        rows = {row.unit_id: row for row in UnitProgress.objects.filter(enrolment=self.enrolment)}
        for unit, model in zip(self.units, self.model.units, strict=True):
            row = rows.get(unit.pk)
            state = row.state if row else UnitState.NOT_STARTED
            cells = row.criterion_states if row else []
            passed = {c for c, cell in enumerate(cells) if cell == UnitState.PASSED}
            assert (state == UnitState.PASSED) is model.is_passed
            assert passed == model.met
            assert (row.attempts if row else 0) == len(model.attempts)
        self.enrolment.refresh_from_db(fields=["status"])
        is_complete = self.enrolment.status == EnrolmentStatus.COMPLETED
        assert is_complete is self.model.is_complete
