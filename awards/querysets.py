"""Questions asked of statements and claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from accounts.roles import Role

if TYPE_CHECKING:
    from accounts.models import User
    from awards.models import Claim, ClaimLine, StatementOfResults


class StatementQuerySet(models.QuerySet["StatementOfResults"]):
    """Statements by who may see them and whether they hold."""

    def visible_to(self, user: User) -> Self:
        """Own for a candidate, all for an administrator; nobody else's business."""
        if user.is_administrator:
            return self
        if Role.CANDIDATE in user.role_names:
            return self.filter(enrolment__candidate__user=user)
        return self.none()

    def live(self) -> Self:
        """Neither superseded nor withdrawn."""
        return self.filter(Q(superseded_at__isnull=True, withdrawn_at__isnull=True))

    def superseded(self) -> Self:
        """Replaced by a later one."""
        return self.filter(superseded_at__isnull=False)

    def withdrawn(self) -> Self:
        """Taken back."""
        return self.filter(withdrawn_at__isnull=False)


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims of certificates."""

    def with_people(self) -> Self:
        """Join what a page names: the qualification and who claimed."""
        return self.select_related("qualification", "claimed_by")


class ClaimLineQuerySet(models.QuerySet["ClaimLine"]):
    """Lines of claims."""

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(taken_back_at=None)

    def with_people(self) -> Self:
        """Join the claim and the candidate."""
        return self.select_related(
            "claim__qualification", "enrolment__candidate__user", "enrolment__qualification"
        )

    def in_register_order(self) -> Self:
        """By family name, then given name."""
        return self.order_by(
            "enrolment__candidate__user__family_name",
            "enrolment__candidate__user__given_name",
            "pk",
        )
