"""A job kind for tests with real workers: slow enough to be killed in the middle."""

import time

from ledger import audit
from ledger.jobs import handler


@handler("test_effect")
def test_effect(job, *, now):
    """One audit event per job, with a pause on either side of it."""
    time.sleep(0.02)
    audit.record(None, "effect", job, at=now)
    time.sleep(0.02)
