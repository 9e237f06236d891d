"""What the invitation of a candidate says: the diplomas, the first day, the tutor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.dateformat import format as format_date

from accounts.welcoming import register
from enrolments.models import Enrolment

if TYPE_CHECKING:
    from accounts.models import User


@register
def enrolments_of(user: User) -> list[str]:
    """A line for each diploma somebody is enrolled on."""
    rows = Enrolment.objects.live().filter(candidate__user=user).with_people()
    return [
        f"You are enrolled on {one.qualification.title}. You start on "
        f"{format_date(one.starts_on, 'j M Y')}, and your tutor is {one.tutor}."
        for one in rows.order_by("starts_on", "pk")
    ]
