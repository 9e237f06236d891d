"""What quality assurance owes: the handler reads the row again and asks whether to go on."""

from __future__ import annotations

from datetime import datetime

from ledger.jobs import handler
from ledger.mail import deliver
from ledger.models import Job
from quality import emails
from quality.models import QualityAction


@handler("quality_action_mail", mail=True)
def send_action(job: Job, *, now: datetime, action_id: int) -> str | None:
    """Tell an assessor that something is asked of them, while it is."""
    action = QualityAction.objects.select_related("judgement__assessor").get(pk=action_id)
    if action.answered_at is not None:
        return "The action is answered."
    deliver(job, emails.action_set(action), now=now)
    return None
