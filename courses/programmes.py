"""Which page tells of which diploma. A diploma without a page of its own gets the plain one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.models import Qualification


@dataclass(frozen=True)
class Programme:
    """A diploma's template, what a search result says of it, and what its page ends with."""

    template: str
    description: str
    next_step: str


PLAIN = Programme(
    template="courses/qualification_detail.html",
    description=(
        "{version.qualification.title}: what you will study, how long it takes and how to start, "
        "with PMA Training."
    ),
    next_step="Tell us that you are interested, or ask us anything first.",
)
PROGRAMMES = {
    "8420-01": Programme(
        template="courses/qualification_level_5.html",
        description=(
            "For managers of teams or projects in general practice: 17 units studied at work, at "
            "least 7 hours of one-to-one tutorials, one tutor throughout. ILM Level 5, 8420-01."
        ),
        next_step=(
            "We are enrolling now. Register your interest and we will talk it over with you: your "
            "role, your time, and when to begin. You can also ring or write first."
        ),
    ),
    "8617": Programme(
        template="courses/qualification_level_7.html",
        description=(
            "For senior managers in general practice, in post or about to be: three units, 60 "
            "credits at postgraduate level, built on a change project of your own. ILM Level 7."
        ),
        next_step=(
            "Tell us about your role and the change you would like to lead. We will talk over "
            "entry, your employer and the time it takes before you decide. You can also ring or "
            "write first."
        ),
    ),
}


def programme_of(qualification: Qualification) -> Programme:
    """How the public site presents `qualification`."""
    return PROGRAMMES.get(qualification.code, PLAIN)
