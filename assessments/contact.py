"""When a candidate was last heard of: a tutorial attended, or work submitted."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest, TruncDate

from assessments.models import Submission
from enrolments.querysets import EnrolmentQuerySet


def with_last_heard(enrolments: EnrolmentQuerySet) -> QuerySet[Any]:
    """Annotate `last_heard_on`; before anything happened it is the day the enrolment starts."""
    submitted = (
        Submission.objects.filter(enrolment=OuterRef("pk"))
        .order_by()
        .values("enrolment")
        .values(latest=Max("submitted_at"))
    )
    return (
        enrolments.with_contact()
        .annotate(last_submitted_at=Subquery(submitted))
        .annotate(
            last_heard_on=Greatest(
                Coalesce(TruncDate("last_contact_at"), "starts_on"),
                Coalesce(TruncDate("last_submitted_at"), "starts_on"),
                "starts_on",
            )
        )
    )
