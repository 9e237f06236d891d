"""What administrators do: registration, attempts, comings and goings, statements and claims."""

from datetime import timedelta

from django.utils import timezone

from assessments.actions.attempts import allow_attempt
from awards.actions import issue_statement, withdraw_statement
from awards.actions.claiming import claim_certificates, take_back
from awards.models import ClaimLine, StatementOfResults
from enrolments.actions.lifecycle import (
    end_break,
    reassign_tutor,
    record_registration,
    start_break,
    withdraw_enrolment,
)
from tests.machine.play import Play

TUTORS = ("tutor", "learner", "manager", "countersigner", "iqa")


class Administering(Play):
    """Steps of the office."""

    def plain(self, allowed, do, by, **arguments):
        """A step about the enrolment itself."""
        return self.both(allowed, do, by, enrolment=self.enrolment, **arguments)

    @property
    def today(self):
        return timezone.localdate(self.now)

    def register(self, pick):
        by = pick.by or "administrator"
        day = self.today - timedelta(days=10 if pick.flag else 4 * 366)
        self.plain(
            self.model.register(not pick.flag, by),
            record_registration,
            by,
            number="ABC1234",
            registered_on=day,
        )

    def reassign(self, pick):
        by, tutor = pick.by or "administrator", TUTORS[pick.value]
        self.plain(
            self.model.reassign(tutor, by),
            reassign_tutor,
            by,
            tutor=self.stage.people[tutor],
            reason="Works on other days now.",
        )

    def override(self, pick):
        by = pick.by or "administrator"
        _, unit, model = self.unit(pick)
        self.plain(
            self.model.override(model, by), allow_attempt, by, unit=unit, reason="Ill at the time."
        )

    def withdraw(self, pick):
        by = pick.by or "administrator"
        self.plain(
            self.model.withdraw(by),
            withdraw_enrolment,
            by,
            withdrawn_on=self.today,
            reason="Left the practice.",
        )

    def come_back(self, pick):
        self.enrol(pick, TUTORS[pick.value])

    def start_break(self, pick):
        by = pick.by or "administrator"
        self.plain(
            self.model.start_break(by),
            start_break,
            by,
            starts_on=self.today,
            expected_back_on=None,
            reason="Parental leave.",
        )

    def end_break(self, pick):
        by = pick.by or "administrator"
        self.plain(self.model.end_break(by), end_break, by, ended_on=self.today)

    def issue(self, pick):
        by = pick.by or "administrator"
        last = StatementOfResults.objects.filter(enrolment=self.enrolment).order_by("pk").last()
        replaced = None if pick.flag else last
        before = len(self.model.statements)
        self.plain(
            self.model.issue(replaced is not None, by),
            issue_statement,
            by,
            replacing=replaced,
            reason="A name was spelt wrongly." if replaced else "",
        )
        kept = StatementOfResults.objects.filter(enrolment=self.enrolment).order_by("pk")
        assert [one.is_live for one in kept] == self.model.statements, f"{before} before"

    def withdraw_statement(self, pick):
        by = pick.by or "administrator"
        last = StatementOfResults.objects.filter(enrolment=self.enrolment).latest("pk")
        self.both(
            self.model.withdraw_statement(by),
            withdraw_statement,
            by,
            statement=last,
            reason="Issued by mistake.",
        )

    def claim(self, pick):
        """Claim with the waiver and the signature that are wanted, or one of them missing."""
        by = pick.by or "administrator"
        is_waived, is_signed = pick.value != 1, pick.value != 2
        self.both(
            self.model.claim(is_waived, is_signed, by),
            claim_certificates,
            by,
            enrolments=[self.enrolment],
            signed_off_by="E. Quayle, 3 Nov" if is_signed else "",
            waivers={self.enrolment.pk: "Tutorials were at work."} if is_waived else {},
        )
        claimed = ClaimLine.objects.standing().filter(enrolment=self.enrolment)
        assert claimed.exists() is self.model.is_claimed

    def take_back_claim(self, pick):
        by = pick.by or "administrator"
        self.both(
            self.model.take_back_claim(by),
            take_back,
            by,
            line=ClaimLine.objects.filter(enrolment=self.enrolment).latest("pk"),
            reason="Claimed too early.",
        )
