"""Registering interest: the one form that needs no account."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from enrolments.actions.enquiries import register_interest
from enrolments.errors import TooManyEnquiries
from enrolments.forms.interest import InterestForm
from enrolments.origins import origin_of
from enrolments.phones import clean_phone

REFERENCE, TOKEN = "interest_reference", "interest_token"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def interest_register(request: HttpRequest) -> HttpResponse:
    """One page for everything (P5.13); sent twice it is one enquiry."""
    now = timezone.now()
    if request.method != "POST":
        form = InterestForm(now=now)
        form.preselect(request.GET.get("diploma", ""))
        return page(request, form)
    last_token = request.session.get(TOKEN, "")
    form = InterestForm(request.POST, now=now, is_known_sender=bool(last_token))
    if not form.is_valid():
        return page(request, form, status=422)
    address = get_adapter(request).get_client_ip(request)
    try:
        enquiry = register_interest(
            interest=form.interest(),
            consents=form.consented(),
            form_token=form.cleaned_data["token"],
            last_token=last_token,
            origin=origin_of(address, today=timezone.localdate(now)),
            now=now,
        )
    except TooManyEnquiries as refusal:
        return page(request, form, status=429, refusal=str(refusal))
    request.session[REFERENCE] = enquiry.short_reference
    request.session[TOKEN] = enquiry.form_token
    return redirect("enrolments:interest_thanks")


@login_not_required
@require_safe
def interest_thanks(request: HttpRequest) -> HttpResponse:
    """What happens next; the reference comes from the session, nothing from the address."""
    context = {"reference": request.session.get(REFERENCE, ""), **contact()}
    return render(request, "enrolments/interest_thanks.html", context)


@login_not_required
@require_safe
def privacy_notice(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, why and how long."""
    context = {"version": settings.PRIVACY_NOTICE_VERSION, **contact()}
    return render(request, "enrolments/privacy_notice.html", context)


def page(
    request: HttpRequest, form: InterestForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    """The form, with everything typed still in it."""
    canonical = settings.SITE_URL + reverse("enrolments:interest_register")
    context = {"form": form, "refusal": refusal, "canonical": canonical, **contact()}
    return render(request, "enrolments/interest_register.html", context, status=status)


def contact() -> dict[str, Any]:
    """How to reach the centre without the form (P5.13, P7.14)."""
    return {
        "centre_name": settings.CENTRE_NAME,
        "centre_phone": settings.CONTACT_PHONE,
        "centre_phone_link": f"tel:{clean_phone(settings.CONTACT_PHONE)}",
        "centre_email": settings.CONTACT_EMAIL,
    }
