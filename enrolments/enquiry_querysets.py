"""Questions asked of enquiries, and of what was consented to with them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from enrolments.choices import ClosedReason, EnquiryStatus
from enrolments.searching import about

if TYPE_CHECKING:
    from enrolments.models import Enquiry, EnquiryConsent


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Enquiries by what is to be done about them."""

    def open(self) -> Self:
        """Neither enrolled nor closed."""
        return self.exclude(status__in=[EnquiryStatus.ENROLLED, EnquiryStatus.CLOSED])

    def overdue(self, *, today: date) -> Self:
        """Open, with a next action whose day has passed."""
        return self.open().filter(next_action_on__lt=today)

    def kept_too_long(self, *, received_before: datetime) -> Self:
        """Of people who were never enrolled, received before a moment.

        What became an enrolment belongs to the record of a diploma, and is kept as long as that.
        """
        return self.filter(enrolment=None, received_at__lt=received_before)

    def about(self, words: str) -> Self:
        """Those whose person, employer or reference the words name."""
        names = about(words, "given_name", "family_name", "email", "employer_name", "phone")
        return self.filter(names | about(words, "reference"))

    def sharing_details_with(self, enquiries: Collection[Enquiry]) -> Self:
        """Those that may be the same person as one of `enquiries`; known duplicates are left out.

        Wider than what counts: `duplicates` judges each.
        """
        surnames = {enquiry.family_name.lower() for enquiry in enquiries}
        phones = {enquiry.phone for enquiry in enquiries if enquiry.phone}
        alike = (
            Q(email__in={enquiry.email for enquiry in enquiries})
            | Q(phone__in=phones)
            | Q(surname__in=surnames)
        )
        settled = Q(closed_reason__in=[ClosedReason.DUPLICATE, ClosedReason.UNWANTED])
        return self.annotate(surname=Lower("family_name")).filter(alike).exclude(settled)


class EnquiryConsentQuerySet(models.QuerySet["EnquiryConsent"]):
    """What enquirers agreed to, and did not."""

    def standing(self) -> Self:
        """The newest answer for each purpose."""
        newer = self.model._default_manager.filter(
            enquiry=OuterRef("enquiry"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk")
        )
        return self.exclude(Exists(newer)).order_by("pk")
