"""Telling a worker that something is owed: best effort, never the caller's trouble."""

from __future__ import annotations

import logging
import time

from celery import current_app
from django.db import connection, transaction

log = logging.getLogger(__name__)

# After a failed nudge the sweep is trusted for this long, so that pages stay quick.
SILENCE_SECONDS = 10.0
_quiet_until = 0.0


def nudge_after_commit() -> None:
    """Nudge once when the transaction commits, however many jobs it owes."""
    if all(waiting[1] is not nudge for waiting in connection.run_on_commit):
        transaction.on_commit(nudge)


def nudge() -> None:
    """Send the sweep task now. A broker that is down costs at most a second, then nothing."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task("ledger.sweep", retry=False, expires=30)
    except Exception:
        _quiet_until = time.monotonic() + SILENCE_SECONDS
        log.warning("No broker to nudge; the sweep will find what is owed.", exc_info=True)
