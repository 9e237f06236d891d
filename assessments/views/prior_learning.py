"""Recognition of prior learning in one unit: proposed by the tutor, or ended again (R23)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.roles import AuthedRequest, Role, role_required
from assessments.actions.prior_learning import end_prior_learning, propose_prior_learning
from assessments.errors import PriorLearningRefused
from assessments.forms.prior_learning import EndForm, ProposeForm
from assessments.permissions import can_assess
from courses.models import Unit
from enrolments.models import Enrolment, SkillsScanEntry


@role_required(Role.TUTOR)
@require_http_methods(["GET", "HEAD", "POST"])
def prior_learning(request: AuthedRequest, reference: UUID, code: str) -> HttpResponse:
    """What the skills scan says of the unit, and the form: to propose, or to end what stands."""
    enrolments = Enrolment.objects.visible_to(request.user).taught_by(request.user).with_people()
    enrolment = get_object_or_404(enrolments, reference=reference)
    unit = get_object_or_404(Unit, version=enrolment.version_id, code=code)
    if not can_assess(request.user, enrolment):
        raise PermissionDenied
    standing = enrolment.prior_learning.filter(unit=unit, ended_at=None).first()
    sent = request.POST if request.method == "POST" else None
    # The form sent says what it was made for, so that nothing is ended that was to be proposed.
    is_ending = "end" in sent if sent is not None else standing is not None
    form = EndForm(sent) if is_ending else ProposeForm(sent)
    if form.is_valid():
        act = end_prior_learning if is_ending else propose_prior_learning
        try:
            act(
                enrolment=enrolment,
                unit=unit,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except PriorLearningRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            said = "is assessed like any other unit" if is_ending else "goes by prior learning"
            messages.success(request, f"{unit.short_code} of {enrolment.candidate} {said} now.")
            return redirect("assessments:unit_detail", enrolment.reference, unit.code)
    scan = SkillsScanEntry.objects.filter(enrolment=enrolment, outcome__unit=unit)
    context = {
        "enrolment": enrolment,
        "unit": unit,
        "standing": standing,
        "form": form,
        "is_ending": is_ending,
        "scan": scan.exclude(prior_learning="").select_related("outcome").order_by("outcome"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessments/prior_learning.html", context, status=status)
