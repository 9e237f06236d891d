"""What an assurer's desk shows: a line for each qualification they answer for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from assessments.models import Submission
from courses.models import Qualification
from enrolments.models import Enrolment
from quality.models import SamplePlan

if TYPE_CHECKING:
    from accounts.models import User


PLANS = 8  # the newest of each qualification


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One qualification, with what there is of it to look into."""

    qualification: Qualification
    candidates: int
    decided: int
    plans: Sequence[SamplePlan]


def desk_of(user: User, *, today: date) -> list[DeskLine]:
    """The qualifications in force for an assurer, in four queries however many there are."""
    duties = user.assurance_duties.in_force(today=today).select_related("qualification")
    seen = Enrolment.objects.assurable_by(user, today=today).order_by()
    candidates = _counted(seen.values_list("qualification").annotate(Count("pk")))
    decided = _counted(
        Submission.objects.filter(enrolment__in=seen, results__isnull=False)
        .order_by()
        .values_list("enrolment__qualification")
        .annotate(Count("pk", distinct=True))
    )
    plans = list(
        SamplePlan.objects.visible_to(user, today=today)
        .filter(Q(made_by=user) | Q(accepted_at__isnull=False))
        .select_related("made_by", "qualification")
    )
    found = sorted((duty.qualification for duty in duties), key=lambda q: (q.level, q.code))
    return [
        DeskLine(
            qualification=qualification,
            candidates=candidates.get(qualification.pk, 0),
            decided=decided.get(qualification.pk, 0),
            plans=[plan for plan in plans if plan.qualification_id == qualification.pk][:PLANS],
        )
        for qualification in found
    ]


def _counted(rows: object) -> dict[int, int]:
    return dict(rows)  # type: ignore[call-overload, no-any-return]
