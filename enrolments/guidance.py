"""Whether a kind of learning counts as guided: what an administrator set, else the usual."""

from __future__ import annotations

from enrolments.choices import ActivityKind
from enrolments.hours import GUIDED_KINDS
from enrolments.models import ActivityKindDefault


def is_guided(kind: str) -> bool:
    """Whether new entries of a kind count as guided (P7.7)."""
    return guided_kinds()[ActivityKind(kind)]


def guided_kinds() -> dict[ActivityKind, bool]:
    """The flag of every kind, in one query."""
    chosen = dict(ActivityKindDefault.objects.values_list("kind", "is_guided"))
    return {kind: chosen.get(kind, kind in GUIDED_KINDS) for kind in ActivityKind}
