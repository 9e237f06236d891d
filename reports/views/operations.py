"""What the system owes and has sent, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import AuthedRequest, Role, role_required
from assessments import scanner
from assessments.choices import FileAccess
from assessments.models import EvidenceFile
from ledger import jobs
from ledger.choices import JobState
from ledger.errors import DomainError
from ledger.models import Job

PAGE = 50


def _listed(request: AuthedRequest, *, mails: bool, refusal: str = "") -> HttpResponse:
    """One page of jobs, newest first, by state and search words from the address."""
    everything = Job.objects.mails() if mails else Job.objects.all()
    counted = dict(everything.values_list("state").annotate(Count("pk")).order_by("state"))
    rows = everything.select_related("recipient", "sent_mail").order_by("-owed_at", "-pk")
    state = request.GET.get("state", "")
    if state in JobState.values:
        rows = rows.filter(state=state)
    words = request.GET.get("q", "").strip().replace("\x00", "")[:100]
    if words:
        rows = rows.about(words)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    states = [(value, label, counted.get(value, 0)) for value, label in JobState.choices]
    failed, pending = counted.get(JobState.DEAD, 0), counted.get(JobState.PENDING, 0)
    noun, name = ("mail", "mail_list") if mails else ("job", "job_list")
    context = {
        "headline": _headline(noun, failed=failed, pending=pending),
        "page": page,
        "states": states,
        "state": state,
        "words": words,
        "here": reverse(f"reports:{name}"),
        "virus_scanner": "" if mails else scanner.state(),
        "being_checked": _being_checked() if scanner.is_on() and not mails else 0,
        "refusals": [refusal] if refusal else [],
    }
    return render(request, f"reports/{name}.html", context, status=409 if refusal else 200)


def _being_checked() -> int:
    """How many files nobody can open yet."""
    return EvidenceFile.objects.filter(access=FileAccess.CHECKING).count()


def _headline(noun: str, *, failed: int, pending: int) -> str:
    """The sentence the page opens with: what failed comes first."""
    waiting = f"{pending} {'waits its' if pending == 1 else 'wait their'} turn"
    if failed:
        return f"{failed} {noun}{'' if failed == 1 else 's'} failed; {waiting}."
    return f"No {noun} has failed; {waiting if pending else 'none waits'}."


@role_required(Role.ADMINISTRATOR)
@require_safe
def job_list(request: AuthedRequest) -> HttpResponse:
    """Everything owed, done and failed."""
    return _listed(request, mails=False)


@role_required(Role.ADMINISTRATOR)
@require_safe
def mail_list(request: AuthedRequest) -> HttpResponse:
    """Every mail owed, sent and failed."""
    return _listed(request, mails=True)


@role_required(Role.ADMINISTRATOR)
@require_POST
def job_retry(request: AuthedRequest, job_id: int) -> HttpResponse:
    """Give a failed job another five tries."""
    job = get_object_or_404(Job, pk=job_id)
    try:
        jobs.retry(job_id=job.pk, by=request.user, now=timezone.now())
    except DomainError as refusal:
        return _listed(request, mails=job.is_mail, refusal=str(refusal))
    messages.success(request, "The job is owed again and will be tried within seconds.")
    return redirect("reports:mail_list" if job.is_mail else "reports:job_list")
