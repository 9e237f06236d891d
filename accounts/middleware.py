"""What holds for every page of a signed-in person."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts import known_browsers, presence
from accounts.views.unsent import can_be_given_back, give_back

GetResponse = Callable[[HttpRequest], HttpResponse]

# Where somebody without a second factor can go: to one, or away.
BEFORE_A_SECOND_FACTOR = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_logout",
        "health",
    }
)


class SignInFirst(LoginRequiredMiddleware):
    """Every page needs a sign-in unless it is marked; a form that came too late is given back."""

    def handle_no_permission(  # type: ignore[override]  # a page, where text would be lost
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """To the sign-in page, unless somebody would lose what they typed."""
        if can_be_given_back(request):
            return give_back(request, is_signed_out=True)
        return super().handle_no_permission(request, view_func)


class SecondFactorFirst:
    """Staff set up a second factor before anything else (off in demo mode)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Lead to the second factor from wherever the person was going."""
        user = request.user
        if not settings.SECOND_FACTOR_REQUIRED or not user.is_authenticated:
            return None
        if not (user.is_centre_staff or user.is_staff) or is_mfa_enabled(user):
            return None
        request.needs_second_factor = True  # type: ignore[attr-defined]
        match = request.resolver_match
        if match and match.view_name in BEFORE_A_SECOND_FACTOR:
            return None
        return redirect("mfa_index")


second_factor_first = SecondFactorFirst


def sessions_end(get_response: GetResponse) -> GetResponse:
    """A session ends after hours without a click, and after a working day in any case."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if presence.seconds_left(request) < 0:
                logout(request)
                messages.info(request, "You were signed out because nothing happened for a while.")
            elif not presence.only_looks_at_the_clock(request):
                presence.note(request)
        return get_response(request)

    return middleware


def browsers_are_known(get_response: GetResponse) -> GetResponse:
    """A browser that somebody has signed in from is known for them next time."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not known_browsers.is_known(
            request, request.user.email
        ):
            known_browsers.remember(request, response, request.user.email)
        return response

    return middleware


def private_pages(get_response: GetResponse) -> GetResponse:
    """Pages of signed-in people are kept by no cache: practice computers are shared."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    return middleware
