"""One's own page."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import presence
from accounts.actions import set_key_shortcuts
from accounts.forms.people import ShortcutsForm
from accounts.roles import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AuthedRequest) -> HttpResponse:
    """Name, address, roles, how one signs in; keys on marking pages on or off."""
    user = request.user
    if request.method == "POST":
        form = ShortcutsForm(request.POST)
        if form.is_valid():
            set_key_shortcuts(
                user=user, is_on=form.cleaned_data["has_key_shortcuts"], now=timezone.now()
            )
            messages.success(request, "Your choice is kept.")
            return redirect("accounts:profile")
    context = {
        "form": ShortcutsForm(initial={"has_key_shortcuts": user.has_key_shortcuts}),
        "grants": user.role_grants.standing().order_by("granted_at"),
        "factor_count": Authenticator.objects.filter(user=user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .count(),
        "session_count": presence.standing(user, now=timezone.now()).count(),
        "is_demo": settings.DEMO_MODE,
    }
    return render(request, "accounts/profile.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def session_clock(request: AuthedRequest) -> JsonResponse:
    """How long the session lasts yet. Asking does not prolong it; saying "I am here" does."""
    if request.method == "POST":
        presence.note(request, at_once=True)
    return JsonResponse({"seconds": presence.seconds_left(request)})


def keep_shortcuts(request: AuthedRequest) -> None:
    """Keys on or off for the person, as the list of keys of a bench asks it."""
    is_on = request.POST.get("is_on") == "yes"
    set_key_shortcuts(user=request.user, is_on=is_on, now=timezone.now())
