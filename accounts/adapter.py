"""How allauth signs people in here: no sign-up, guesses counted, changes written down."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts import demo, guesses, known_browsers
from accounts.actions import note_security_event, note_sign_in
from accounts.choices import SecurityEvent
from accounts.errors import TooManyGuesses
from accounts.models import User
from accounts.recency import is_recent

log = logging.getLogger(__name__)


class SignInAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation, and wrong passwords are counted."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": (
            "This e-mail address and password do not belong together. Check both, or choose a new "
            "password."
        ),
        "incorrect_password": "This is not your password. Check it and type it again.",
        "enter_current_password": "This is not your password. Check it and type it again.",
        "rate_limited": "Too many tries in a short time. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are invited."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Look at a password, unless too many were wrong of late."""
        guess = self.count_password(request, str(credentials.get("email", "")))
        user = authenticate(request, **credentials)
        if not isinstance(user, User) or demo.is_spent(str(credentials.get("password"))):
            log.warning("Wrong password from %s", self.get_client_ip(request))
            return None
        guesses.take_back(guess)
        return user

    def count_password(self, request: HttpRequest, email: str) -> guesses.Guess:
        """Count one password for an address, whether or not anybody goes by it."""
        account = email.strip().lower()
        network = guesses.network_of(self.get_client_ip(request))
        counters = {guesses.ACCOUNT_HERE: f"{account}|{network}", guesses.NETWORK: network}
        if not known_browsers.is_known(request, account):
            counters[guesses.ACCOUNT_ANYWHERE] = account
        return count_or_refuse(request, counters)

    def is_reauthentication_required(self, **details: Any) -> bool:
        """Changing how one signs in asks again, unless one has just signed in."""
        return not is_recent(context.request)

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Write down that somebody signed in."""
        note_sign_in(user=user, now=timezone.now())
        response: HttpResponse = super().post_login(request, user, **details)
        return response

    def set_password(self, user: User, password: str) -> None:
        """Keep the new password, and nothing else of the person as the page knew them."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("accounts:profile")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Write down that sign-in was changed, and owe its owner a letter about it."""
        event = SecurityEvent(template_prefix.rpartition("/")[2])
        note_security_event(user=user, event=event, now=timezone.now())


def count_or_refuse(request: HttpRequest, counters: Mapping[guesses.Limit, str]) -> guesses.Guess:
    """Count a guess, or answer 429 at once, from however deep in a form it is asked."""
    try:
        return guesses.count(counters, now=timezone.now())
    except TooManyGuesses as refusal:
        minutes = {"minutes": -(-refusal.seconds // 60)}
        response = render(request, "accounts/guess_refused.html", minutes, status=429)
        response["Retry-After"] = str(refusal.seconds)
        raise ImmediateHttpResponse(response) from refusal
