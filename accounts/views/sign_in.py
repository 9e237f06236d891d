"""allauth's pages, answering as ours do, and the few that stand beside them.

What needs another look is a 422; a link that works no more is a 404; signing out leaves nothing of
the person in the browser.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts import demo, presence

View = Callable[..., HttpResponse]


def answered(view: View) -> View:
    """Give an answer of allauth the status that says what it is."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answering(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not isinstance(response, TemplateResponse) or response.status_code != 200:
            return response
        context = response.context_data or {}
        forms = [form for form in (context.get("form"), context.get("webauthn_form")) if form]
        if context.get("token_fail"):
            response.status_code = 404
        elif request.method == "POST" and any(form.errors for form in forms):
            response.status_code = 422
        return response

    return answering


def without_referrer(view: View) -> View:
    """The address holds a token: no cache keeps it, and no other site is told of it.

    Not "no-referrer": browsers would then hide the form's origin, and the form be refused.
    """

    @wraps(view)
    def closemouthed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "no-store"
        return response

    return closemouthed


def leaving_nothing(view: View) -> View:
    """After signing out, a shared computer keeps neither pages nor unsent text."""

    @wraps(view)
    def clearing(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = view(request, *args, **kwargs)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return clearing


class SessionsView(usersessions.ListUserSessionsView):
    """Where somebody is signed in: places where the session has ended are left out."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The places, and how many."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        standing = set(presence.standing(self.request.user, now=timezone.now()))
        places = [place for place in context["sessions"] if place in standing or place.is_current()]
        return context | {"sessions": places, "session_count": len(places)}


sign_in = answered(account.LoginView.as_view(extra_context={"demo": demo}))
sign_out = leaving_nothing(account.logout)
reauthenticate = answered(account.reauthenticate)
inactive = account.account_inactive
password_change = answered(account.password_change)
password_set = answered(account.password_set)
password_reset = answered(account.password_reset)
password_reset_done = account.password_reset_done
password_reset_from_key_done = account.password_reset_from_key_done

second_factor = mfa.index
second_factor_asked = answered(mfa.authenticate)
second_factor_asked_again = answered(mfa.reauthenticate)
app_added = answered(totp.activate_totp)
app_removed = answered(totp.deactivate_totp)
recovery_codes_shown = recovery_codes.view_recovery_codes
recovery_codes_made = answered(recovery_codes.generate_recovery_codes)
recovery_codes_downloaded = recovery_codes.download_recovery_codes
passkeys = webauthn.list_webauthn
passkey_added = answered(webauthn.add_webauthn)
passkey_renamed = answered(webauthn.edit_webauthn)
passkey_removed = answered(webauthn.remove_webauthn)
passkey_sign_in = answered(webauthn.login_webauthn)
passkey_asked_again = answered(webauthn.reauthenticate_webauthn)
sessions = answered(SessionsView.as_view())


@login_not_required
def password_reset_from_key(request: HttpRequest, uidb36: str, key: str) -> HttpResponse:
    """The link of a mail, then the page it leads to, whose address holds no token."""
    view = answered(account.password_reset_from_key)
    if key != account.PasswordResetFromKeyView.reset_url_key:
        view = without_referrer(view)
    return view(request, uidb36=uidb36, key=key)


@login_not_required
def sign_up_closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs up: people register interest, and are invited."""
    return render(request, "accounts/sign_up_closed.html", status=403)


@require_safe
def account_home(request: HttpRequest) -> HttpResponse:
    """The address that allauth's pages stand under leads to one's own page."""
    return redirect("accounts:profile")


@login_not_required
@require_safe
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """The administration site has no door of its own: one sign-in, with its second factor."""
    if request.user.is_authenticated:
        raise PermissionDenied
    to = request.GET.get("next") or reverse("admin:index")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': to})}")
