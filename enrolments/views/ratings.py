"""Ratings of the centre, and the funding of an enrolment."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.roles import AuthedRequest, Role, role_required
from courses.models import Qualification
from enrolments.actions.ratings import record_rating, set_funding
from enrolments.choices import RatingCode
from enrolments.errors import RatingRefused
from enrolments.forms.lifecycle import FundingForm
from enrolments.forms.ratings import RatingForm
from enrolments.models import QualityRating
from enrolments.ratings import may_claim, may_register, needs_sign_off
from enrolments.views.enrolments import decide


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def rating_list(request: AuthedRequest) -> HttpResponse:
    """What each diploma is rated, what that allows, and every rating there was (R20)."""
    sent = request.POST if request.method == "POST" else None
    form = RatingForm(sent, today=timezone.localdate())
    if form.is_valid():
        try:
            rating = record_rating(
                **form.cleaned_data | {"code": RatingCode(form.cleaned_data["code"])},
                by=request.user,
                now=timezone.now(),
            )
        except RatingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{rating} is recorded.")
            return redirect("enrolments:rating_list")
    qualifications = list(Qualification.objects.order_by("level", "code"))
    standing = QualityRating.objects.standing_for([one.pk for one in qualifications])
    context = {
        "form": form,
        "standing": [(one, _allowed(standing[one.pk])) for one in qualifications],
        "history": QualityRating.objects.select_related("qualification", "recorded_by"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "enrolments/rating_list.html", context, status=status)


def _allowed(code: RatingCode) -> dict[str, str]:
    """A rating in words: its name, and what it means for registrations and claims."""
    claims = "Certificates are claimed directly."
    if not may_claim(code):
        claims = "No certificate is claimed."
    elif needs_sign_off(code):
        claims = "A claim needs the external quality assurer's signature."
    registers = (
        "Candidates are registered." if may_register(code) else "No candidate is registered."
    )
    return {"name": code.label, "claims": claims, "registers": registers}


@role_required(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def funding_record(request: AuthedRequest, reference: UUID) -> HttpResponse:
    """Say who pays for an enrolment (R21)."""
    return decide(
        request,
        reference,
        form_class=FundingForm,
        act=set_funding,
        said="Funding saved.",
        template="enrolments/funding_record.html",
    )
