"""The induction record: seven parts, a day for each (P5.4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.roles import AuthedRequest, Role, role_required
from enrolments.actions.initial import induction_of, record_induction
from enrolments.errors import LearningRefused
from enrolments.forms.learning import InductionForm
from enrolments.permissions import can_plan_learning
from enrolments.views.hours import found
from enrolments.views.refusals import put_beside
from ledger.errors import StaleVersion
from ledger.versions import Standing


@role_required(Role.CANDIDATE, Role.TUTOR, Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def induction_record(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """The seven parts of the initial assessment (P5.4): the tutor ticks, the candidate reads."""
    enrolment = found(request, reference)
    may_record = can_plan_learning(request.user, enrolment)
    if request.method == "POST" and not may_record:
        raise PermissionDenied
    kept = {
        record.item: record for record in enrolment.induction_records.select_related("recorded_by")
    }
    initial: dict[str, Any] = {}
    for item, record in kept.items():
        initial |= {item: True, f"{item}_on": record.done_on}
    form = InductionForm(
        request.POST if request.method == "POST" else None,
        today=timezone.localdate(),
        initial=initial,
    )
    form.made_from(induction_of(enrolment))
    stands: Standing | None = None
    if form.is_valid():
        try:
            record_induction(
                enrolment=enrolment,
                done=form.done(),
                version=form.cleaned_data["version"],
                by=request.user,
                now=timezone.now(),
            )
        except StaleVersion as stale:
            stands = form.is_behind(stale)
        except LearningRefused as refusal:
            put_beside(form, LearningRefused(str(refusal), field=f"{refusal.field}_on"))
        else:
            messages.success(request, "Induction saved.")
            return redirect("enrolments:induction_record", enrolment.reference)
    context = {
        "enrolment": enrolment,
        "form": form,
        "rows": [(tick, day, kept.get(tick.name)) for tick, day in form.rows()],
        "done": len(kept),
        "may_record": may_record,
        "stands": stands,
        "is_own": enrolment.candidate.user_id == request.user.pk,
    }
    status = 409 if stands is not None else 422 if form.is_bound else 200
    return render(request, "enrolments/induction_record.html", context, status=status)
