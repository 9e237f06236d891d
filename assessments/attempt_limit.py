"""How often a unit may be tried, and what another attempt must bring. Pure."""

from __future__ import annotations

from collections.abc import Collection, Container

# What was sent, or would be: a file by its hash, the criterion it is for, and the place in it.
Sent = tuple[str, int, str]


def may_attempt(number: int, *, limit: int, allowed: Container[int]) -> bool:
    """Whether an attempt may be made: up to the limit, or above it where it was allowed (R11)."""
    return number <= limit or number in allowed


def brings_something(
    now: Collection[Sent], *, before: Collection[Sent], narrative: str, narrative_before: str
) -> bool:
    """Whether there is something new to judge for what is still open (R14).

    `now` is what would be sent for the open criteria, `before` all that was sent for them in
    attempts that stand. What is only taken away or put back brings nothing.
    """
    return narrative != narrative_before or not set(now) <= set(before)
