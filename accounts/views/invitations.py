"""Saying yes to an invitation.

The link of the mail only looks: it puts its token into the session and leads on to an address
without one, so that the token stays out of the browser's history and of every Referer. Choosing the
password spends it.
"""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import accept_invitation
from accounts.errors import InvitationRefused
from accounts.forms.people import FirstPasswordForm
from accounts.models import Invitation
from accounts.views.sign_in import without_referrer

IN_SESSION = "invitation_token"


@without_referrer
@login_not_required
@require_safe
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail."""
    invitation = Invitation.objects.of_token(token).good(now=timezone.now()).first()
    if invitation is None:
        return over(request, token)
    request.session[IN_SESSION] = token
    return redirect("accounts:invitation_password")


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_password(request: HttpRequest) -> HttpResponse:
    """Choose a password, and be signed in."""
    token = request.session.get(IN_SESSION, "")
    good = Invitation.objects.of_token(token).good(now=timezone.now())
    invitation = good.select_related("user").first()
    if invitation is None:
        return over(request, token)
    form = FirstPasswordForm(request.POST or None, person=invitation.user)
    if form.is_valid():
        try:
            user = accept_invitation(
                invitation=invitation, password=form.cleaned_data["password"], now=timezone.now()
            )
        except InvitationRefused:
            return over(request, token)
        if request.user.is_authenticated:
            logout(request)
        request.session.pop(IN_SESSION, None)
        messages.success(request, f"Welcome, {user.get_short_name()}. Your account is open.")
        record_authentication(request, user, method="password")
        response: HttpResponse = perform_login(request, Login(user=user))
        return response
    context = {"form": form, "person": invitation.user}
    status = 422 if form.errors else 200
    response = render(request, "accounts/invitation_accept.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def over(request: HttpRequest, token: str) -> HttpResponse:
    """The link works no more, or never did: what to do now."""
    invitation = Invitation.objects.of_token(token).select_related("user").first()
    context = {"has_joined": invitation is not None and invitation.user.has_usable_password()}
    return render(request, "accounts/invitation_over.html", context, status=404)
