"""Search words as a condition: every word must be found somewhere."""

from __future__ import annotations

from django.db.models import Q

from enrolments.typed import one_line

MOST_WORDS = 5


def about(words: str, *fields: str) -> Q:
    """Rows in which each of the first few words occurs in one of `fields`; all for no words."""
    found = Q()
    for word in one_line(words[:200]).split()[:MOST_WORDS]:
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__icontains": word})
        found &= anywhere
    return found
