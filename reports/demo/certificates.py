"""What is stated and claimed: a certificate awarded, one claimed, one taken back, one ready."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from accounts.models import User
from awards.actions import issue_statement
from awards.actions.claiming import claim_certificates, record_award, take_back
from awards.claimable import lines_of, unclaimed
from awards.models import ClaimLine
from enrolments.choices import EnrolmentStatus
from enrolments.models import Enrolment
from reports.demo import words
from reports.demo.register import enrolment_of
from reports.demo.timeline import Timeline

AWARDED, CLAIMED, TAKEN_BACK = "Adeyemi", "Cross", "Hussain"
RENAMED, OWED = "Adeyemi", "Roberts"
CERTIFICATE = "ILM5 2048813"


@dataclass(frozen=True)
class Certificates:
    """What the administrator claims of the awarding organisation and states to candidates."""

    administrator: User
    visitor: User
    timeline: Timeline

    def plan_award(self) -> None:
        """Put an award on the timeline, and a claim that was taken back."""
        self.timeline.ago(25, 11, partial(self._claim, AWARDED))
        self.timeline.ago(17, 11, partial(self._claim, TAKEN_BACK))
        self.timeline.ago(16, 9, self._take_back)
        self.timeline.ago(6, 12, self._award)

    def plan_claim(self) -> None:
        """Put a claim on the timeline that the awarding organisation has not answered."""
        self.timeline.ago(13, 11, partial(self._claim, CLAIMED))

    def _claim(self, family_name: str, now: datetime) -> None:
        held = unclaimed(Enrolment.objects.filter(pk=enrolment_of(family_name).pk))
        line = lines_of(list(held), today=now.date())[0]
        waivers = {line.enrolment.pk: words.WAIVER} if line.is_waivable else {}
        claim_certificates(
            enrolments=[line.enrolment],
            signed_off_by=str(self.visitor),
            waivers=waivers,
            by=self.administrator,
            now=now,
        )

    def _award(self, now: datetime) -> None:
        record_award(
            line=_line_of(AWARDED),
            certificate_number=CERTIFICATE,
            awarded_on=now.date() - timedelta(days=2),
            by=self.administrator,
            now=now,
        )

    def _take_back(self, now: datetime) -> None:
        take_back(
            line=_line_of(TAKEN_BACK), reason=words.TAKEN_BACK, by=self.administrator, now=now
        )

    def plan_statements(self) -> None:
        """Put them on the timeline, before a result is disputed."""
        self.timeline.ago(10, 15, self._state)

    def _state(self, now: datetime) -> None:
        """Issue to most who are complete; one is replaced, and one still owed."""
        complete = Enrolment.objects.filter(status=EnrolmentStatus.COMPLETED)
        told = complete.exclude(candidate__user__family_name=OWED).select_related("candidate__user")
        for enrolment in told.order_by("completed_at", "pk"):
            moment = (enrolment.completed_at or now) + timedelta(hours=2)
            statement = issue_statement(
                enrolment=enrolment, by=self.administrator, now=moment, replacing=None
            )
            if enrolment.candidate.user.family_name == RENAMED:
                issue_statement(
                    enrolment=enrolment,
                    by=self.administrator,
                    now=moment + timedelta(days=1),
                    replacing=statement,
                    reason="The candidate's name changed.",
                )


def _line_of(family_name: str) -> ClaimLine:
    return ClaimLine.objects.get(enrolment=enrolment_of(family_name), taken_back_at=None)
