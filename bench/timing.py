"""Processor time, so that what else the machine does counts as little as it can."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], *, times: int = 1) -> float:
    """The least processor time of several runs."""
    least = float("inf")
    for _ in range(times):
        gc.collect()
        started = time.process_time()
        work()
        least = min(least, time.process_time() - started)
    return least


def verdict(value: float, *, at_least: float) -> str:
    """Whether a target is met, in words."""
    return f"target at least {at_least:g} times: {'met' if value >= at_least else 'missed'}"
