"""What quality assurance owes: the handler reads the row again and asks whether to go on."""

from __future__ import annotations

from datetime import datetime

from enrolments.choices import VisitState
from enrolments.models import EQAVisit
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


@handler("visit_mail", mail=True)
def send_visit(job: Job, *, now: datetime, visit_id: int) -> str | None:
    """Tell an external quality assurer from when to when they may look, unless it is over."""
    visit = EQAVisit.objects.with_people().get(pk=visit_id)
    if visit.state(now=now) == VisitState.CLOSED:
        return "The visit is over."
    deliver(job, emails.visit_opened(visit), now=now)
    return None
