"""The deadlines of the centre's own that an enrolment has: resubmissions, and the planned end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format

from assessments.choices import Grade, SubmissionStage
from assessments.models import Submission, UnitResult
from ledger.versions import Standing

if TYPE_CHECKING:
    from enrolments.models import Enrolment

PLANNED_END = "end"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One of them: a key for forms, what it is called, its day, and the referral it is of."""

    key: str
    label: str
    day: date
    result: UnitResult | None = None


def deadlines_of(enrolment: Enrolment) -> list[Deadline]:
    """The planned end, and the resubmission of each unit that is referred and not sent again."""
    end = Deadline(PLANNED_END, "The planned end of the diploma", enrolment.planned_end_on)
    later = Submission.objects.standing().filter(
        enrolment=OuterRef("submission__enrolment"),
        unit=OuterRef("submission__unit"),
        attempt__gt=OuterRef("submission__attempt"),
    )
    referrals = (
        UnitResult.objects.current()
        .with_due()
        .filter(
            submission__enrolment=enrolment,
            submission__stage=SubmissionStage.RELEASED,
            grade=Grade.REFERRED,
        )
        .exclude(Exists(later))
        .select_related("submission__unit")
        .order_by("submission__unit__position")
    )
    days = dict(referrals.values_list("pk", "due_on"))
    return [
        end,
        *(
            Deadline(
                key=result.submission.unit.code,
                label=f"Resubmission of {result.submission.unit.short_code}",
                day=days[result.pk],
                result=result,
            )
            for result in referrals
        ),
    ]


def standing_of(deadlines: Sequence[Deadline]) -> Standing:
    """Each with its day, as people read it."""
    return {one.label: date_format(one.day, "j M Y") for one in deadlines}
