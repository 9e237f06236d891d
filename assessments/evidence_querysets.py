"""Questions asked of evidence, its files, what was sent of it, and discussions."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from accounts.roles import Role
from assessments.choices import FileAccess, SubmissionStage
from assessments.countersigned import (
    sent_to_countersign,
)
from assessments.scopes import enrolment_scope, reading_scope
from enrolments.querysets import EnrolmentQuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import (
        Evidence,
        EvidenceFile,
        ProfessionalDiscussion,
        Submission,
        SubmittedFile,
    )
    from enrolments.models import EQAVisit


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Evidence by owner."""

    def visible_to(self, user: User) -> Self:
        """Own for a candidate; of the caseload for a tutor; all for an administrator."""
        return self.filter(enrolment_scope(user))

    def standing(self) -> Self:
        """Still in the portfolio."""
        return self.filter(removed_at__isnull=True)


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    """Files of evidence by who may open them."""

    def visible_to(self, user: User) -> Self:
        """Own for a candidate; of the caseload for a tutor; all for an administrator."""
        return self.filter(enrolment_scope(user, "evidence__enrolment"))

    def openable_by(self, user: User, *, today: date) -> Self:
        """What is visible to somebody, and what they look into for others (R15, R16)."""
        scope = reading_scope(user, today=today, prefix="evidence__enrolment")
        if Role.TUTOR in user.role_names:
            scope |= Q(pk__in=sent_to_countersign(user, today=today))
        return self.filter(scope)

    def with_reasons(self) -> Self:
        """With `withheld_for`: why a file was taken away last, where it was."""
        newest = apps.get_model("assessments", "Quarantine")._default_manager.filter(
            file=OuterRef("pk")
        )
        reason = newest.order_by("-pk").values("reason")[:1]
        return self.annotate(withheld_for=Subquery(reason))

    def inspectable_by(self, user: User, *, visit: EQAVisit, now: datetime) -> Self:
        """What was sent in, of those a visit lets somebody read at a moment (R25).

        What is only in a portfolio is the candidate's until they send it.
        """
        enrolments = EnrolmentQuerySet(apps.get_model("enrolments", "Enrolment"))
        seen = enrolments.inspectable_by(user, visit=visit, now=now).order_by()
        sent = SubmittedFileQuerySet(apps.get_model("assessments", "SubmittedFile")).standing()
        return self.filter(
            Exists(sent.filter(file=OuterRef("pk"))), evidence__enrolment__in=seen.values("pk")
        )


class SubmittedFileQuerySet(models.QuerySet["SubmittedFile"]):
    """Files as they were sent."""

    def standing(self) -> Self:
        """Of submissions that were not withdrawn."""
        return self.exclude(submission__stage=SubmissionStage.WITHDRAWN)

    def sent_up_to(self, submission: Submission) -> Self:
        """Sent for the same unit in this attempt or an earlier one.

        What carries over rests on the attempt it was sent with (R14, R22).
        """
        return self.standing().filter(
            submission__enrolment=submission.enrolment_id,
            submission__unit=submission.unit_id,
            submission__attempt__lte=submission.attempt,
        )

    def supporting(self, submission: Submission) -> Self:
        """What a decision may rest on: sent up to this attempt, and not taken away (R22, R26)."""
        return self.sent_up_to(submission).exclude(file__access=FileAccess.QUARANTINED)


class DiscussionQuerySet(models.QuerySet["ProfessionalDiscussion"]):
    """Professional discussions by who may read them, and by whether they are still to come."""

    def readable_by(self, user: User, *, today: date) -> Self:
        """Own for a candidate; of the caseload, of what is assured, or all for staff."""
        return self.filter(reading_scope(user, today=today))

    def ahead(self) -> Self:
        """Announced, neither held nor cancelled."""
        return self.filter(evidence=None, cancelled_at=None)
