"""What internal quality assurers and visitors from outside do."""

from datetime import timedelta

from django.utils import timezone

from enrolments.choices import VisitKind
from enrolments.models import Enrolment
from quality.actions.inspecting import add_remark
from quality.actions.sampling import Opinion, Vacsr, answer_action, conclude_sample, settle_action
from quality.actions.visiting import Part, Visitor, close_visit, open_visit
from quality.choices import View
from quality.models import QualityAction
from quality.snapshot import digest_of, snapshot_of
from reports.visits import pack_of
from tests.access.watching import Writes
from tests.machine.play import Play, taken

SECOND = timedelta(seconds=1)
VIEWS = ("agree", "agree", "action", "disagree", "disagree")
ALL_GOOD = Vacsr(
    is_valid=True, is_authentic=True, is_current=True, is_sufficient=True, is_reliable=True
)


class Assuring(Play):
    """Samples and what comes of them; visits, which only read."""

    def sample(self, pick):
        at, _, _ = self.unit(pick)
        position, criterion = self.criterion(pick)
        view, by = VIEWS[pick.value], pick.by or "iqa"
        opinions = {other.position: Opinion(View.AGREE) for other in self.criteria[at]}
        if view != "agree":
            opinions[criterion.position] = Opinion(View(view), "The sums are not shown.")
        submission = self.submission(pick)
        sample = self.both(
            self.model.sample(at, position, view, by),
            conclude_sample,
            by,
            submission=submission,
            opinions=opinions,
            vacsr=ALL_GOOD,
            due_on=timezone.localdate(self.now) + timedelta(days=7),
            seen=digest_of(snapshot_of(submission)),
        )
        if sample is not None:
            self.asked += QualityAction.objects.filter(judgement__sample=sample)

    def answer(self, pick):
        at = pick.which % len(self.asked)
        by = pick.by or self.model.tutor
        self.both(
            self.model.answer(self.model.asked[at], by),
            answer_action,
            by,
            action=self.asked[at],
            answer="The sums are on page 4.",
        )

    def settle(self, pick):
        at = pick.which % len(self.asked)
        by = pick.by or self.model.asked[at].assurer
        self.both(
            self.model.settle(self.model.asked[at], by), settle_action, by, action=self.asked[at]
        )

    def open_visit(self, pick):
        by = pick.by or "administrator"
        opens = self.now + timedelta(minutes=5)
        closes = opens + timedelta(minutes=10 * (1 + pick.value))
        made = self.both(
            self.model.open_visit(opens, closes, by),
            open_visit,
            by,
            qualification=self.enrolment.qualification,
            part=Part(enrolments=[self.enrolment]),
            visitor=Visitor(email=self.stage.people["eqa"].email),
            kind=VisitKind.ON_SITE,
            opens_at=opens,
            closes_at=closes,
        )
        self.visit = made or self.visit

    def moment(self, pick):
        """Now, or one of the seconds that matter to the visit."""
        opens, closes, _ = self.model.visit
        return (self.now, opens - SECOND, opens, closes, closes + SECOND)[pick.value]

    def read(self, pick):
        """The pack of a visit shows its candidate while it is open, and reading changes nothing."""
        by, moment = pick.by or "eqa", self.moment(pick)
        user, writes = self.stage.people[by], Writes()
        taken["read"] += 1
        with writes.watched():
            if pick.flag or pick.which:
                seen = Enrolment.objects.inspectable_by(user, visit=self.visit, now=moment)
                shown = [one.pk for one in seen]
            else:
                pack = pack_of(self.visit, user=user, now=moment)
                shown = [line.enrolment.pk for line in pack.candidates]
        expected = [self.enrolment.pk] if self.model.may_read(by, moment) else []
        assert shown == expected, f"{by} read at {moment}"
        assert not writes.tables, f"reading wrote {writes.tables}"

    def remark(self, pick):
        by, moment = pick.by or "eqa", self.moment(pick)
        self.both(
            self.model.remark(by, moment),
            add_remark,
            by,
            at=moment,
            visit=self.visit,
            text=f"Seen {len(taken)}, {self.now:%H:%M}.",
        )

    def close_visit(self, pick):
        by, moment = pick.by or "eqa", self.moment(pick)
        self.both(
            self.model.close_visit(by, moment), close_visit, by, at=moment, visit=self.visit
        )  # fmt: skip
